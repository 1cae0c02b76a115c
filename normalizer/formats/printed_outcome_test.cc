#include "normalizer/formats/printed_outcome.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(PrintedOutcomeTest, PartsAsRegistriesPrintThem) {
  struct Case {
    const char* printed;
    const char* measure;
    const char* time_frame;
    const char* method;
  };
  for (const Case& example : {
           Case{"Pain [Time Frame: 12 months]", "Pain", "12 months", ""},
           Case{"Pain [Timeframe 6 and 12 weeks]", "Pain", "6 and 12 weeks", ""},
           Case{"Pain\n[At baseline and 12 weeks. ]", "Pain", "At baseline and 12 weeks.", ""},
           Case{"Pain score. Timepoint: before, 1 and 3 months after. Method of measurement: VAS.", "Pain score",
                "before, 1 and 3 months after", "VAS"},
           Case{"VASTimepoint: 0, 4, 12 weeks", "VAS", "0, 4, 12 weeks", ""},
           Case{"Name: Anxiety;Timepoints: one month;Measure: DASS-21", "Anxiety", "one month", "DASS-21"},
           Case{"Outcome name:Deaths\nMeasure:Mortality\nTimepoints:5 months", "Deaths", "5 months", "Mortality"},
           Case{"Pain [Time Frame: baseline [day 0], 12 months]", "Pain", "baseline [day 0], 12 months", ""},
           Case{"Change to each time point: 4 and 8 weeks in WOMAC",
                "Change to each time point: 4 and 8 weeks in WOMAC", "", ""},
           Case{"WOMAC (time point: 12 months), KOOS (time point: 6 months)",
                "WOMAC (time point: 12 months), KOOS (time point: 6 months)", "", ""},
           Case{"Pain.Timepoint: 1 month. Function. Timepoint: 3 months.",
                "Pain.Timepoint: 1 month. Function. Timepoint: 3 months.", "", ""},
           Case{"Length of stay [days]", "Length of stay [days]", "", ""},
           Case{"Pain [VAS 0-10, worst in 24 hours][Baseline, 6 months]", "Pain [VAS 0-10, worst in 24 hours]",
                "Baseline, 6 months", ""},
           Case{"Level of interleukin [pg/mL]", "Level of interleukin [pg/mL]", "", ""},
           Case{"Timepoint: 3 months", "Timepoint: 3 months", "", ""},
           Case{"", "", "", ""},
       }) {
    const PrintedOutcome outcome = ReadPrintedOutcome(example.printed);
    EXPECT_EQ(outcome.measure, example.measure) << example.printed;
    EXPECT_EQ(outcome.time_frame, example.time_frame) << example.printed;
    EXPECT_EQ(outcome.method, example.method) << example.printed;
  }
}

TEST(PrintedOutcomeTest, SplitsWhatIsRunTogether) {
  EXPECT_THAT(
      SplitOutcomes("Pain; at rest. Timepoint: 1 month. Method of measurement: VAS.;Function. Timepoint: 3 months."),
      ElementsAre("Pain; at rest. Timepoint: 1 month. Method of measurement: VAS.", "Function. Timepoint: 3 months."));
  EXPECT_THAT(SplitOutcomes("NRSTimepoint: 6 weeks, 12 weeks;ROMTimepoint: 6 weeks"),
              ElementsAre("NRSTimepoint: 6 weeks, 12 weeks", "ROMTimepoint: 6 weeks"));
  EXPECT_THAT(SplitOutcomes("Name: A;Timepoints: one month;Measure: X"),
              ElementsAre("Name: A;Timepoints: one month;Measure: X"));
  EXPECT_THAT(SplitOutcomes("Pain [12 weeks];Function [Time frame: 6 weeks]\nSafety"),
              ElementsAre("Pain [12 weeks]", "Function [Time frame: 6 weeks]", "Safety"));
  EXPECT_THAT(
      SplitOutcomes("Pain. Timepoint: before; 3 months after; 6 months. Method of measurement: VAS; 0 to 10.;Function. "
                    "Timepoint: 1 year."),
      ElementsAre("Pain. Timepoint: before; 3 months after; 6 months. Method of measurement: VAS; 0 to 10.",
                  "Function. Timepoint: 1 year."));
  EXPECT_THAT(SplitOutcomes("VASTimepoint: Baseline; 1 month; 3 months"),
              ElementsAre("VASTimepoint: Baseline; 1 month; 3 months"));
  EXPECT_THAT(
      SplitOutcomes("Name: Pain;Timepoints: 3 months; 6 months;Measure: VAS;Name: Function;Timepoints: 1 year"),
      ElementsAre("Name: Pain;Timepoints: 3 months; 6 months;Measure: VAS", "Name: Function;Timepoints: 1 year"));
  EXPECT_THAT(SplitOutcomes("Length of stay [days] and events [number per visit][12 months]"),
              ElementsAre("Length of stay [days] and events [number per visit][12 months]"));
  EXPECT_THAT(SplitOutcomes("Mortality; length of stay"), ElementsAre("Mortality; length of stay"));
  EXPECT_THAT(SplitOutcomes(""), ElementsAre());
}

}  // namespace
}  // namespace trialweave::normalizer
