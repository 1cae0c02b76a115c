#include "query/view/memory_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/packed_provenance.h"
#include "common/timestamps.h"
#include "query/view/literature_keys.h"
#include "query/view/merge.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

constexpr char kTrials[] = "trials/";
constexpr char kPublications[] = "publications/";
constexpr char kNotices[] = "notices/";
// A chain of merges longer than this is a fault in the changelog.
constexpr int kMaxMerges = 64;

std::string IdOf(const std::string& name) { return std::string(absl::StripPrefix(name, kTrials)); }

// A snapshot's entries are in no order of their sequences: the newest one counts.
void Touch(const std::string& trial, ViewPosition position, std::map<std::string, ViewPosition>& touched) {
  const auto [entry, inserted] = touched.try_emplace(trial, position);
  if (!inserted && entry->second.sequence < position.sequence) entry->second = position;
}

// Evaluates the filter over candidates until the page is full and, where the total is not known, to the end.
template <typename Record>
absl::Status FillPage(const TrialQuery& query, const std::vector<SharedRecord>& candidates, bool count_all,
                      RecordPage<Record>& page) {
  size_t bytes = 0;
  int64_t matches = 0;
  for (const SharedRecord& candidate : candidates) {
    if (page.examined % 64 == 0 && query.cancelled && query.cancelled()) return Cancelled();
    ++page.examined;
    Record record = Unpacked<Record>(*candidate);
    if (!query.filter.Matches(record)) continue;
    ++matches;
    if (record.name() <= query.after_name || page.more) continue;
    const bool full = page.records.size() >= static_cast<size_t>(query.page_size) ||
                      (!page.records.empty() && bytes + candidate->size() > query.max_page_bytes);
    if (full) {
      page.more = true;
      if (!count_all) break;
      continue;
    }
    bytes += candidate->size();
    page.records.push_back(std::move(record));
  }
  if (count_all) page.total_size = matches;
  return absl::OkStatus();
}

}  // namespace

ViewPosition MemoryView::Position() const {
  absl::ReaderMutexLock lock(&mutex_);
  return position_;
}

ViewCounts MemoryView::CountsLocked() const {
  return {trials_.trials(),     heads_,          static_cast<int64_t>(open_dead_letters_.size()),
          publications_.size(), notices_.size(), trials_.versions()};
}

ViewCounts MemoryView::Counts() const {
  absl::ReaderMutexLock lock(&mutex_);
  return CountsLocked();
}

Read<ViewCoverage> MemoryView::Coverage() const {
  absl::ReaderMutexLock lock(&mutex_);
  Read<ViewCoverage> read;
  for (const auto& [name, state] : sources_) read.value.sources.push_back(state);
  read.value.counts = CountsLocked();
  read.position = position_;
  return read;
}

Read<std::optional<v1::Trial>> MemoryView::FindTrial(const std::string& id) const {
  Read<std::optional<v1::Trial>> read;
  SharedRecord record;
  {
    absl::ReaderMutexLock lock(&mutex_);
    read.position = position_;
    record = trials_.Newest(CurrentTrial(id));
  }
  if (record != nullptr) record->Unpack(&read.value.emplace());
  return read;
}

Read<std::vector<SharedRecord>> MemoryView::FindTrials(const std::vector<std::vector<std::string>>& spellings) const {
  Read<std::vector<SharedRecord>> read;
  absl::ReaderMutexLock lock(&mutex_);
  read.position = position_;
  for (const std::vector<std::string>& each : spellings) {
    SharedRecord& found = read.value.emplace_back();
    for (size_t i = 0; i < each.size() && found == nullptr; ++i) found = trials_.Newest(CurrentTrial(each[i]));
  }
  return read;
}

Read<std::optional<v1::Registration>> MemoryView::FindRegistration(const std::string& id) const {
  Read<std::optional<v1::Registration>> read;
  SharedRecord record;
  std::string trial;
  {
    absl::ReaderMutexLock lock(&mutex_);
    read.position = position_;
    const auto entry = registrations_.find(ResolveLocked(id).registration_id);
    if (entry == registrations_.end()) return read;
    record = entry->second.head;
    trial = entry->second.trial;
  }
  if (record == nullptr) return read;
  v1::Registration& registration = read.value.emplace();
  record->Unpack(&registration);
  common::UnpackProvenance(&registration);
  registration.set_trial(trial.empty() ? "" : absl::StrCat(kTrials, trial));
  return read;
}

