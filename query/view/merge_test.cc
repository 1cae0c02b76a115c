#include "query/view/merge.h"

#include <algorithm>
#include <string>

#include "common/packed_provenance.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

v1::Registration ARegistration(const std::string& text) {
  v1::Registration registration;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &registration)) << text;
  common::PackProvenance(&registration);
  return registration;
}

v1::MembershipChanged Members() {
  v1::MembershipChanged membership;
  membership.set_trial("trials/abcdefghij");
  membership.add_registration_ids("ChiCTR1");
  membership.add_registration_ids("NCT1");
  membership.add_absent_registration_ids("DRKS1");
  return membership;
}

const v1::Registration kNct = ARegistration(R"pb(
  registration_id: "NCT1"
  registry: "ctgov"
  study {
    titles { language: "en" text: "Exosomes" }
    status: RECRUITMENT_STATUS_COMPLETED
    status_text: "COMPLETED"
    enrollment { text: "unclear" }
    start_date { date { year: 2024 } }
  }
  documents { record_id: "NCT1" source: "ctgov" raw_digest: "n0" }
  provenance { field: "status" path: "/status" }
  provenance { field: "titles" path: "/title" })pb");
const v1::Registration kChictr = ARegistration(R"pb(
  registration_id: "ChiCTR1"
  registry: "chictr"
  study {
    titles { language: "zh" text: "外泌体" }
    titles { language: "en" text: "Exosome therapy" }
    status: RECRUITMENT_STATUS_RECRUITING
    enrollment { count: 40 }
    countries: "CN"
  }
  documents { record_id: "ChiCTR1" source: "ictrp" raw_digest: "c0" }
  documents { record_id: "ChiCTR1" source: "chictr" raw_digest: "c1" }
  provenance { field: "study.enrollment.count" document: 1 path: "main/target_size" offset: 7 length: 2 }
  provenance { field: "titles[0].text" document: 1 path: "main/public_title" })pb");

// Provenance of a field as "record: path".
std::string WhereFrom(const v1::Trial& trial, const std::string& field) {
  for (const v1::FieldProvenance& provenance : trial.provenance()) {
    if (provenance.field() != field) continue;
    const v1::DocumentRef& document = trial.documents(provenance.document());
    return document.record_id() + "/" + document.raw_digest() + ": " + provenance.path();
  }
  return "nowhere";
}

TEST(MergeTrial, TakesEachFieldFromTheFirstThatStatesIt) {
  const v1::Trial trial = MergeTrial(Members(), {kChictr, kNct});
  EXPECT_EQ(trial.study().status(), v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_EQ(trial.study().status_text(), "COMPLETED");
  EXPECT_EQ(trial.study().enrollment().count(), 40) << "a number goes before text that is none";
  EXPECT_EQ(trial.study().start_date().date().year(), 2024);
  EXPECT_THAT(trial.study().countries(), testing::ElementsAre("CN"));
  EXPECT_THAT(trial.registries(), testing::ElementsAre("chictr", "ctgov"));
  EXPECT_THAT(trial.absent_registration_ids(), testing::ElementsAre("DRKS1"));
  ASSERT_EQ(trial.disagreements_size(), 1);
  EXPECT_EQ(trial.disagreements(0).field(), "status");
}

TEST(MergeTrial, KeepsOneTitlePerLanguage) {
  const v1::Trial trial = MergeTrial(Members(), {kChictr, kNct});
  ASSERT_EQ(trial.study().titles_size(), 2);
  EXPECT_EQ(trial.study().titles(0).text(), "Exosomes");
  EXPECT_EQ(trial.study().titles(1).text(), "外泌体");
}

TEST(MergeTrial, SaysWhereEachValueWasFound) {
  const v1::Trial trial = MergeTrial(Members(), {kChictr, kNct});
  EXPECT_EQ(WhereFrom(trial, "status"), "NCT1/n0: /status");
  EXPECT_EQ(WhereFrom(trial, "start_date"), "NCT1/n0: ") << "without a path, the document at least";
  EXPECT_EQ(WhereFrom(trial, "enrollment.count"), "ChiCTR1/c1: main/target_size");
  EXPECT_EQ(WhereFrom(trial, "titles[0]"), "NCT1/n0: /title");
  EXPECT_EQ(WhereFrom(trial, "titles[1].text"), "ChiCTR1/c1: main/public_title");
}

TEST(MergeTrial, PrefersARegistrysOwnDocumentsToAnAggregators) {
  v1::Registration seen_by_ictrp = kNct;
  seen_by_ictrp.mutable_documents(0)->set_source("ictrp");
  EXPECT_EQ(MergeTrial(Members(), {seen_by_ictrp, kChictr}).study().status(), v1::RECRUITMENT_STATUS_RECRUITING);
}

TEST(MergeTrial, DoesNotDependOnTheOrderOfRegistrations) {
  v1::Registration third = kChictr;
  third.set_registration_id("ChiCTR2");
  third.mutable_study()->mutable_enrollment()->set_count(41);
  std::vector<v1::Registration> heads = {kChictr, third, kNct};
  const auto by_id = [](const auto& a, const auto& b) { return a.registration_id() < b.registration_id(); };
  std::sort(heads.begin(), heads.end(), by_id);
  const std::string expected = MergeTrial(Members(), heads).SerializeAsString();
  while (std::next_permutation(heads.begin(), heads.end(), by_id)) {
    EXPECT_EQ(MergeTrial(Members(), heads).SerializeAsString(), expected);
  }
}

TEST(MergeTrial, MergesNothingFromNothing) {
  const v1::Trial trial = MergeTrial(Members(), {});
  EXPECT_TRUE(trial.has_study());
  EXPECT_EQ(trial.provenance_size(), 0);
}

// Sets every field of a message, and of the messages in it, to something.
void FillAll(google::protobuf::Message& message) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = message.GetDescriptor()->field(i);
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE:
        FillAll(many ? *reflection->AddMessage(&message, field) : *reflection->MutableMessage(&message, field));
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
        many ? reflection->AddString(&message, field, "x") : reflection->SetString(&message, field, "x");
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
        many ? reflection->AddEnumValue(&message, field, 1) : reflection->SetEnumValue(&message, field, 1);
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
        reflection->SetBool(&message, field, true);
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
        reflection->SetInt64(&message, field, 1);
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
        reflection->SetInt32(&message, field, 1);
        break;
      default:
        break;
    }
  }
}

