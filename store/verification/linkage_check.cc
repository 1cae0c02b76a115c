#include "store/verification/linkage_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "store/format/keys.h"
#include "store/format/linkage_keys.h"
#include "store/linkage/decision_rows.h"
#include "store/linkage/link_component.h"
#include "store/linkage/matcher.h"
#include "store/linkage/partner_rows.h"
#include "store/linkage/relink.h"
#include "store/linkage/shipped_match_model.h"
#include "store/linkage/trial_linker.h"

namespace trialweave::store {
namespace {

class LinkageCheck {
 public:
  LinkageCheck(const Reader& reader, VerifyReport& report) : reader_(reader), report_(report) {}

  void Records() {
    report_.Begin("linkage");
    ForEach(reader_, Family::kLinkage, MatchRecordsPrefix(), nullptr, report_, [&](std::string_view key) {
      const absl::StatusOr<std::string> id = DecodeMatchRecordKey(key);
      if (!report_.Readable(id.status(), "linkage") || !report_.Readable(ReadMatchRecord(reader_, *id).status(), *id)) {
        return;
      }
      if (!Has(reader_, Family::kRegistrations, *id, report_, *id)) {
        report_.Violation("INDEX_DIFFERS", *id, "it is compared with others, and is not there");
      }
    });
  }

  void Partners() {
    storage::v1::StoredPartners stored;
    ForEach(reader_, Family::kLinkage, PartnersPrefix(), &stored, report_, [&](std::string_view key) {
      const absl::StatusOr<std::string> id = DecodePartners(key);
      if (!report_.Readable(id.status(), "linkage")) return;
      for (const storage::v1::StoredPartner& partner : stored.partners()) {
        const absl::StatusOr<storage::v1::StoredPartners> other = ReadPartners(reader_, partner.registration_id());
        if (!report_.Readable(other.status(), partner.registration_id())) continue;
        const bool agrees = std::any_of(other->partners().begin(), other->partners().end(), [&](const auto& back) {
          return back.registration_id() == *id && back.log_odds() == partner.log_odds();
        });
        if (!agrees) {
          report_.Violation("PARTNERS_DIFFER", *id,
                            absl::StrCat("it is like ", partner.registration_id(), ", which does not say the same"));
        }
      }
    });
  }

  // How many there ever were.
  void Decisions() {
    uint64_t count = 0;
    v1::Decision decision;
    ForEach(reader_, Family::kLinkage, DecisionsPrefix(), &decision, report_, [&](std::string_view) {
      ++count;
      const bool holds = !decision.has_revoke_time() && decision.superseded_by().empty();
      for (const auto& [a, b] : {std::pair(decision.registration_a(), decision.registration_b()),
                                 std::pair(decision.registration_b(), decision.registration_a())}) {
        const absl::StatusOr<std::optional<v1::Decision>> found = FindDecision(reader_, a, b);
        if (!report_.Readable(found.status(), decision.name())) continue;
        const bool is_the_one = found->has_value() && (*found)->name() == decision.name();
        if (holds == is_the_one) continue;
        report_.Violation(
            "DECISION_DIFFERS", decision.name(),
            absl::StrCat(holds ? "it holds and is not found from " : "it is found and holds no longer, from ", a,
                         " and ", b));
      }
    });
    storage::v1::StoredTotals totals;
    if (!report_.Readable(reader_.Read(Family::kMeta, kTotalsKey, &totals).status(), kTotalsKey)) return;
    if (totals.decisions() != count) {
      report_.Violation("TOTALS_DIFFER", "decisions",
                        absl::StrCat("the total is ", totals.decisions(), ", there are ", count));
    }
  }

  void Trials() {
    const absl::StatusOr<storage::v1::StoredLinkage> linkage = ReadLinkage(reader_);
    if (!report_.Readable(linkage.status(), "linkage")) return;
    const MatchModel& model = ShippedMatchModel();
    if (linkage->model_version() != model.version() || !linkage->relinking_version().empty()) return;
    LinkSource source;
    source.reader = &reader_;
    source.rules = Matcher::RulesOf(model);
    ForEach(reader_, Family::kMembership, "", nullptr, report_, [&](std::string_view key) {
      const std::string id(key);
      if (seen_.count(id) > 0) return;
      const absl::StatusOr<Component> component = ReadComponent(source, id, "", kMaxComponent);
      if (!report_.Readable(component.status(), id)) return;
      if (component->oversized) return CheckTrial({id});
      LinkGraph graph{{}, component->scores, component->decisions, source.rules};
      for (const auto& [member, edges] : component->registrations) {
        graph.nodes.emplace(member, NodeOf(edges));
        seen_.insert(member);
      }
      for (const Cluster& cluster : ClusterRegistrations(graph)) CheckTrial(cluster.registration_ids);
    });
  }

 private:
  void CheckTrial(const std::vector<std::string>& ids) {
    storage::v1::StoredMembership membership;
    v1::MembershipChanged trial;
    if (!report_.Readable(reader_.Read(Family::kMembership, ids[0], &membership).status(), ids[0]) ||
        !report_.Readable(reader_.Read(Family::kTrials, membership.trial(), &trial).status(), ids[0])) {
      return;
    }
    const std::vector<std::string> stored(trial.registration_ids().begin(), trial.registration_ids().end());
    if (stored == ids) return;
    report_.Violation("TRIAL_DIFFERS", "trials/" + membership.trial(),
                      absl::StrCat("it has ", absl::StrJoin(stored, ", "), "; by what links them, ",
                                   absl::StrJoin(ids, ", "), " are one trial: trialctl relink mends it"));
  }

  const Reader& reader_;
  VerifyReport& report_;
  std::set<std::string> seen_;
};

}  // namespace

void CheckLinkage(const Reader& reader, VerifyReport& report) {
  LinkageCheck check(reader, report);
  check.Records();
  check.Partners();
  check.Decisions();
  check.Trials();
}

}  // namespace trialweave::store
