// The facts of the test split reach the targets, and the scorer sees errors.
#include "normalizer/evaluation.h"

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "absl/strings/numbers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/container_normalizer.h"
#include "normalizer/document_normalizer.h"

namespace trialweave::normalizer {
namespace {

constexpr char kStudies[] = "tests/evidence/studies.json";
constexpr char kLabels[] = "tests/evidence/labels.csv";

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

// The printed scores of the split's studies against `labels`.
std::string Scores(const std::string& labels) {
  const auto vocabulary = Vocabulary::Embedded();
  Evaluation evaluation(vocabulary);
  EXPECT_TRUE(evaluation.ReadLabels(labels).ok());
  const DocumentNormalizer normalizer(vocabulary, ParseLimits());
  const ContainerNormalizer containers(&normalizer);
  const absl::Status read = containers.File(kStudies, [&](const ContainerDocument& document) {
    const auto* record = std::get_if<v1::NormalizedRecord>(&document.result);
    EXPECT_NE(record, nullptr);
    if (record != nullptr) evaluation.Take(*record);
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
  std::ostringstream printed;
  evaluation.Print(&printed);
  return printed.str();
}

std::map<std::string, double> Values(const std::string& printed) {
  std::map<std::string, double> values;
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);) {
    const size_t colon = line.find(": ");
    double value = 0;
    if (colon != std::string::npos && absl::SimpleAtod(line.substr(colon + 2), &value))
      values[line.substr(0, colon)] = value;
  }
  return values;
}

TEST(EvaluationTest, TheTestSplitReachesItsTargets) {
  const std::string printed = Scores(ReadAll(kLabels));
  std::map<std::string, double> values = Values(printed);
  EXPECT_EQ(values["records_found"], values["labels"]);
  EXPECT_EQ(values["class_f1"], 1) << printed;
  EXPECT_EQ(values["source_f1"], 1) << printed;
  EXPECT_EQ(values["route_f1"], 1) << printed;
  EXPECT_EQ(values["dose_f1"], 1) << printed;
  EXPECT_EQ(values["donor_f1"], 1) << printed;
  for (const char* field : {"phase", "status", "enrollment", "study_type"}) {
    EXPECT_GE(values[std::string(field) + "_f1"], 0.99) << field << "\n" << printed;
    EXPECT_GT(values[std::string(field) + "_cases"], 20) << field;
  }
  EXPECT_EQ(values["wrongly_pure_ev"], 0) << printed;
  EXPECT_EQ(values["wrong_power_of_ten"], 0) << printed;
}

TEST(EvaluationTest, WrongLabelsAreErrors) {
  const std::string printed = Scores(
      "registry_id,ev_class,ev_source,route,dose_as_written,n\n"
      "NCT03437759,NOT EV (cells),bone marrow,IV,500 µg,43\n"
      "NCT05060107,pure_EV,not in excerpt,,3-5 x 10^12 particles,10\n"
      "NCT99999999,pure_EV,,,,\n");
  std::map<std::string, double> values = Values(printed);
  EXPECT_EQ(values["wrongly_pure_ev"], 1);
  EXPECT_GE(values["wrong_power_of_ten"], 1);
  EXPECT_EQ(values["source_cases"], 1);
  EXPECT_EQ(values["source_precision"], 0);
  EXPECT_EQ(values["enrollment_right"], 1);
  EXPECT_THAT(printed, ::testing::HasSubstr("class_confidence_0.97: 0.5000 of 2"));
  EXPECT_THAT(printed, ::testing::HasSubstr("error: NCT03437759 route expected [intravenous] found [intravitreal]"));
  EXPECT_THAT(printed, ::testing::HasSubstr("no_record: NCT99999999"));
}

TEST(EvaluationTest, RefusesWhatIsNoTableOfLabels) {
  Evaluation evaluation(Vocabulary::Embedded());
  EXPECT_FALSE(evaluation.ReadLabels("id,class\nNCT1,pure\n").ok());
  EXPECT_FALSE(evaluation.ReadLabels("registry_id,ev_class\n").ok());
  EXPECT_FALSE(evaluation.ReadLabels("registry_id,ev_class\n\"NCT1,x").ok());
}

}  // namespace
}  // namespace trialweave::normalizer
