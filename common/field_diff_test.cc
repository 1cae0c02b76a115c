#include "common/field_diff.h"

#include <random>
#include <string>
#include <vector>

#include "common/content_digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "path kind old -> new" of each.
std::vector<std::string> Lines(const std::vector<v1::FieldChange>& changes) {
  std::vector<std::string> lines;
  for (const v1::FieldChange& change : changes) {
    const std::string kind = v1::ChangeKind_Name(change.kind()).substr(sizeof("CHANGE_KIND_") - 1);
    lines.push_back(change.field() + " " + kind + " " + change.old_value() + " -> " + change.new_value());
  }
  return lines;
}

v1::OutcomeMeasure* AddOutcome(const std::string& measure, bool primary, v1::Registration* registration) {
  v1::OutcomeMeasure* outcome = registration->mutable_study()->add_outcomes();
  outcome->set_primary(primary);
  v1::LocalizedText* text = outcome->add_measures();
  text->set_language("en");
  text->set_text(measure);
  return outcome;
}

void AddSite(const std::string& facility, const std::string& city, v1::Registration* registration) {
  v1::Site* site = registration->mutable_study()->add_sites();
  site->set_facility(facility);
  site->set_city(city);
}

TEST(FieldDiffTest, ScalarsSayBothValues) {
  v1::Registration a, b;
  a.mutable_study()->set_status(v1::RECRUITMENT_STATUS_RECRUITING);
  b.mutable_study()->set_status(v1::RECRUITMENT_STATUS_COMPLETED);
  a.mutable_study()->mutable_enrollment()->set_count(30);
  b.mutable_study()->mutable_enrollment()->set_count(0);
  b.mutable_study()->mutable_start_date()->mutable_date()->set_year(2020);
  b.mutable_study()->mutable_start_date()->mutable_date()->set_month(5);
  a.mutable_study()->set_has_results(false);
  a.set_url("u");
  EXPECT_THAT(Lines(DiffRegistrations(a, b)),
              ElementsAre("study.status CHANGED RECRUITMENT_STATUS_RECRUITING -> RECRUITMENT_STATUS_COMPLETED",
                          "study.enrollment.count CHANGED 30 -> 0", "study.start_date.date ADDED  -> 2020-05",
                          "study.has_results REMOVED false -> ", "url REMOVED u -> "));
}

TEST(FieldDiffTest, InsertionAtTheFrontIsOneAddition) {
  v1::Registration a, b;
  AddOutcome("Pain", true, &a)->set_time_frame("12 weeks");
  AddOutcome("WOMAC", false, &a);
  AddOutcome("Safety", true, &b);
  AddOutcome("Pain", true, &b)->set_time_frame("24 weeks");
  AddOutcome("WOMAC", false, &b);
  AddSite("A", "Wuhan", &a);
  AddSite("B", "Beijing", &b);
  AddSite("A", "Wuhan", &b);
  a.mutable_study()->add_countries("CN");
  b.mutable_study()->add_countries("AT");
  b.mutable_study()->add_countries("CN");
  EXPECT_THAT(
      Lines(DiffRegistrations(a, b)),
      ElementsAre(
          R"(study.countries["AT"] ADDED  -> AT)",
          R"(study.sites["B, Beijing"] ADDED  -> {"facility":"B","city":"Beijing"})",
          R"(study.outcomes["Pain"].time_frame CHANGED 12 weeks -> 24 weeks)",
          R"(study.outcomes["Safety"] ADDED  -> {"primary":true,"measures":[{"language":"en","text":"Safety"}]})"));
}

TEST(FieldDiffTest, OneOutcomeThatWentAndOneThatCameIsRenamed) {
  v1::Registration a, b;
  AddOutcome("Pain", true, &a);
  AddOutcome("Other", false, &a);
  AddOutcome("Pain (VAS)", true, &b);
  AddOutcome("Other", false, &b);
  EXPECT_THAT(Lines(DiffRegistrations(a, b)),
              ElementsAre(R"(study.outcomes["Pain"].measures["en"].text CHANGED Pain -> Pain (VAS))"));
  AddOutcome("Third", true, &b);
  EXPECT_EQ(DiffRegistrations(a, b).size(), 3u) << "nobody knows which one";
}

TEST(FieldDiffTest, IdentifiersAreTheirValues) {
  v1::Registration a, b;
  a.add_secondary_ids()->set_value("NCT00000001");
  v1::Identifier* same = b.add_secondary_ids();
  same->set_value("NCT00000001");
  same->set_type("Registry");
  b.add_secondary_ids()->set_printed("a \"b\"");
  EXPECT_THAT(Lines(DiffRegistrations(a, b)),
              ElementsAre(R"(secondary_ids["NCT00000001"].type ADDED  -> Registry)",
                          R"(secondary_ids["a \"b\""] ADDED  -> {"printed":"a \"b\""})"));
}