Read<IdentifierMatch> MemoryView::Resolve(const std::string& identifier) const {
  absl::ReaderMutexLock lock(&mutex_);
  return {ResolveLocked(identifier), position_};
}

IdentifierMatch MemoryView::ResolveLocked(const std::string& identifier) const {
  IdentifierMatch match;
  const auto own = registrations_.find(identifier);
  if (own != registrations_.end() && own->second.head != nullptr) {
    match.registration_id = identifier;
  } else if (const auto aliased = identifiers_.WithAlias(identifier); !aliased.empty()) {
    match.registration_id = aliased.front();
  }
  std::string trial = match.registration_id.empty() ? "" : TrialOf(match.registration_id);
  if (match.registration_id.empty()) {
    // Of several trials whose registrations state it, always the same one.
    for (const std::string& stating : identifiers_.Stating(identifier)) {
      const std::string of = TrialOf(stating);
      if (!of.empty() && (trial.empty() || of < trial)) trial = of;
    }
  }
  if (!trial.empty()) match.trial = absl::StrCat(kTrials, trial);
  return match;
}

std::string MemoryView::TrialOf(const std::string& registration) const {
  const auto entry = registrations_.find(registration);
  return entry == registrations_.end() ? "" : entry->second.trial;
}

std::string MemoryView::CurrentTrial(const std::string& id) const {
  if (trials_.Contains(id)) return id;
  if (const std::string founder = identifiers_.Founder(id); !founder.empty()) return TrialOf(founder);
  std::string at = id;
  for (int hops = 0; hops < kMaxMerges; ++hops) {
    const auto entry = merged_into_.find(at);
    if (entry == merged_into_.end()) break;
    at = entry->second;
    if (trials_.Contains(at)) return at;
  }
  return IdOf(ResolveLocked(id).trial);
}

template <typename Record>
Read<std::optional<Record>> MemoryView::FindRecord(RecordTable MemoryView::*table, const std::string& id) const {
  Read<std::optional<Record>> read;
  SharedRecord record;
  {
    absl::ReaderMutexLock lock(&mutex_);
    read.position = position_;
    record = (this->*table).Find(id);
    if (record == nullptr) record = (this->*table).Find(FoldKey(id));
  }
  if (record != nullptr) record->Unpack(&read.value.emplace());
  return read;
}

Read<std::optional<v1::Publication>> MemoryView::FindPublication(const std::string& id) const {
  return FindRecord<v1::Publication>(&MemoryView::publications_, id);
}

Read<std::optional<v1::RegulatoryNotice>> MemoryView::FindNotice(const std::string& id) const {
  return FindRecord<v1::RegulatoryNotice>(&MemoryView::notices_, id);
}

template <typename Record>
absl::StatusOr<Read<RecordPage<Record>>> MemoryView::ListRecords(RecordTable MemoryView::*table,
                                                                 const std::string& collection,
                                                                 const TrialQuery& query) const {
  Read<RecordPage<Record>> page;
  std::vector<SharedRecord> candidates;
  bool count_all = false;
  {
    absl::ReaderMutexLock lock(&mutex_);
    page.position = position_;
    page.value.sequence = query.sequence == 0 ? position_.sequence : query.sequence;
    const bool newest = page.value.sequence == position_.sequence;
    if (!pins_.Acquire(page.value.sequence, newest)) return SnapshotExpired(page.value.sequence, position_.sequence);
    count_all = !query.total_size && (query.filter.root() != nullptr || !newest);
    page.value.total_size = query.total_size.value_or((this->*table).size());
    const std::string after(absl::StripPrefix(query.after_name, collection));
    candidates = (this->*table)
                     .At(page.value.sequence, count_all ? "" : after,
                         query.filter.root() == nullptr && !count_all ? static_cast<size_t>(query.page_size) + 1
                                                                      : static_cast<size_t>(-1));
  }
  const absl::Status status = FillPage(query, candidates, count_all, page.value);
  pins_.Release(page.value.sequence, status.ok() && page.value.more, clock_->Now());
  if (!status.ok()) return status;
  return page;
}

