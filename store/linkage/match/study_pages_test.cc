#include "store/linkage/match/study_pages.h"

#include <fstream>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

std::string Written(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/page.json";
  std::ofstream(path) << text;
  return path;
}

TEST(StudyPagesTest, ReadsWhatAStudyIsAbout) {
  std::map<uint32_t, std::string> words;
  const auto records = ReadStudyPage(Written(R"({"studies": [{"protocolSection": {
      "identificationModule": {"nctId": "NCT05000001", "briefTitle": "Vesicles", "officialTitle": "Vesicles for knees"},
      "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Institute"}},
      "conditionsModule": {"conditions": ["Gonarthrosis", "Pain"]},
      "armsInterventionsModule": {"interventions": [{"name": "Lysate"}]},
      "outcomesModule": {"primaryOutcomes": [{"measure": "Walking"}]}}},
      {"protocolSection": {"identificationModule": {"nctId": "NCT05000002"}}}], "nextPageToken": "x"})"),
                                     &words);
  ASSERT_TRUE(records.ok()) << records.status();
  ASSERT_THAT(*records, SizeIs(2));
  const MatchRecord& record = (*records)[0];
  EXPECT_EQ(record.id(), "NCT05000001");
  EXPECT_EQ(record.scheme(), "ctgov");
  EXPECT_EQ(record.titles(), 2);
  EXPECT_THAT(record.part(MatchPart::kConditions), SizeIs(2));
  for (const MatchPart part : {MatchPart::kSponsors, MatchPart::kInterventions, MatchPart::kPrimaryOutcomes})
    EXPECT_THAT(record.part(part), SizeIs(1));
  EXPECT_THAT(words, Contains(Pair(record.part(MatchPart::kInterventions)[0], "lysat")));
  EXPECT_EQ((*records)[1].titles(), 0);
}

TEST(StudyPagesTest, RefusesWhatIsNoPage) {
  for (const char* text : {"", "[]", "{\"studies\": 5}", "{\"other\": []}", "{\"studies\": ["}) {
    const auto records = ReadStudyPage(Written(text));
    EXPECT_EQ(records.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(common::ErrorReason(records.status()), "PAGE_INVALID") << text;
  }
  EXPECT_EQ(ReadStudyPage("/nowhere/page.json").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace trialweave::store
