#include "store/linkage/decisions.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/timestamps.h"
#include "store/errors.h"
#include "store/linkage/decision_rows.h"
#include "store/linkage/trial_linker.h"

namespace trialweave::store {
namespace {

constexpr size_t kMaxPerson = 200;
constexpr size_t kMaxReason = 2000;

absl::Status CheckText(const char* field, const std::string& text, size_t max) {
  if (!text.empty() && text.size() <= max) return absl::OkStatus();
  return InvalidFieldError(field, absl::StrCat("must have 1 to ", max, " bytes"));
}

absl::StatusOr<v1::Decision> Checked(const v1::Decision& asked) {
  absl::StatusOr<std::string> a = RequestedId("decision.registration_a", asked.registration_a());
  if (!a.ok()) return a.status();
  absl::StatusOr<std::string> b = RequestedId("decision.registration_b", asked.registration_b());
  if (!b.ok()) return b.status();
  if (*a == *b) return InvalidFieldError("decision.registration_b", "must be another one than registration_a");
  if (asked.verdict() == v1::DECISION_VERDICT_UNSPECIFIED || !v1::DecisionVerdict_IsValid(asked.verdict())) {
    return InvalidFieldError("decision.verdict", "must be SAME, DIFFERENT or UNSURE");
  }
  if (absl::Status status = CheckText("decision.author", asked.author(), kMaxPerson); !status.ok()) return status;
  if (absl::Status status = CheckText("decision.reason", asked.reason(), kMaxReason); !status.ok()) return status;
  v1::Decision decision;
  decision.set_registration_a(std::min(*a, *b));
  decision.set_registration_b(std::max(*a, *b));
  decision.set_verdict(asked.verdict());
  decision.set_author(asked.author());
  decision.set_reason(asked.reason());
  return decision;
}

// All that decisions say is the same as `id`, each with the decision that it was reached by; without the one on
// `except`.
absl::StatusOr<std::map<std::string, std::string>> SameAs(const Reader& reader, const std::string& id,
                                                          const v1::Decision& except) {
  std::map<std::string, std::string> reached = {{id, ""}};
  std::deque<std::string> queue = {id};
  while (!queue.empty()) {
    const std::string at = queue.front();
    queue.pop_front();
    absl::StatusOr<std::vector<v1::Decision>> decisions = ReadDecisionsOf(reader, at);
    if (!decisions.ok()) return decisions.status();
    for (const v1::Decision& decision : *decisions) {
      if (decision.verdict() != v1::DECISION_VERDICT_SAME) continue;
      if (decision.registration_a() == except.registration_a() &&
          decision.registration_b() == except.registration_b()) {
        continue;
      }
      const std::string& other =
          decision.registration_a() == at ? decision.registration_b() : decision.registration_a();
      if (reached.emplace(other, decision.name()).second) queue.push_back(other);
    }
  }
  return reached;
}

// People must not say both that two are the same and, by way of others, that they are not.
absl::Status CheckAgainstOthers(const Reader& reader, const v1::Decision& decision) {
  if (decision.verdict() == v1::DECISION_VERDICT_UNSURE) return absl::OkStatus();
  absl::StatusOr<std::map<std::string, std::string>> of_a = SameAs(reader, decision.registration_a(), decision);
  if (!of_a.ok()) return of_a.status();
  const auto through = of_a->find(decision.registration_b());
  if (decision.verdict() == v1::DECISION_VERDICT_DIFFERENT) {
    return through == of_a->end() ? absl::OkStatus() : DecisionContradictsError(through->second);
  }
  absl::StatusOr<std::map<std::string, std::string>> of_b = SameAs(reader, decision.registration_b(), decision);
  if (!of_b.ok()) return of_b.status();
  for (const auto& [id, name] : *of_a) {
    absl::StatusOr<std::vector<v1::Decision>> others = ReadDecisionsOf(reader, id);
    if (!others.ok()) return others.status();
    for (const v1::Decision& other : *others) {
      const std::string& second = other.registration_a() == id ? other.registration_b() : other.registration_a();
      const bool replaced =
          other.registration_a() == decision.registration_a() && other.registration_b() == decision.registration_b();
      if (!replaced && other.verdict() == v1::DECISION_VERDICT_DIFFERENT && of_b->count(second) > 0) {
        return DecisionContradictsError(other.name());
      }
    }
  }
  return absl::OkStatus();
}

uint64_t Report(const v1::Decision& decision, WriteContext& context) {
  storage::v1::StoredEntry entry;
  *entry.mutable_decision_changed() = decision;
  return context.Append(std::move(entry));
}

// Takes the place of the decision on the same two that holds.
absl::Status Supersede(v1::Decision before, const v1::Decision& decision, WriteContext& context) {
  before.set_superseded_by(decision.name());
  absl::StatusOr<uint64_t> number = ParseDecisionName(before.name());
  if (!number.ok()) return number.status();
  WriteDecision(before, *number, context.transaction());
  Report(before, context);
  return absl::OkStatus();
}

absl::Status Answer(const v1::Decision& decision, WriteContext& context, v1::CreateDecisionResponse* response) {
  *response->mutable_decision() = decision;
  response->set_sequence(context.sequence());
  absl::StatusOr<std::string> trial = TrialOf(context.transaction(), decision.registration_a());
  if (!trial.ok()) return trial.status();
  response->set_trial_a(*std::move(trial));
  trial = TrialOf(context.transaction(), decision.registration_b());
  if (!trial.ok()) return trial.status();
  response->set_trial_b(*std::move(trial));
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeDecision(const v1::CreateDecisionRequest& request, WriteContext& context,
                          v1::CreateDecisionResponse* response) {
  absl::StatusOr<v1::Decision> decision = Checked(request.decision());
  if (!decision.ok()) return decision.status();
  const std::string &a = decision->registration_a(), &b = decision->registration_b();
  absl::StatusOr<std::optional<v1::Decision>> before = FindDecision(context.transaction(), a, b);
  if (!before.ok()) return before.status();
  if (before->has_value() && (*before)->verdict() == decision->verdict() && (*before)->author() == decision->author() &&
      (*before)->reason() == decision->reason()) {
    return Answer(**before, context, response);
  }
  if (absl::Status status = CheckAgainstOthers(context.transaction(), *decision); !status.ok()) return status;
  absl::StatusOr<storage::v1::StoredTotals*> totals = context.totals();
  if (!totals.ok()) return totals.status();
  const uint64_t number = (*totals)->decisions() + 1;
  (*totals)->set_decisions(number);
  decision->set_name(DecisionName(number));
  *decision->mutable_create_time() = common::ToTimestamp(context.now());
  if (before->has_value()) {
    if (absl::Status status = Supersede(**before, *decision, context); !status.ok()) return status;
  }
  const absl::Status status = RelinkAround(
      a,
      [&] {
        WriteDecision(*decision, number, context.transaction());
        HoldDecision(*decision, number, context.transaction());
        Report(*decision, context);
      },
      context);
  if (!status.ok()) return status;
  return Answer(*decision, context, response);
}

absl::Status RevokeDecision(const v1::RevokeDecisionRequest& request, WriteContext& context,
                            v1::RevokeDecisionResponse* response) {
  absl::StatusOr<uint64_t> number = ParseDecisionName(request.name());
  if (!number.ok()) return number.status();
  if (absl::Status status = CheckText("revoker", request.revoker(), kMaxPerson); !status.ok()) return status;
  if (absl::Status status = CheckText("reason", request.reason(), kMaxReason); !status.ok()) return status;
  absl::StatusOr<v1::Decision> decision = ReadDecision(context.transaction(), *number);
  if (!decision.ok()) return decision.status();
  if (decision->has_revoke_time() || !decision->superseded_by().empty()) {
    return DecisionRevokedError(decision->name(), decision->superseded_by());
  }
  decision->set_revoker(request.revoker());
  decision->set_revoke_reason(request.reason());
  *decision->mutable_revoke_time() = common::ToTimestamp(context.now());
  const absl::Status status = RelinkAround(
      decision->registration_a(),
      [&] {
        WriteDecision(*decision, *number, context.transaction());
        DropDecision(*decision, context.transaction());
        Report(*decision, context);
      },
      context);
  if (!status.ok()) return status;
  *response->mutable_decision() = *std::move(decision);
  response->set_sequence(context.sequence());
  return absl::OkStatus();
}

}  // namespace trialweave::store
