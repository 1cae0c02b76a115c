#include "store/history/trial_timeline.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "store/chain/head_reader.h"
#include "store/commit/write_context.h"
#include "store/errors.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/history/registration_history.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredHead;
using ::trialweave::storage::v1::StoredRegistration;

constexpr uint64_t kNow = ~uint64_t{0};

// Piece is a stretch of sequences, `to` not included, in which a trial had one membership.
struct Piece {
  uint64_t from = 0;
  uint64_t to = kNow;
  // Empty: there was no such trial.
  std::vector<std::string> members;
};

// One row of the past, or what holds now.
template <typename Message>
struct Row {
  uint64_t until = kNow;
  Message message;
};

// The values of one thing over time, oldest first; the last one holds now, unless there is none.
template <typename Message>
absl::StatusOr<std::vector<Row<Message>>> ReadRows(const Reader& reader, const std::string& prefix, Family family,
                                                   const std::string& key) {
  std::vector<Row<Message>> rows;
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kPast);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    Row<Message>& row = rows.emplace_back();
    KeyReader rest(cursor->key().substr(prefix.size()));
    row.until = rest.Number();
    if (absl::Status status = rest.Finish("past"); !status.ok()) return status;
    if (absl::Status status = UnwrapTo(Family::kPast, cursor->value(), &row.message); !status.ok()) return status;
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  Row<Message> now;
  absl::StatusOr<bool> found = reader.Read(family, key, &now.message);
  if (!found.ok()) return found.status();
  if (*found) rows.push_back(std::move(now));
  return rows;
}

// Reader of one trial's history.
class Timeline {
 public:
  Timeline(const Reader& reader, const std::string& name) : reader_(reader), name_(name) {}

  absl::StatusOr<std::vector<v1::TrialRevision>> Read(uint64_t known, uint64_t after, size_t limit) {
    absl::StatusOr<std::vector<Piece>> pieces = ReadPieces();
    if (!pieces.ok()) return pieces.status();
    if (absl::Status status = BeginWhereKnown(&*pieces); !status.ok()) return status;
    std::vector<std::string> before;
    for (const Piece& piece : *pieces) {
      if (piece.from > known || revisions_.size() >= limit) break;
      if (piece.from > after) {
        if (absl::Status status = AddMembership(piece, before); !status.ok()) return status;
      }
      const uint64_t to = std::min(piece.to, known == kNow ? kNow : known + 1);
      if (to > after) {
        if (absl::Status status = AddHeads(piece, std::max(piece.from, after), to, limit); !status.ok()) return status;
      }
      absl::StatusOr<std::vector<std::string>> there = MembersAt(piece, to - 1);
      if (!there.ok()) return there.status();
      before = *std::move(there);
    }
    if (revisions_.size() > limit) revisions_.resize(limit);
    return std::move(revisions_);
  }

 private:
  // A trial is there as long as its founder is in it.
  absl::StatusOr<std::vector<Piece>> ReadPieces() {
    storage::v1::StoredName founder;
    absl::StatusOr<bool> found = reader_.Read(Family::kNames, name_, &founder);
    if (!found.ok()) return found.status();
    if (!*found) return ReferenceBrokenError("the founder", name_);
    auto memberships = ReadRows<storage::v1::StoredMembership>(reader_, PastMembershipPrefix(founder.registration_id()),
                                                               Family::kMembership, founder.registration_id());
    if (!memberships.ok()) return memberships.status();
    auto trials = ReadRows<v1::MembershipChanged>(reader_, PastTrialPrefix(name_), Family::kTrials, name_);
    if (!trials.ok()) return trials.status();
    absl::StatusOr<uint64_t> first = FirstSequence(founder.registration_id());
    if (!first.ok()) return first.status();
    std::vector<Piece> pieces;
    uint64_t from = *first;
    for (const auto& [until, membership] : *memberships) {
      if (membership.trial() == name_) {
        AddPieces(*trials, from, until, &pieces);
      } else if (!pieces.empty() && !pieces.back().members.empty()) {
        pieces.push_back({from, until, {}});
      }
      from = until;
    }
    return pieces;
  }

  // What the trial was between two sequences at which it came and went.
  static void AddPieces(const std::vector<Row<v1::MembershipChanged>>& trials, uint64_t from, uint64_t to,
                        std::vector<Piece>* pieces) {
    for (const auto& [until, membership] : trials) {
      if (until <= from || from >= to) continue;
      const uint64_t end = std::min(until, to);
      pieces->push_back({from, end, {membership.registration_ids().begin(), membership.registration_ids().end()}});
      from = end;
    }
  }

  // Earlier sequences cannot be read.
  absl::Status BeginWhereKnown(std::vector<Piece>* pieces) {
    storage::v1::StoredMeta meta;
    absl::StatusOr<bool> found = reader_.Read(Family::kMeta, kFormatKey, &meta);
    if (!found.ok()) return found.status();
    const uint64_t since = meta.history_since_sequence();
    pieces->erase(std::remove_if(pieces->begin(), pieces->end(), [&](const Piece& p) { return p.to <= since; }),
                  pieces->end());
    if (!pieces->empty()) pieces->front().from = std::max(pieces->front().from, since);
    return absl::OkStatus();
  }