TEST(FieldDiffTest, AnotherOrderIsSaidOnce) {
  v1::Registration a, b;
  for (const char* text : {"x", "y", "z"}) a.mutable_study()->add_keywords()->set_text(text);
  for (const char* text : {"z", "x", "y"}) b.mutable_study()->add_keywords()->set_text(text);
  EXPECT_THAT(Lines(DiffRegistrations(a, b)), ElementsAre("study.keywords REORDERED  -> "));
}

TEST(FieldDiffTest, EqualElementsAreCounted) {
  v1::Registration a, b;
  for (int i = 0; i < 2; ++i) a.mutable_study()->add_keywords()->set_text("x");
  b.mutable_study()->add_keywords()->set_text("x");
  EXPECT_THAT(Lines(DiffRegistrations(a, b)), ElementsAre(R"(study.keywords["x"#2] REMOVED x -> )"));
}

TEST(FieldDiffTest, WhereAndWhenItWasReadIsNoDifference) {
  v1::Registration a, b;
  b.set_name("registrations/x");
  b.add_documents()->set_source("ctgov");
  b.add_provenance()->set_field("study.status");
  b.set_packed_provenance("packed");
  b.add_notes("note");
  b.add_volatile_fields("v");
  b.mutable_observed_at()->set_seconds(1);
  b.set_revision(3);
  b.set_trial("trials/x");
  EXPECT_THAT(DiffRegistrations(a, b), IsEmpty());
  b.mutable_ev_facts()->add_facts()->add_evidence()->set_offset(3);
  EXPECT_THAT(Lines(DiffRegistrations(a, b)), testing::SizeIs(1)) << "a fact is";
  a.mutable_ev_facts()->add_facts()->add_evidence()->set_offset(4);
  EXPECT_THAT(DiffRegistrations(a, b), IsEmpty()) << "where it stands is not";
}

TEST(FieldDiffTest, AbsencesAreCompared) {
  v1::Registration a, b;
  b.add_absences()->set_set("s");
  EXPECT_THAT(Lines(DiffRegistrations(a, b)), ElementsAre(R"(absences["s"] ADDED  -> {"set":"s"})"));
}

TEST(FieldDiffTest, MergedViewsSayTheirRegistrations) {
  v1::Trial a, b;
  a.add_registration_ids("NCT00000001");
  b.add_registration_ids("ChiCTR2000000001");
  b.add_registration_ids("NCT00000001");
  b.set_sequence(9);
  EXPECT_THAT(Lines(DiffTrials(a, b)),
              ElementsAre(R"(registration_ids["ChiCTR2000000001"] ADDED  -> ChiCTR2000000001)"));
}

// A random registration of few words, so that many are alike.
v1::Registration AnyRegistration(std::mt19937& random) {
  v1::Registration registration;
  const auto below = [&](uint32_t bound) { return random() % bound; };
  const auto word = [&] { return std::string(1, static_cast<char>('a' + below(2))); };
  v1::Study* study = registration.mutable_study();
  for (uint32_t i = below(3); i > 0; --i) AddOutcome(word(), below(2) == 0, &registration)->set_time_frame(word());
  for (uint32_t i = below(5) / 3; i > 0; --i) AddSite(word(), word(), &registration);
  for (uint32_t i = below(5) / 3; i > 0; --i) study->add_keywords()->set_text(word());
  for (uint32_t i = below(5) / 3; i > 0; --i) study->add_phases(static_cast<v1::Phase>(1 + below(2)));
  for (uint32_t i = below(5) / 3; i > 0; --i) registration.add_secondary_ids()->set_value(word());
  if (below(2) == 0) study->mutable_enrollment()->set_count(below(2));
  if (below(4) == 0) study->mutable_design();
  return registration;
}

TEST(FieldDiffTest, IsEmptyExactlyForEqualContents) {
  std::mt19937 random(5);
  int equal = 0;
  for (int i = 0; i < 3000; ++i) {
    const v1::Registration a = AnyRegistration(random);
    const v1::Registration b = i % 10 == 0 ? a : AnyRegistration(random);
    const bool same = ContentDigest(a) == ContentDigest(b);
    equal += same;
    ASSERT_EQ(DiffRegistrations(a, b).empty(), same) << a.DebugString() << "\n" << b.DebugString();
    ASSERT_EQ(DiffRegistrations(a, b).size(), DiffRegistrations(b, a).size());
    ASSERT_THAT(DiffRegistrations(a, a), IsEmpty());
  }
  EXPECT_GE(equal, 300);
}

}  // namespace
}  // namespace trialweave::common
