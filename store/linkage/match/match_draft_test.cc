#include "store/linkage/match/match_draft.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Registration Parse(const char* text) {
  v1::Registration registration;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &registration));
  return registration;
}

TEST(MatchDraftTest, ATrialWithAnExtensionIsNoSequel) {
  MatchDraft draft;
  AddTitle("Vesicles for knee pain, followed by an open-label extension", &draft);
  EXPECT_TRUE(draft.sequel) << "as far as one title tells";
  AddTitle("Vesicles for knee pain", &draft);
  EXPECT_FALSE(draft.sequel);
}

TEST(MatchDraftTest, OneTitleMakesAPilot) {
  MatchDraft draft;
  AddTitle("Vesicles for knee pain", &draft);
  EXPECT_FALSE(draft.pilot);
  AddTitle("Vesicles for knee pain on a pilotless island", &draft);
  EXPECT_FALSE(draft.pilot);
  AddTitle("外泌体治疗膝痛的预试验", &draft);
  EXPECT_TRUE(draft.pilot);
}

TEST(MatchDraftTest, TakesWhatIsComparedFromARegistration) {
  const MatchDraft draft = MatchDraftOf(Parse(R"pb(
    registration_id: "NCT05000001"
    registry: "ctgov"
    secondary_ids { printed: "ChiCTR2300000001" value: "ChiCTR2300000001" scheme: "chictr" }
    secondary_ids { printed: "EV-KNEE-2023-17" }
    secondary_ids { printed: "17" }
    study {
      titles { text: "Vesicles for gonarthrosis: extension" language: "en" }
      official_titles { text: "An Extension: vesicles, 2 doses" language: "en" }
      acronym: "EV-1a"
      sponsors {
        names { text: "Knee Hospital" }
        lead: true
      }
      sponsors { names { text: "Somebody else" } }
      enrollment { count: 60 }
      start_date { date { year: 2023 month: 5 } }
      registration_date { date { year: 2023 } }
      phases: [ PHASE_PHASE1, PHASE_PHASE2 ]
      countries: "CN"
      outcomes {
        primary: true
        measures { text: "pain" }
      }
      outcomes { measures { text: "swelling" } }
    }
  )pb"));
  EXPECT_EQ(draft.id, "NCT05000001");
  EXPECT_THAT(draft.titles, SizeIs(2));
  EXPECT_THAT(draft.numerals, ElementsAre(TokenOf("2")));
  EXPECT_TRUE(draft.sequel);
  EXPECT_THAT(draft.acronyms, ElementsAre(TokenOf("ev1a")));
  EXPECT_THAT(draft.sponsors, SizeIs(2)) << "of the lead only";
  EXPECT_THAT(draft.stated, ElementsAre("ChiCTR2300000001"));
  EXPECT_THAT(draft.protocol_numbers, ElementsAre(TokenOf("EVKNEE202317"))) << "a short one is shared by strangers";
  EXPECT_THAT(draft.sizes, ElementsAre(60));
  EXPECT_THAT(draft.started, ElementsAre(19'492)) << "15 May 2023";
  EXPECT_THAT(draft.registered, IsEmpty()) << "a year is no day";
  EXPECT_EQ(draft.phases, 1 << 1 | 1 << 2);
  EXPECT_THAT(draft.primary_outcomes, ElementsAre(TokenOf("pain")));
}

TEST(MatchDraftTest, NamesInTitlesAreAcronyms) {
  MatchDraft field, before, behind, none;
  AddAcronym("DisCoVeRy", &field);
  AddTitle("DisCoVeRy: treatments in hospitalised adults", &before);
  AddTitle("Treatments in hospitalised adults - DisCoVeRy", &behind);
  AddTitle("Treatments: in hospitalised adults - a trial", &none);
  EXPECT_EQ(before.acronyms, field.acronyms);
  EXPECT_EQ(behind.acronyms, field.acronyms);
  EXPECT_TRUE(none.acronyms.empty());
}

}  // namespace
}  // namespace trialweave::store