absl::StatusOr<Read<RecordPage<v1::Publication>>> MemoryView::ListPublications(const TrialQuery& query) const {
  return ListRecords<v1::Publication>(&MemoryView::publications_, kPublications, query);
}

absl::StatusOr<Read<RecordPage<v1::RegulatoryNotice>>> MemoryView::ListNotices(const TrialQuery& query) const {
  return ListRecords<v1::RegulatoryNotice>(&MemoryView::notices_, kNotices, query);
}

absl::Status MemoryView::Apply(const google::protobuf::RepeatedPtrField<v1::ChangelogEntry>& entries) {
  absl::MutexLock lock(&mutex_);
  uint64_t next = position_.sequence + 1;
  for (const v1::ChangelogEntry& entry : entries) {
    if (entry.sequence() > next) return ChangelogGap(next, entry.sequence());
    if (entry.sequence() == next) ++next;
  }
  // Entry by entry, so that the versions of a trial are the same however the entries come.
  std::vector<LoggedTrial> changes;
  for (const v1::ChangelogEntry& entry : entries) {
    if (entry.sequence() != position_.sequence + 1) continue;
    Touched touched;
    ApplyEntry(entry, touched);
    RebuildLogged(entry, touched, changes);
  }
  // Before anybody can see the new position.
  if (log_ != nullptr) log_->Append(std::move(changes), position_.sequence);
  return absl::OkStatus();
}

void MemoryView::RebuildLogged(const v1::ChangelogEntry& entry, const Touched& touched,
                               std::vector<LoggedTrial>& changes) {
  for (const auto& [id, position] : touched) {
    LoggedTrial change;
    change.before = trials_.Newest(id);
    RebuildTrial(id, position);
    change.after = trials_.Newest(id);
    if (log_ == nullptr || (change.before == nullptr && change.after == nullptr)) continue;
    change.sequence = position.sequence;
    change.commit_time = position.commit_time;
    change.name = absl::StrCat(kTrials, id);
    change.merged_into = entry.membership_changed().merged_into();
    if (entry.has_head_changed()) {
      const v1::HeadChanged& head = entry.head_changed();
      change.registration_id = head.registration().registration_id();
      change.events.assign(head.events().begin(), head.events().end());
      change.rederived = head.rederived();
    }
    changes.push_back(std::move(change));
  }
}

void MemoryView::ApplyEntry(const v1::ChangelogEntry& entry, Touched& touched) {
  position_ = {entry.sequence(), common::FromTimestamp(entry.commit_time())};
  switch (entry.change_case()) {
    case v1::ChangelogEntry::kHeadChanged:
      return ApplyHead(entry.head_changed().registration(), position_, touched);
    case v1::ChangelogEntry::kMembershipChanged:
      return ApplyMembership(entry.membership_changed(), position_, touched);
    case v1::ChangelogEntry::kSourceStateChanged:
      sources_[entry.source_state_changed().name()] = entry.source_state_changed();
      return;
    case v1::ChangelogEntry::kDeadLetterChanged:
      if (entry.dead_letter_changed().has_resolve_time()) {
        open_dead_letters_.erase(entry.dead_letter_changed().name());
      } else {
        open_dead_letters_.insert(entry.dead_letter_changed().name());
      }
      return;
    case v1::ChangelogEntry::kPublicationChanged:
      return ApplyPublication(entry.publication_changed(), entry.sequence());
    case v1::ChangelogEntry::kNoticeChanged: {
      const v1::RegulatoryNotice& notice = entry.notice_changed().notice();
      notices_.Put(std::string(absl::StripPrefix(notice.name(), kNotices)),
                   std::make_shared<const PackedRecord>(notice), KeysOf(notice), entry.sequence());
      return;
    }
    default:
      return;  // revisions, runs and checkpoints do not show in the view
  }
}