  // The sequence from which on a registration can be read.
  absl::StatusOr<uint64_t> FirstSequence(const std::string& id) {
    const auto known = first_.find(id);
    if (known != first_.end()) return known->second;
    StoredRegistration& stored = registrations_[id];
    absl::StatusOr<bool> found = reader_.Read(Family::kRegistrations, id, &stored);
    if (!found.ok()) return found.status();
    if (!*found) return ReferenceBrokenError("the registration", id);
    absl::StatusOr<StoredHead> head = ReadStoredHead(reader_, id, 1);
    if (!head.ok()) return head.status();
    return first_[id] = std::max(stored.creation_sequence(), head->sequence());
  }

  absl::StatusOr<std::vector<std::string>> MembersAt(const Piece& piece, uint64_t sequence) {
    std::vector<std::string> there;
    for (const std::string& id : piece.members) {
      absl::StatusOr<uint64_t> first = FirstSequence(id);
      if (!first.ok()) return first.status();
      if (*first <= sequence) there.push_back(id);
    }
    return there;
  }

  absl::StatusOr<v1::TrialRevision*> AddRevision(const Piece& piece, uint64_t sequence) {
    absl::StatusOr<std::vector<std::string>> there = MembersAt(piece, sequence);
    if (!there.ok()) return there.status();
    v1::TrialRevision& revision = revisions_.emplace_back();
    revision.set_name(absl::StrCat("trials/", name_, "/revisions/", sequence));
    revision.set_sequence(sequence);
    for (std::string& id : *there) revision.add_registration_ids(std::move(id));
    return &revision;
  }

  absl::Status AddMembership(const Piece& piece, const std::vector<std::string>& before) {
    absl::StatusOr<v1::TrialRevision*> revision = AddRevision(piece, piece.from);
    if (!revision.ok()) return revision.status();
    const auto& now = (*revision)->registration_ids();
    // Both sorted.
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(),
                        google::protobuf::RepeatedFieldBackInserter((*revision)->mutable_joined_registration_ids()));
    std::set_difference(before.begin(), before.end(), now.begin(), now.end(),
                        google::protobuf::RepeatedFieldBackInserter((*revision)->mutable_left_registration_ids()));
    storage::v1::StoredEntry entry;
    absl::StatusOr<bool> found = reader_.Read(Family::kChangelog, EncodeSequence(piece.from), &entry);
    if (!found.ok()) return found.status();
    // The changelog's beginning may no longer be kept.
    if (entry.has_commit_time()) *(*revision)->mutable_commit_time() = entry.commit_time();
    return absl::OkStatus();
  }

  // The heads of a piece's members that came after `after` and before `to`, as many as fit.
  absl::Status AddHeads(const Piece& piece, uint64_t after, uint64_t to, size_t limit) {
    struct Head {
      std::string id;
      uint64_t revision = 0;
      StoredHead head;
    };
    std::map<uint64_t, Head> heads;
    for (const std::string& id : piece.members) {
      if (absl::StatusOr<uint64_t> first = FirstSequence(id); !first.ok()) return first.status();
      const StoredRegistration& stored = registrations_[id];
      absl::StatusOr<uint64_t> revision = HeadRevisionAt(reader_, id, stored, after);
      if (!revision.ok()) return revision.status();
      for (size_t count = revisions_.size(); ++*revision <= stored.head_revision() && count < limit; ++count) {
        absl::StatusOr<StoredHead> head = ReadStoredHead(reader_, id, *revision);
        if (!head.ok()) return head.status();
        const uint64_t sequence = head->sequence();
        if (sequence >= to) break;
        heads[sequence] = {id, *revision, *std::move(head)};
      }
    }
    for (auto& [sequence, head] : heads) {
      absl::StatusOr<v1::TrialRevision*> revision = AddRevision(piece, sequence);
      if (!revision.ok()) return revision.status();
      FinishHead(head.id, head.revision, head.head, *revision);
    }
    return absl::OkStatus();
  }

  static void FinishHead(const std::string& id, uint64_t number, StoredHead& head, v1::TrialRevision* revision) {
    if (head.has_commit_time()) *revision->mutable_commit_time() = head.commit_time();
    revision->set_rederived(head.rederived());
    if (number == 1) revision->add_joined_registration_ids(id);
    if (head.events().empty()) return;
    v1::RegistrationEvents* events = revision->add_events();
    events->set_registration_id(id);
    events->mutable_events()->Swap(head.mutable_events());
  }

  const Reader& reader_;
  const std::string& name_;
  std::map<std::string, uint64_t> first_;
  std::map<std::string, StoredRegistration> registrations_;
  std::vector<v1::TrialRevision> revisions_;
};

}  // namespace

absl::StatusOr<std::vector<v1::TrialRevision>> ReadTrialTimeline(const Reader& reader, const std::string& name,
                                                                 uint64_t known, uint64_t after, size_t limit) {
  return Timeline(reader, name).Read(known, after, limit);
}

}  // namespace trialweave::store
