#include "query/export/trial_writer.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/export/csv_trial_writer.h"
#include "query/export/sample_trial.h"

namespace trialweave::query {
namespace {

using testing::HasSubstr;

std::string Written(v1::ExportFormat format, const std::vector<v1::Trial>& trials) {
  std::string out;
  const auto writer = MakeTrialWriter(format);
  EXPECT_TRUE(writer.ok()) << writer.status();
  (*writer)->Begin(&out);
  for (const v1::Trial& trial : trials) (*writer)->Write(trial.SerializeAsString(), &out);
  return out;
}

// Cells of a row without line ends in cells.
std::vector<std::string> Cells(const std::string& row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < row.size() && row[i] != '\r'; ++i) {
    if (row[i] == '"' && quoted && row[i + 1] == '"') {
      cells.back() += row[i++];
    } else if (row[i] == '"') {
      quoted = !quoted;
    } else if (row[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += row[i];
    }
  }
  return cells;
}

TEST(TrialWriterTest, CsvHasARowWithAValueInEveryColumn) {
  const std::string file = Written(v1::EXPORT_FORMAT_CSV, {SampleTrial(2)});
  const size_t header_end = file.find("\r\n");
  const std::vector<std::string> names = Cells(file.substr(0, header_end)), cells = Cells(file.substr(header_end + 2));
  ASSERT_EQ(names, CsvTrialWriter::Columns());
  ASSERT_EQ(cells.size(), names.size());
  const auto value = [&](const std::string& name) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) return cells[i];
    }
    return "no column " + name;
  };
  EXPECT_EQ(value("name"), "trials/t0000002");
  EXPECT_EQ(value("registration_ids"), "ChiCTR2400000001; NCT00000002");
  EXPECT_EQ(value("phases"), "PHASE1; PHASE2");
  EXPECT_EQ(value("title_zh"), "外泌体治疗膝骨关节炎");
  EXPECT_EQ(value("conditions"), "Knee Osteoarthritis; Chronic Pain");
  EXPECT_EQ(value("interventions"), "MSC-EV, batch 2");
  EXPECT_EQ(value("sponsor"), "University Hospital");
  EXPECT_EQ(value("collaborators"), "Institute, Department of Trials");
  EXPECT_EQ(value("enrollment"), "22");
  EXPECT_EQ(value("registration_date"), "2024-05-17");
  EXPECT_EQ(value("start_date"), "2024-06");
  EXPECT_EQ(value("start_date_precision"), "month");
  EXPECT_EQ(value("completion_date_precision"), "year");
  EXPECT_EQ(value("primary_completion_date"), "");
  EXPECT_EQ(value("ev_class"), "pure_ev");
  EXPECT_EQ(value("ev_dose"), "3-5 x 10e11 particles");
  EXPECT_EQ(value("ev_dose_reading"), "3e+11 to 5e+11 particles/dose");
  EXPECT_EQ(value("ev_dose_certainty"), "inferred");
  EXPECT_EQ(value("ev_endpoints"), "womac (primary) at 12 weeks");
  EXPECT_EQ(value("acceptance_numbers"), "CXSL2300006");
  EXPECT_EQ(value("evidence_type"), "rct");
  EXPECT_EQ(value("has_results"), "true");
  EXPECT_EQ(value("absent"), "ChiCTR2400000001 from ictrp/covid-19 since 2020-05-06 (withdrawn)");
  EXPECT_THAT(value("url"), HasSubstr("; https://clinicaltrials.gov/study/NCT00000002"));
  EXPECT_EQ(value("sequence"), "1002");
}

TEST(TrialWriterTest, CsvOfATrialThatSaysNothingIsEmptyCells) {
  const std::vector<std::string> columns = CsvTrialWriter::Columns();
  const std::string file = Written(v1::EXPORT_FORMAT_CSV, {v1::Trial()});
  EXPECT_EQ(Cells(file.substr(file.find('\n') + 1)).size(), columns.size());
  EXPECT_THAT(file, testing::EndsWith(",0\r\n"));
}

// New columns come at the end: docs/export.md lists them in this order.
TEST(TrialWriterTest, TheDocumentListsTheColumns) {
  std::ifstream in("docs/export.md");
  std::vector<std::string> documented;
  for (std::string line; std::getline(in, line);) {
    const size_t end = line.find("` |");
    if (line.compare(0, 3, "| `") == 0 && end != std::string::npos) documented.push_back(line.substr(3, end - 3));
  }
  EXPECT_EQ(documented, CsvTrialWriter::Columns());
}

TEST(TrialWriterTest, RisIsARecordOfTaggedLines) {
  v1::Trial trial = SampleTrial(2);
  trial.mutable_study()->mutable_summaries(0)->set_text("first\nER  - \r\nlast");
  const std::string file = Written(v1::EXPORT_FORMAT_RIS, {trial, SampleTrial(3)});
  std::istringstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    EXPECT_EQ(line.back(), '\r');
    line.pop_back();
    lines.push_back(line);
  }
  EXPECT_EQ(lines.front(), "TY  - DBASE");
  EXPECT_EQ(lines.back(), "ER  - ");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "ER  - "), 2) << "no text ends a record";
  for (const char* line : {"ID  - t0000002", "TI  - Extracellular Vesicles in Knee Osteoarthritis, study 2",
                           "TT  - 外泌体治疗膝骨关节炎", "AB  - first ER  -   last", "AU  - University Hospital,",
                           "A2  - Institute, Department of Trials,", "PY  - 2024", "DA  - 2024/05/17/",
                           "KW  - Chronic Pain", "KW  - exosome", "UR  - https://clinicaltrials.gov/study/NCT00000002",
                           "AN  - ChiCTR2400000001; NCT00000002", "DB  - chictr; ctgov"}) {
    EXPECT_THAT(lines, testing::Contains(line));
  }
}

TEST(TrialWriterTest, RisDatesLeaveOpenWhatIsNotKnown) {
  v1::Trial trial;
  trial.mutable_study()->mutable_registration_date()->mutable_date()->set_year(2024);
  EXPECT_THAT(Written(v1::EXPORT_FORMAT_RIS, {trial}), HasSubstr("DA  - 2024///\r\n"));
  trial.mutable_study()->mutable_registration_date()->mutable_date()->set_month(5);
  EXPECT_THAT(Written(v1::EXPORT_FORMAT_RIS, {trial}), HasSubstr("DA  - 2024/05//\r\n"));
}

TEST(TrialWriterTest, NdjsonIsTheDefaultAndOthersAreRefused) {
  EXPECT_THAT(Written(v1::EXPORT_FORMAT_UNSPECIFIED, {SampleTrial(1)}), HasSubstr("{\"name\":\"trials/t0000001\""));
  EXPECT_EQ(common::ErrorReason(MakeTrialWriter(static_cast<v1::ExportFormat>(9)).status()), "FORMAT_INVALID");
}

}  // namespace
}  // namespace trialweave::query
