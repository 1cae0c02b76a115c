#ifndef TRIALWEAVE_STORE_TESTING_LINKAGE_WORLD_H_
#define TRIALWEAVE_STORE_TESTING_LINKAGE_WORLD_H_

#include <string>
#include <vector>

#include "common/content_digest.h"
#include "common/registry_id.h"
#include "common/sha256.h"
#include "gtest/gtest.h"
#include "store/linkage/decisions.h"
#include "store/linkage/explanation.h"
#include "store/linkage/linkage_listings.h"
#include "store/linkage/match/match_model.h"
#include "store/linkage/relink.h"
#include "store/linkage/shipped_match_model.h"
#include "store/linkage/trial_linker.h"
#include "store/testing/store_fixture.h"

// Registrations for tests of what links them, and a store of them.
namespace trialweave::store {

struct Entry {
  std::string id;
  std::string title;
  std::string sponsor;
  int size = 0;
  // Of 2024.
  int start_month = 0;
  std::vector<std::string> states;
};

inline void AddText(const std::string& text, google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts) {
  v1::LocalizedText* added = texts->Add();
  added->set_language("en");
  added->set_text(text);
}

inline v1::CommitRequest Request(const Entry& entry, int observed) {
  v1::Registration registration;
  registration.set_registration_id(entry.id);
  registration.set_registry(common::SchemeOf(entry.id));
  v1::Study& study = *registration.mutable_study();
  AddText(entry.title, study.mutable_titles());
  v1::Sponsor& sponsor = *study.add_sponsors();
  AddText(entry.sponsor, sponsor.mutable_names());
  sponsor.set_lead(true);
  study.mutable_enrollment()->set_count(entry.size);
  study.mutable_start_date()->mutable_date()->set_year(2024);
  study.mutable_start_date()->mutable_date()->set_month(entry.start_month);
  study.mutable_start_date()->mutable_date()->set_day(12);
  study.set_study_type(v1::STUDY_TYPE_INTERVENTIONAL);
  for (const std::string& id : entry.states) {
    *registration.add_secondary_ids() = TestIdentifier(common::SchemeOf(id), id);
  }
  v1::CommitRequest request;
  v1::RecordDocument* document = request.mutable_document();
  document->set_source(registration.registry());
  document->set_format("test_format");
  document->set_content(registration.SerializeAsString());
  document->set_content_sha256(common::Sha256(document->content()));
  document->mutable_container()->set_digest(common::Sha256(document->content_sha256() + std::to_string(observed)));
  document->mutable_container()->mutable_observed_at()->set_seconds(observed);
  request.mutable_record()->set_content_digest(common::ContentDigest(registration));
  request.mutable_record()->mutable_registration()->Swap(&registration);
  return request;
}

inline const Entry kKnee = {
    "NCT05100001",
    "Umbilical cord mesenchymal stem cell exosomes by intra-articular injection for knee osteoarthritis",
    "Harbour University Hospital",
    48,
    3,
    {}};
inline const Entry kKneeOfChina = {
    "ChiCTR2400080001",
    "Intra-articular injection of exosomes from umbilical cord mesenchymal stem cells in knee osteoarthritis",
    "Harbour University Hospital",
    48,
    3,
    {}};
inline const Entry kStranger = {"ChiCTR2400080002",
                                "Remote monitoring of arterial hypertension in rural pharmacies",
                                "Northern Institute of Cardiology",
                                900,
                                9,
                                {}};

class LinkageWorld : public StoreFixture {
 public:
  explicit LinkageWorld(const std::string& name, const MatchModel* model = &ShippedMatchModel())
      : StoreFixture("trial_linkage_" + name, model), run_(StartRun("file_drop")) {}

  void Add(const std::vector<Entry>& entries, int observed = 1000) {
    for (const Entry& entry : entries) {
      const auto ack = Send(run_, ++ordinal_, Request(entry, observed));
      ASSERT_TRUE(ack.ok()) << ack.status();
    }
  }
  absl::StatusOr<v1::Decision> Decide(const std::string& a, const std::string& b, v1::DecisionVerdict verdict) {
    v1::CreateDecisionRequest request;
    request.mutable_decision()->set_registration_a(a);
    request.mutable_decision()->set_registration_b(b);
    request.mutable_decision()->set_verdict(verdict);
    request.mutable_decision()->set_author("a reviewer");
    request.mutable_decision()->set_reason("read both");
    v1::CreateDecisionResponse response;
    const absl::Status status =
        Change([&](WriteContext& context) { return TakeDecision(request, context, &response); });
    if (!status.ok()) return status;
    return response.decision();
  }
  absl::Status Revoke(const std::string& name) {
    v1::RevokeDecisionRequest request;
    request.set_name(name);
    request.set_revoker("another reviewer");
    request.set_reason("it was the follow-up");
    v1::RevokeDecisionResponse response;
    return Change([&](WriteContext& context) { return RevokeDecision(request, context, &response); });
  }
  std::string Trial(const std::string& id) { return TrialOf(store().latest(), id).value(); }
  bool Together(const Entry& a, const Entry& b) { return Trial(a.id) == Trial(b.id); }
  v1::PairExplanation Explain(const Entry& a, const Entry& b) {
    return ExplainPair(store().latest(), store().model(), a.id, b.id).value();
  }
  v1::ListReviewQueueResponse Queue(int page_size = 0, const std::string& token = "") {
    v1::ListReviewQueueRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return ListReviewQueue(store().latest(), store().model(), request).value();
  }
  std::string Digest() { return store().Status(true)->content_digest(); }
  // Trials that linking everything again from the heads would change.
  std::vector<std::string> Unsettled() {
    std::vector<std::string> changes;
    const auto summary = PlanRelink(store().latest(), store().model(), [&](const v1::RelinkResponse& response) {
      if (response.has_change()) changes.push_back(response.change().ShortDebugString());
      return true;
    });
    EXPECT_TRUE(summary.ok()) << summary.status();
    return changes;
  }

 private:
  const std::string run_;
  uint64_t ordinal_ = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_TESTING_LINKAGE_WORLD_H_
