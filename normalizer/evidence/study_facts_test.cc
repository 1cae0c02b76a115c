#include "normalizer/evidence/study_facts.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(StudyFactsTest, EndpointsWithTimePoints) {
  const auto facts = StudyText("Exosomes in knee osteoarthritis")
                         .Intervention("exosomes")
                         .Outcome("Treatment-emergent adverse events", "12 months", true)
                         .Outcome("Change in WOMAC and VAS pain", "Baseline, 1, 3 and 6 months", false)
                         .Outcome("磁共振软骨厚度", "治疗后12个月", false)
                         .Facts();
  ASSERT_TRUE(facts.has_value());
  std::map<std::string, std::string> shown;
  for (const v1::Fact& fact : facts->facts()) {
    if (fact.field() != "endpoint") continue;
    std::string times = fact.endpoint().primary() ? "primary" : "secondary";
    for (const v1::TimePoint& time : fact.endpoint().time_points())
      absl::StrAppend(&times, " ", time.value(), " ", time.unit());
    shown[fact.value()] = times;
  }
  EXPECT_EQ(shown["adverse_events"], "primary 12 months");
  EXPECT_EQ(shown["womac"], "secondary 1 months 3 months 6 months");
  EXPECT_EQ(shown["vas"], "secondary 1 months 3 months 6 months");
  EXPECT_EQ(shown["cartilage_thickness"], "secondary 12 months");
}

TEST(StudyFactsTest, ConditionsOfTheJoint) {
  EXPECT_THAT(StudyText("Exosome injection in gonarthrosis").Condition("Osteoarthritis").Values("condition"),
              ElementsAre("knee_oa"));
  EXPECT_THAT(StudyText("Exosome injection for the hip").Condition("Osteoarthritis").Values("condition"),
              ElementsAre("other_oa"));
  EXPECT_THAT(StudyText("Exosome injection").Condition("Meniscus tear").Values("condition"), ElementsAre("meniscus"));
  EXPECT_THAT(StudyText("Exosome inhalation").Condition("COVID-19").Values("condition"), ElementsAre("other"));
}

TEST(StudyFactsTest, WhatIsNotRandomisedIsNoRct) {
  const auto type = [](const std::string& allocation, const std::string& text) {
    v1::Registration study = StudyText("Exosomes in gonarthrosis").Intervention("exosomes").registration();
    study.mutable_study()->mutable_design()->set_allocation(allocation);
    study.mutable_study()->mutable_design()->set_text(text);
    const auto facts = Extractor().Extract(study);
    for (const v1::Fact& fact : facts->facts()) {
      if (fact.field() == "evidence_type") return fact.value();
    }
    return std::string();
  };
  EXPECT_EQ(type("Non-randomised trial", "Purpose: Treatment; Allocation: Non-randomised trial;"), "");
  EXPECT_EQ(type("Randomised: no", "Controlled: no\nRandomised: no\nOpen: yes"), "");
  EXPECT_EQ(type("Not randomized", ""), "");
  EXPECT_EQ(type("Quasi-randomised controlled", ""), "");
  EXPECT_EQ(type("Randomised: yes", "Controlled: no\nRandomised: yes"), "rct");
  EXPECT_EQ(type("Randomized", "Randomized, Parallel Group Trial"), "rct");
  EXPECT_EQ(type("RANDOMIZED", ""), "rct");
}

TEST(StudyFactsTest, SalineThatCleansIsNoComparator) {
  EXPECT_THAT(StudyText("Exosome spray for burns")
                  .Arm("EXPERIMENTAL", "exosomes", "washed with normal saline, then exosomes")
                  .Arm("ACTIVE_COMPARATOR", "dressing", "standard wound care with saline moistened gauze")
                  .Values("comparator"),
              ElementsAre("standard_care"));
  EXPECT_THAT(StudyText("Exosome spray for burns")
                  .Arm("EXPERIMENTAL", "exosomes", "exosomes")
                  .Arm("PLACEBO_COMPARATOR", "control", "normal saline soaked gauze")
                  .Values("comparator"),
              testing::Contains("saline"));
  EXPECT_THAT(StudyText("Exosome spray for burns")
                  .Arm("EXPERIMENTAL", "exosomes", "exosomes")
                  .Arm("ACTIVE_COMPARATOR", "control", "2 ml NaCl 0.9 %")
                  .Values("comparator"),
              ElementsAre("saline"));
}

TEST(StudyFactsTest, FollowUpStandsWithTheMeasureWhereThereAreNoTimeFrames) {
  const auto follow_up = [](const StudyText& study) {
    const std::set<std::string> values = study.Values("follow_up");
    return values.size() == 1 ? *values.begin() : absl::StrCat(values.size(), " values");
  };
  EXPECT_EQ(follow_up(StudyText("MSC exosomes for the hip").Outcome("Harris hip score at 6, 12, 24 months", "", true)),
            "24 months");
  EXPECT_EQ(follow_up(StudyText("外泌体治疗瘢痕").Outcome("温哥华瘢痕量表（6个月）", "", true)), "6 months");
  EXPECT_EQ(follow_up(StudyText("外泌体治疗肝衰竭").Outcome("术后1、3、6、12个月Child-Pugh评分", "", true)),
            "12 months");
  EXPECT_EQ(follow_up(StudyText("MSC exosomes").Outcome("Recall of pain in the past 12 months (6 weeks)", "", true)),
            "6 weeks");
  EXPECT_EQ(follow_up(StudyText("MSC exosomes for the hip").Outcome("Survival at 5 years", "12 months", true)),
            "12 months");
}

}  // namespace
}  // namespace trialweave::normalizer
