// The registries' status words as people looked them up, against the vocabulary.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "normalizer/vocabulary/vocabulary.h"

namespace trialweave::tests {
namespace {

std::string Trim(const std::string& text) { return std::string(absl::StripAsciiWhitespace(text)); }

// "not_recruiting (closed or not open: undecided)" as the enum's name.
std::string NameOf(const std::string& canonical) {
  return absl::StrCat("RECRUITMENT_STATUS_", absl::AsciiStrToUpper(Trim(canonical.substr(0, canonical.find(" (")))));
}

TEST(StatusMapTest, EveryStatusOfTheMapIsKnownAndMeansTheSame) {
  const char* data = std::getenv("TRIALWEAVE_DATA");
  std::ifstream map(std::string(data == nullptr ? "" : data) + "/domain/status_phase_map.tsv");
  if (!map) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  const std::map<std::string, std::string> sources = {{"CT.gov v2", "ctgov"},
                                                      {"ChiCTR", "chictr"},
                                                      {"ICTRP", "ictrp"},
                                                      {"ICTRP XML (IRCT dtd)", "ictrp"},
                                                      {"chinadrugtrials", "cde"}};
  const auto vocabulary = normalizer::Vocabulary::Embedded();
  int words = 0;
  std::string line;
  while (std::getline(map, line)) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    const auto source = sources.find(columns[0]);
    // Not a status; or what is no word: "(empty)", "(title contains ...)".
    if (columns.size() < 3 || source == sources.end() || columns[1].starts_with("(")) continue;
    const std::vector<std::string> values = absl::StrSplit(columns[2], "; ");
    const std::vector<std::string> raws = absl::StrSplit(absl::StrReplaceAll(columns[1], {{" / ", "; "}}), "; ");
    for (size_t i = 0; i < raws.size(); ++i) {
      v1::RecruitmentStatus wanted = v1::RECRUITMENT_STATUS_UNSPECIFIED;
      ASSERT_TRUE(v1::RecruitmentStatus_Parse(NameOf(values.size() > 1 ? values[i] : values[0]), &wanted)) << line;
      const auto status = vocabulary->Status(source->second, raws[i]);
      ASSERT_TRUE(status.has_value()) << raws[i];
      EXPECT_EQ(v1::RecruitmentStatus_Name(*status), v1::RecruitmentStatus_Name(wanted)) << raws[i];
      ++words;
    }
  }
  EXPECT_GE(words, 30);
}

}  // namespace
}  // namespace trialweave::tests
