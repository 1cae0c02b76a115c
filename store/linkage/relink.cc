#include "store/linkage/relink.h"

#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/linkage/clustering.h"
#include "store/linkage/link_component.h"
#include "store/linkage/match/candidate_index.h"
#include "store/linkage/matcher.h"
#include "store/linkage/trial_linker.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredLinkage;
using ::trialweave::storage::v1::StoredPartners;
using ::trialweave::storage::v1::StoredRegistration;

constexpr char kLinkageKey[] = "linkage";
constexpr size_t kStep = 200;
constexpr uint64_t kProgressEvery = 1'000;

absl::StatusOr<v1::Registration> HeadOf(const Reader& reader, const std::string& id, const StoredRegistration& stored) {
  absl::StatusOr<v1::Registration> head = ReadHead(reader, id, stored.head_revision());
  if (head.ok()) head->set_registration_id(id);
  return head;
}

class Planner {
 public:
  Planner(const Reader& reader, const MatchModel& model, const std::function<bool(const v1::RelinkResponse&)>& tell)
      : reader_(reader), model_(model), tell_(tell), index_(&model.frequencies()) {}

  absl::StatusOr<v1::RelinkSummary> Run() {
    if (absl::Status status = ReadRegistrations(); !status.ok()) return status;
    if (absl::Status status = Score(); !status.ok()) return status;
    if (absl::Status status = Cluster(); !status.ok()) return status;
    summary_.set_registrations(trials_.size());
    for (const auto& [trial, parts] : parts_) summary_.set_split(summary_.split() + (parts > 1 ? 1 : 0));
    return std::move(summary_);
  }

 private:
  absl::Status Progress() {
    if (++response_count_ % kProgressEvery != 0) return absl::OkStatus();
    v1::RelinkResponse progress;
    // Each registration is read, compared and clustered.
    progress.set_done(response_count_ / 3);
    progress.set_total(trials_.size());
    return tell_(progress) ? absl::OkStatus() : absl::CancelledError("nobody listens any more");
  }