TEST(MergeTrial, LeavesNoFieldOfTheModelOut) {
  v1::Registration head;
  head.set_registration_id("NCT1");
  FillAll(*head.mutable_study());
  v1::Study expected = head.study();
  // Words that no vocabulary knows are the registration's own.
  expected.clear_unmapped();
  EXPECT_EQ(MergeTrial(Members(), {head}).study().DebugString(), expected.DebugString());
}

TEST(MergeTrial, TellsWhatSnapshotsLackAndKeepsWhatWasSaid) {
  v1::Registration nct = kNct;
  for (const char* set : {"b", "a"}) {
    v1::Absence& absence = *nct.add_absences();
    absence.set_set(set);
    absence.mutable_since()->set_seconds(1000);
    absence.set_tombstone(set == std::string("a"));
  }
  v1::Registration chictr = kChictr;
  chictr.add_absences()->set_set("c");
  const v1::Trial trial = MergeTrial(Members(), {nct, chictr});
  ASSERT_EQ(trial.absences_size(), 3);
  EXPECT_EQ(trial.absences(0).registration_id(), "ChiCTR1");
  EXPECT_EQ(trial.absences(0).set(), "c");
  EXPECT_EQ(trial.absences(1).registration_id(), "NCT1");
  EXPECT_EQ(trial.absences(1).set(), "a");
  EXPECT_EQ(trial.absences(1).since().seconds(), 1000);
  EXPECT_TRUE(trial.absences(1).tombstone());
  EXPECT_EQ(trial.absences(2).set(), "b");
  EXPECT_FALSE(trial.absences(2).tombstone());
  EXPECT_EQ(trial.study().SerializeAsString(), MergeTrial(Members(), {kNct, kChictr}).study().SerializeAsString());
}

TEST(MergeTrial, EvFactsComeFromOneRegistration) {
  v1::Registration chictr = kChictr;
  chictr.mutable_ev_facts()->set_product_class(v1::PRODUCT_CLASS_PURE_EV);
  chictr.mutable_ev_facts()->add_facts()->add_evidence()->set_text("外泌体");
  const v1::Trial trial = MergeTrial(Members(), {kNct, chictr});
  EXPECT_EQ(trial.ev_facts().product_class(), v1::PRODUCT_CLASS_PURE_EV);
  ASSERT_EQ(trial.ev_facts().facts_size(), 1);
  EXPECT_EQ(trial.documents(trial.ev_facts().facts(0).evidence(0).document()).record_id(), "ChiCTR1");
}

}  // namespace
}  // namespace trialweave::query