void MemoryView::ApplyPublication(const v1::PublicationChanged& change, uint64_t sequence) {
  const v1::Publication& publication = change.publication();
  const std::string id(absl::StripPrefix(publication.name(), kPublications));
  if (change.merged_into().empty()) {
    publications_.Put(id, std::make_shared<const PackedRecord>(publication), KeysOf(publication), sequence);
  } else {
    publications_.Remove(id, std::string(absl::StripPrefix(change.merged_into(), kPublications)), sequence);
  }
}

void MemoryView::ApplyHead(const v1::Registration& head, ViewPosition position, Touched& touched) {
  RegistrationSlot& slot = registrations_[head.registration_id()];
  if (slot.head == nullptr) {
    ++heads_;
    slot.row = registration_columns_.Add(head);
  } else {
    const v1::Registration before = Unpacked<v1::Registration>(*slot.head);
    identifiers_.Remove(before);
    registration_columns_.Replace(slot.row, before, head);
  }
  identifiers_.Add(head);
  slot.head = std::make_shared<const PackedRecord>(head);
  if (!slot.trial.empty()) Touch(slot.trial, position, touched);
}

void MemoryView::ApplyMembership(const v1::MembershipChanged& change, ViewPosition position, Touched& touched) {
  const std::string id = IdOf(change.trial());
  v1::MembershipChanged before;
  if (const auto entry = memberships_.find(id); entry != memberships_.end()) before.ParseFromString(entry->second);
  for (const std::string& member : before.registration_ids()) {
    RegistrationSlot& slot = registrations_[member];
    if (slot.trial != id) continue;
    slot.trial.clear();
    if (slot.head != nullptr) registration_columns_.SetTrial(slot.row, RegistrationColumns::kNoTrial);
  }
  for (const std::string& member : change.registration_ids()) registrations_[member].trial = id;
  if (change.registration_ids().empty()) {
    memberships_.erase(id);
    if (!change.merged_into().empty()) merged_into_[id] = IdOf(change.merged_into());
  } else {
    memberships_[id] = change.SerializeAsString();
    merged_into_.erase(id);
  }
  Touch(id, position, touched);
}

void MemoryView::RebuildTrial(const std::string& id, ViewPosition position) {
  const auto entry = memberships_.find(id);
  if (entry == memberships_.end()) return trials_.Remove(id, position.sequence);
  v1::MembershipChanged membership;
  membership.ParseFromString(entry->second);
  std::vector<v1::Registration> heads;
  for (const std::string& member : membership.registration_ids()) {
    const RegistrationSlot& slot = registrations_[member];
    if (slot.head != nullptr) slot.head->Unpack(&heads.emplace_back());
  }
  v1::Trial trial = MergeTrial(membership, std::move(heads));
  trial.set_name(absl::StrCat(kTrials, id));
  trial.set_sequence(position.sequence);
  *trial.mutable_update_time() = common::ToTimestamp(position.commit_time);
  const uint32_t number = trials_.Put(id, trial);
  for (const std::string& member : membership.registration_ids()) {
    const RegistrationSlot& slot = registrations_[member];
    if (slot.head != nullptr && slot.trial == id) registration_columns_.SetTrial(slot.row, number);
  }
}

void MemoryView::Reset() {
  absl::MutexLock lock(&mutex_);
  position_ = ViewPosition();
  ++generation_;
  if (log_ != nullptr) log_->Restart(0);
  trials_.Clear();
  pins_.Clear();
  registrations_.clear();
  registration_columns_ = RegistrationColumns();
  heads_ = 0;
  identifiers_ = IdentifierIndex();
  memberships_.clear();
  merged_into_.clear();
  publications_.Clear();
  notices_.Clear();
  sources_.clear();
  open_dead_letters_.clear();
}

void MemoryView::Prune() {
  pins_.Expire(clock_->Now() - snapshot_horizon_);
  absl::MutexLock lock(&mutex_);
  trials_.Prune();
  publications_.Prune();
  notices_.Prune();
}

}  // namespace trialweave::query
