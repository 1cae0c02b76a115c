#include "store/linkage/match/evaluation.h"

#include <cstdlib>
#include <fstream>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

std::string Write(const std::string& name, const std::string& text) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

constexpr char kRecords[] =
    "id,public_title,sponsor,sample_size,start_date,secondary_ids\n"
    "ChiCTR2300000001,\"Umbilical exosomes injected into the knee, for gonarthrosis: dose escalation\",Knee "
    "Hospital,27,"
    "2023-05-31,\n"
    "NCT05000001,Dose escalation of exosomes of umbilical origin for gonarthrosis of the knee,Knee Hospital,27,"
    "2023-05-30,\n"
    "NCT05000002,Platelet lysate drops for dry eyes,Eye Clinic,300,2015-01-01,\n"
    "ISRCTN10000017,Shock waves for heel pain,Heel School,44,2019-02-03,NCT05000003\n"
    "NCT05000003,A register of running injuries,Runners,900,2011-07-07,\n";
constexpr char kPairs[] =
    "id_a,id_b,label,truth,sources,registry_a,registry_b,id_link\n"
    "ChiCTR2300000001,NCT05000001,same,manual,own,ChiCTR,ClinicalTrials.gov,no\n"
    "ChiCTR2300000001,NCT05000002,different,manual,own,ChiCTR,ClinicalTrials.gov,no\n"
    "ISRCTN10000017,NCT05000003,same,auto,own,ISRCTN,ClinicalTrials.gov,yes\n"
    "ISRCTN10000017,NCT05099999,same,auto,own,ISRCTN,ClinicalTrials.gov,yes\n";

TEST(EvaluationTest, CountsWhatIsLabelledAndHasBothRecords) {
  EvaluationOptions options;
  options.pairs = Write("pairs.csv", kPairs);
  options.records = Write("records.csv", kRecords);
  const auto report = Evaluate(options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->figures, Contains(Pair("overall pairs", "2 same, 1 different")));
  EXPECT_THAT(report->figures, Contains(Pair("overall f1", "1.0000")));
  EXPECT_THAT(report->figures, Contains(Pair("manual pairs", "1 same, 1 different")));
  EXPECT_THAT(report->figures, Contains(Pair("different merged", "0")));
  EXPECT_THAT(report->errors, SizeIs(0));
}

TEST(EvaluationTest, MaskedIdentifiersLinkNothingAndTheMissIsExplained) {
  EvaluationOptions options;
  options.pairs = Write("masked_pairs.csv", kPairs);
  options.records = Write("masked_records.csv", kRecords);
  options.mask_identifiers = true;
  const auto report = Evaluate(options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->figures, Contains(Pair("overall recall", HasSubstr("0.5000"))));
  EXPECT_THAT(report->errors, Contains(HasSubstr("ISRCTN10000017 NCT05000003 labelled same")));
}

TEST(EvaluationTest, WrongFilesAreNamed) {
  EvaluationOptions options;
  options.pairs = Write("columns.csv", "id_a,label\nx,same\n");
  options.records = Write("good.csv", kRecords);
  EXPECT_THAT(std::string(Evaluate(options).status().message()), HasSubstr("has no column id_b"));
  options.pairs = "/nowhere/pairs.csv";
  EXPECT_EQ(common::ErrorReason(Evaluate(options).status()), "FILE_NOT_FOUND");
}

}  // namespace
}  // namespace trialweave::store
