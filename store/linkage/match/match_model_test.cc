#include "store/linkage/match/match_model.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/linkage/match/shipped_model.h"

namespace trialweave::store {
namespace {

using ::testing::HasSubstr;

TEST(MatchModelTest, TheShippedOneIsReadAndItsPartsAddUp) {
  const auto model = MatchModel::Parse(ShippedModel());
  ASSERT_TRUE(model.ok()) << model.status();
  MatchDraft a, b;
  AddTitle("Vesicles of the umbilical cord for gonarthrosis", &a);
  AddTitle("Umbilical vesicles for gonarthrosis", &b);
  a.sizes = b.sizes = {57};
  const Comparison comparison = model->Compare(MatchRecord(a), MatchRecord(b));
  double sum = model->prior();
  for (const MatchModel::Part& part : model->Explain(comparison)) sum += part.weight;
  EXPECT_NEAR(sum, model->LogOdds(comparison), 1e-9);
}

TEST(MatchModelTest, TheShippedOneTellsOneTrialFromTwo) {
  const auto model = MatchModel::Parse(ShippedModel());
  ASSERT_TRUE(model.ok()) << model.status();
  MatchDraft a, same, other;
  AddTitle("Umbilical cord mesenchymal exosomes injected into the knee for gonarthrosis: dose escalation", &a);
  AddTitle("Dose escalation of exosomes from umbilical cord mesenchymal cells for gonarthrosis of the knee", &same);
  AddTitle("Platelet lysate eye drops for dry eye disease", &other);
  a.sizes = same.sizes = {27};
  other.sizes = {300};
  a.started = same.started = {19'700};
  other.started = {17'000};
  EXPECT_GT(model->LogOdds(model->Compare(MatchRecord(a), MatchRecord(same))), model->threshold());
  EXPECT_LT(model->LogOdds(model->Compare(MatchRecord(a), MatchRecord(other))), -4);
}

TEST(MatchModelTest, OneRareWordOfATitleMakesNoTrial) {
  const auto model = MatchModel::Parse(ShippedModel());
  ASSERT_TRUE(model.ok());
  for (const char* title : {"title 1", "Exosomes", "外泌体"}) {
    v1::Registration a, b;
    a.set_registration_id("NCT06000001");
    a.set_registry("ctgov");
    b.set_registration_id("ChiCTR2000030261");
    b.set_registry("chictr");
    for (v1::Registration* each : {&a, &b}) each->mutable_study()->add_titles()->set_text(title);
    const double log_odds = model->LogOdds(model->Compare(MatchRecordOf(a), MatchRecordOf(b)));
    EXPECT_LT(log_odds, MatchModel::kThreshold) << title;
  }
}

TEST(MatchModelTest, ABrokenFileNamesItsLine) {
  for (const char* text : {"version\tx\nrecords\t5\nweight\tno such field\tequal\t1\n", "version\tx\nnonsense\t1\n",
                           "version\tx\nrecords\t5\nweight\tsize\tequal\tmuch\n", "records\t5\n", ""}) {
    const auto model = MatchModel::Parse(text);
    EXPECT_EQ(model.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(model.status().message()), HasSubstr("line ")) << text;
  }
}

TEST(MatchModelTest, LogOddsAreProbabilities) {
  EXPECT_DOUBLE_EQ(ProbabilityOf(0), 0.5);
  EXPECT_NEAR(ProbabilityOf(std::log(9)), 0.9, 1e-12);
}

}  // namespace
}  // namespace trialweave::store
