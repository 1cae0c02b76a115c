#include "store/drift/drift_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Share {
  std::string path;
  uint64_t documents;
  v1::ValueType type = v1::VALUE_TYPE_TEXT;
};

FieldCounts Counts(uint64_t documents, const std::vector<Share>& shares) {
  FieldCounts counts;
  counts.documents = documents;
  for (const Share& share : shares) counts.fields[{share.path, share.type}] = share.documents;
  return counts;
}

// "- path" disappeared, "+ path" appeared, "~ path" changed its type.
std::vector<std::string> Drifts(const FieldCounts& accepted, const FieldCounts& run) {
  std::vector<std::string> texts;
  for (const v1::FieldDrift& drift : FindDrifts("f", accepted, run)) {
    EXPECT_EQ(drift.format(), "f");
    EXPECT_FALSE(drift.detail().empty());
    texts.push_back(std::string(1, "?-+~"[drift.kind()]) + " " + drift.path());
  }
  return texts;
}

TEST(DriftRules, RenamedFieldIsOneThatGoesAndOneThatComes) {
  EXPECT_THAT(Drifts(Counts(30, {{"id", 30}, {"title", 30}}), Counts(30, {{"id", 30}, {"name", 30}})),
              ElementsAre("+ name", "- title"));
}

TEST(DriftRules, RareFieldIsMissingFromASmallRunWithoutADrift) {
  EXPECT_THAT(Drifts(Counts(1000, {{"id", 1000}, {"results", 150}}), Counts(200, {{"id", 200}})), IsEmpty());
  EXPECT_THAT(Drifts(Counts(1000, {{"id", 1000}, {"phase", 700}}), Counts(20, {{"id", 20}, {"phase", 1}})), IsEmpty());
}

TEST(DriftRules, RareFieldThatComesForTheFirstTimeIsNone) {
  EXPECT_THAT(Drifts(Counts(100, {{"id", 100}}), Counts(1000, {{"id", 1000}, {"results", 30}})), IsEmpty());
  EXPECT_THAT(Drifts(Counts(5000, {{"id", 5000}}), Counts(1000, {{"id", 1000}, {"results", 30}})),
              ElementsAre("+ results"));
}

TEST(DriftRules, FewDocumentsShowNothing) {
  EXPECT_THAT(Drifts(Counts(19, {{"a", 19}}), Counts(1000, {{"b", 1000}})), IsEmpty());
  EXPECT_THAT(Drifts(Counts(1000, {{"a", 1000}}), Counts(19, {{"b", 19}})), IsEmpty());
}

TEST(DriftRules, NewTypeIsADriftAndASeldomOneIsNot) {
  EXPECT_THAT(Drifts(Counts(100, {{"n", 100}}), Counts(100, {{"n", 100, v1::VALUE_TYPE_NUMBER}})), ElementsAre("~ n"));
  EXPECT_THAT(Drifts(Counts(100, {{"n", 100}}), Counts(100, {{"n", 95}, {"n", 5, v1::VALUE_TYPE_OBJECT}})), IsEmpty());
  EXPECT_THAT(Drifts(Counts(100, {{"n", 60}, {"n", 40, v1::VALUE_TYPE_NUMBER}}),
                     Counts(100, {{"n", 100, v1::VALUE_TYPE_NUMBER}})),
              IsEmpty())
      << "it was known";
}

TEST(DriftRules, OfABranchOnlyItsRootIsNamed) {
  EXPECT_THAT(Drifts(Counts(50, {{"id", 50}, {"a", 50, v1::VALUE_TYPE_OBJECT}, {"a/b", 50}, {"a/c", 50}}),
                     Counts(50, {{"id", 50}, {"d", 50, v1::VALUE_TYPE_OBJECT}, {"d/e", 50}})),
              ElementsAre("- a", "+ d"));
}

TEST(FieldCountsTest, CountsEachFieldOnceADocumentAndNoNulls) {
  v1::FieldProfile profile;
  v1::FieldShape* a = profile.add_fields();
  a->set_name("a");
  a->set_type(v1::VALUE_TYPE_ARRAY);
  a->add_members()->set_name("b");
  a->mutable_members(0)->set_type(v1::VALUE_TYPE_TEXT);
  *profile.add_fields() = *a;
  profile.add_fields()->set_name("nothing");
  profile.mutable_fields(2)->set_type(v1::VALUE_TYPE_NULL);
  EXPECT_THAT(FieldsOf(profile),
              ElementsAre(TypedField("a", v1::VALUE_TYPE_ARRAY), TypedField("a/b", v1::VALUE_TYPE_TEXT)));
  FieldCounts counts;
  counts.Add(FieldsOf(profile));
  counts.Add(FieldsOf(profile));
  const FieldCounts stored = FromStored(ToStored(counts));
  EXPECT_EQ(stored.documents, 2u);
  EXPECT_EQ(stored.fields, counts.fields);
}

}  // namespace
}  // namespace trialweave::store
