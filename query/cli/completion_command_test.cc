#include "query/cli/completion_command.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What bash offers after these words, the last of which is being typed.
std::string Offers(const std::vector<std::string>& words) {
  const std::string script = testing::TempDir() + "/trialctl.bash";
  std::ofstream(script) << BashCompletion(Commands());
  const std::string quoted = absl::StrJoin(
      words, " ", [](std::string* out, const std::string& word) { absl::StrAppend(out, "'", word, "'"); });
  const std::string command =
      absl::StrCat("bash -uc 'source \"$0\"; COMP_WORDS=(trialctl \"$@\"); COMP_CWORD=$#; _trialctl; ",
                   "echo \"${COMPREPLY[*]}\"' ", script, " ", quoted, " 2>&1");
  FILE* pipe = popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << out;
  return std::string(absl::StripAsciiWhitespace(out));
}

TEST(CompletionTest, OffersCommands) {
  EXPECT_EQ(Offers({"ge"}), "get");
  EXPECT_EQ(Offers({"dead"}), "dead-letters");
  EXPECT_THAT(Offers({""}), AllOf(HasSubstr("status"), HasSubstr("export"), HasSubstr("help"), HasSubstr("--version")));
  EXPECT_EQ(Offers({"--server", "h:1", "exp"}), "export explain");
  EXPECT_EQ(Offers({"--server", "=", "h:1", "expo"}), "export");
  EXPECT_EQ(Offers({"help", "verif"}), "verify");
}

TEST(CompletionTest, OffersTheFlagsOfTheCommand) {
  EXPECT_EQ(Offers({"list", "--fi"}), "--filter --fields");
  EXPECT_THAT(Offers({"list", "--"}), AllOf(HasSubstr("--server"), HasSubstr("--all"), Not(HasSubstr("--keep"))));
  EXPECT_EQ(Offers({"backup", "create", "--k"}), "--keep");
}

TEST(CompletionTest, OffersTheWordsOfTheCommand) {
  EXPECT_EQ(Offers({"dead-letters", "re"}), "replay resolve");
  EXPECT_EQ(Offers({"decide", "d"}), "different");
  EXPECT_EQ(Offers({"completion", "b"}), "bash");
  EXPECT_EQ(Offers({"get", "N"}), "") << "identifiers are typed";
}

TEST(CompletionTest, OffersValuesOfFlags) {
  EXPECT_EQ(Offers({"list", "-o", ""}), "table json csv");
  EXPECT_EQ(Offers({"list", "--output", "=", "j"}), "json");
  EXPECT_EQ(Offers({"list", "--output", "="}), "table json csv");
  EXPECT_EQ(Offers({"export", "--format", ""}), "ndjson csv ris");
  EXPECT_EQ(Offers({"list", "--filter", "s"}), "") << "anything may follow";
  std::ofstream(testing::TempDir() + "/table-of-mine.csv") << "x";
  EXPECT_THAT(Offers({"export", "--output", testing::TempDir() + "/table-of"}), HasSubstr("table-of-mine.csv"));
  EXPECT_THAT(Offers({"ids", testing::TempDir() + "/table-of"}), HasSubstr("table-of-mine.csv"));
}

}  // namespace
}  // namespace trialweave::query
