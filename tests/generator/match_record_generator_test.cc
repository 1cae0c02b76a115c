#include "tests/generator/match_record_generator.h"

#include <algorithm>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::tests {
namespace {

std::vector<store::MatchRecord> Models() {
  store::MatchDraft draft;
  draft.scheme = "ctgov";
  store::AddTitle("Exosomes of the umbilical cord for gonarthrosis of the knee", &draft);
  draft.sizes = {60};
  draft.started = {19'492};
  return {store::MatchRecord(draft)};
}

size_t Shared(store::TokenSpan a, store::TokenSpan b) {
  store::Tokens common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common.size();
}

TEST(MatchRecordGeneratorTest, ARecordDependsOnItsNumberAlone) {
  const MatchRecordGenerator one(Models(), 1), other(Models(), 1);
  other.Make(7);
  for (uint32_t i = 0; i < 20; ++i) EXPECT_EQ(one.Make(i), other.Make(i));
}

TEST(MatchRecordGeneratorTest, PartnersShareMoreThanStrangers) {
  const MatchRecordGenerator generator(Models(), 1);
  size_t partners = 0, strangers = 0;
  std::set<std::string> ids;
  for (uint32_t i = 4; i < 1000; i += 5) {
    ASSERT_EQ(MatchRecordGenerator::PartnerOf(i), i - 1);
    const store::MatchRecord a = generator.Make(i - 1), b = generator.Make(i), c = generator.Make(i - 2);
    EXPECT_NE(a.scheme(), b.scheme());
    ids.insert({std::string(a.id()), std::string(b.id()), std::string(c.id())});
    partners += Shared(a.part(store::MatchPart::kTitleWords), b.part(store::MatchPart::kTitleWords));
    strangers += Shared(c.part(store::MatchPart::kTitleWords), b.part(store::MatchPart::kTitleWords));
  }
  EXPECT_GT(partners, strangers);
  EXPECT_EQ(ids.size(), 600);
}

}  // namespace
}  // namespace trialweave::tests