  absl::Status ReadRegistrations() {
    const std::unique_ptr<Cursor> members = reader_.Scan(Family::kMembership);
    for (members->Seek(""); members->Valid(); members->Next()) {
      storage::v1::StoredMembership membership;
      const absl::Status status = UnwrapTo(Family::kMembership, members->value(), &membership);
      if (!status.ok()) return status;
      trials_[std::string(members->key())] = membership.trial();
      ++sizes_[membership.trial()];
    }
    if (absl::Status status = members->status(); !status.ok()) return status;
    const std::unique_ptr<Cursor> cursor = reader_.Scan(Family::kRegistrations);
    for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
      StoredRegistration stored;
      absl::Status status = UnwrapTo(Family::kRegistrations, cursor->value(), &stored);
      if (!status.ok()) return status;
      absl::StatusOr<v1::Registration> head = HeadOf(reader_, std::string(cursor->key()), stored);
      if (!head.ok()) return head.status();
      index_.Add(MatchRecordOf(*head));
      if (status = Progress(); !status.ok()) return status;
    }
    return cursor->status();
  }

  absl::Status Score() {
    for (const auto& [id, trial] : trials_) {
      const std::optional<uint32_t> number = index_.NumberOf(id);
      if (!number.has_value()) continue;
      const MatchRecord& record = index_.at(*number);
      for (const uint32_t other : index_.Find(record)) {
        const double log_odds = model_.LogOdds(model_.Compare(record, index_.at(other)));
        if (log_odds < Matcher::RulesOf(model_).floor()) continue;
        storage::v1::StoredPartner* partner = partners_[id].add_partners();
        partner->set_registration_id(std::string(index_.at(other).id()));
        partner->set_log_odds(log_odds);
      }
      if (absl::Status status = Progress(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Cluster() {
    LinkSource source;
    source.reader = &reader_;
    source.rules = Matcher::RulesOf(model_);
    source.partners = [this](const std::string& id) -> absl::StatusOr<StoredPartners> {
      const auto found = partners_.find(id);
      return found == partners_.end() ? StoredPartners() : found->second;
    };
    for (const auto& [id, trial] : trials_) {
      if (absl::Status status = Progress(); !status.ok()) return status;
      if (seen_.count(id) > 0) continue;
      absl::StatusOr<Component> component = ReadComponent(source, id, "", kMaxComponent);
      if (!component.ok()) return component.status();
      if (component->oversized) {
        seen_.insert(id);
        if (!Compare({id})) return absl::CancelledError("nobody listens any more");
        continue;
      }
      LinkGraph graph;
      graph.rules = source.rules;
      graph.scores = std::move(component->scores);
      graph.decisions = std::move(component->decisions);
      for (const auto& [member, stored] : component->registrations) {
        graph.nodes.emplace(member, NodeOf(stored));
        seen_.insert(member);
      }
      for (const store::Cluster& cluster : ClusterRegistrations(graph)) {
        if (!Compare(cluster.registration_ids)) return absl::CancelledError("nobody listens any more");
      }
    }
    return absl::OkStatus();
  }

  // False when nobody listens any more.
  bool Compare(const std::vector<std::string>& ids) {
    std::set<std::string> before;
    for (const std::string& id : ids) before.insert(trials_.at(id));
    for (const std::string& trial : before) ++parts_[trial];
    if (before.size() == 1 && sizes_.at(*before.begin()) == ids.size()) return true;
    if (before.size() > 1) summary_.set_merged(summary_.merged() + 1);
    v1::RelinkResponse response;
    response.mutable_change()->mutable_registration_ids()->Add(ids.begin(), ids.end());
    for (const std::string& trial : before) response.mutable_change()->add_trials_before("trials/" + trial);
    return tell_(response);
  }

  const Reader& reader_;
  const MatchModel& model_;
  const std::function<bool(const v1::RelinkResponse&)>& tell_;
  CandidateIndex index_;
  uint64_t response_count_ = 0;
  // By registration; how many it has, by trial.
  std::map<std::string, std::string> trials_;
  std::map<std::string, size_t> sizes_;
  std::map<std::string, StoredPartners> partners_;
  std::set<std::string> seen_;
  // Into how many a trial of before falls.
  std::map<std::string, size_t> parts_;
  v1::RelinkSummary summary_;
};

}  // namespace

absl::StatusOr<StoredLinkage> ReadLinkage(const Reader& reader) {
  StoredLinkage linkage;
  absl::StatusOr<bool> found = reader.Read(Family::kMeta, kLinkageKey, &linkage);
  if (!found.ok()) return found.status();
  return linkage;
}

absl::Status MarkNewStore(Database& database, const MatchModel& model) {
  absl::StatusOr<StoredLinkage> linkage = ReadLinkage(database.latest());
  if (!linkage.ok()) return linkage.status();
  if (!linkage->model_version().empty()) return absl::OkStatus();
  const std::unique_ptr<Cursor> cursor = database.latest().Scan(Family::kRegistrations);
  cursor->Seek("");
  if (cursor->Valid() || !cursor->status().ok()) return cursor->status();
  linkage->set_model_version(model.version());
  const std::unique_ptr<Transaction> transaction = database.Begin();
  transaction->Write(Family::kMeta, kLinkageKey, *linkage);
  return database.Commit(*transaction);
}

absl::StatusOr<v1::RelinkSummary> PlanRelink(const Reader& reader, const MatchModel& model,
                                             const std::function<bool(const v1::RelinkResponse&)>& tell) {
  absl::StatusOr<StoredLinkage> linkage = ReadLinkage(reader);
  if (!linkage.ok()) return linkage.status();
  absl::StatusOr<v1::RelinkSummary> summary = Planner(reader, model, tell).Run();
  if (!summary.ok()) return summary;
  summary->set_model_version_before(linkage->model_version());
  summary->set_model_version(model.version());
  return summary;
}

absl::Status RelinkStep(WriteContext& context, uint64_t* done, bool* finished) {
  Transaction& transaction = context.transaction();
  const std::string& version = context.matcher()->model().version();
  absl::StatusOr<StoredLinkage> linkage = ReadLinkage(transaction);
  if (!linkage.ok()) return linkage.status();
  if (linkage->relinking_version() != version) linkage->clear_relinked_up_to();
  linkage->set_relinking_version(version);
  // The cursor must not see what the step writes.
  std::vector<std::pair<std::string, StoredRegistration>> batch;
  const std::unique_ptr<Cursor> cursor = transaction.Scan(Family::kRegistrations);
  for (cursor->Seek(linkage->relinked_up_to()); cursor->Valid() && batch.size() < kStep; cursor->Next()) {
    if (cursor->key() == linkage->relinked_up_to()) continue;
    StoredRegistration stored;
    const absl::Status status = UnwrapTo(Family::kRegistrations, cursor->value(), &stored);
    if (!status.ok()) return status;
    batch.emplace_back(std::string(cursor->key()), std::move(stored));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  for (auto& [id, stored] : batch) {
    absl::StatusOr<v1::Registration> head = HeadOf(transaction, id, stored);
    if (!head.ok()) return head.status();
    const absl::Status status = LinkRegistration({id, stored.registry(), stored.creation_sequence(),
                                                  stored.founding_name(), EdgesOf(*head), MatchRecordOf(*head)},
                                                 context, kMaxComponent, true);
    if (!status.ok()) return status;
    linkage->set_relinked_up_to(id);
  }
  *done += batch.size();
  *finished = batch.size() < kStep;
  if (*finished) {
    linkage->set_model_version(version);
    linkage->clear_relinking_version();
    linkage->clear_relinked_up_to();
  }
  transaction.Write(Family::kMeta, kLinkageKey, *linkage);
  return absl::OkStatus();
}

}  // namespace trialweave::store
