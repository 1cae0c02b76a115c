#include "query/cli/command_line.h"

#include <string>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

const char* NoEnvironment(const char*) { return nullptr; }

CommandLine Parse(const std::vector<std::string>& arguments) {
  const auto line = ParseCommandLine(arguments, NoEnvironment);
  EXPECT_TRUE(line.ok()) << line.status();
  return line.ok() ? *line : CommandLine();
}

std::string Problem(const std::vector<std::string>& arguments) {
  const auto line = ParseCommandLine(arguments, NoEnvironment);
  EXPECT_EQ(common::ErrorReason(line.status()), "USAGE");
  return std::string(line.status().message());
}

TEST(CommandLine, TakesFlagsBeforeAndAfterTheCommand) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--server", "h:1", "-o", "json", "list", "--filter", "a OR b", "--all"},
        std::vector<std::string>{"list", "--all", "--filter=a OR b", "-ojson", "--server=h:1"}}) {
    const CommandLine line = Parse(arguments);
    EXPECT_EQ(line.command, "list");
    EXPECT_EQ(line.server, "h:1");
    EXPECT_EQ(line.output, OutputFormat::kJson);
    EXPECT_EQ(line.filter, "a OR b");
    EXPECT_TRUE(line.all);
  }
  EXPECT_EQ(Parse({"list", "--page-size", "7", "--timeout=5m"}).page_size, 7);
  EXPECT_EQ(Parse({"list", "--timeout", "2.5"}).timeout, absl::Seconds(2.5));
  EXPECT_EQ(Parse({"get", "--", "-odd"}).arguments[0], "-odd");
}

TEST(CommandLine, TakesAddressesFromFlagsThenEnvironmentThenDefaults) {
  const auto environment = [](const char* name) {
    return std::string(name) == "TRIALWEAVE_STORE" ? "store:9" : nullptr;
  };
  const auto line = ParseCommandLine({"status", "--crawler=c:1"}, environment);
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->server, "127.0.0.1:7104");
  EXPECT_EQ(line->store, "store:9");
  EXPECT_EQ(line->crawler, "c:1");
}

TEST(CommandLine, SaysWhatIsWrong) {
  using testing::HasSubstr;
  EXPECT_THAT(Problem({}), HasSubstr("no command"));
  EXPECT_THAT(Problem({"lsit"}), HasSubstr("lsit"));
  EXPECT_THAT(Problem({"get"}), HasSubstr("needs ID"));
  EXPECT_THAT(Problem({"explain", "a", "b", "c"}), HasSubstr("\"c\""));
  EXPECT_THAT(Problem({"status", "--full"}), HasSubstr("--full"));
  EXPECT_THAT(Problem({"list", "--colour"}), HasSubstr("--colour"));
  EXPECT_THAT(Problem({"list", "-o", "xml"}), HasSubstr("xml"));
  EXPECT_THAT(Problem({"list", "--page_size", "0"}), HasSubstr("1 to 1000"));
  EXPECT_THAT(Problem({"list", "--timeout", "-3s"}), HasSubstr("duration"));
  EXPECT_THAT(Problem({"list", "--timeout", "nan"}), HasSubstr("duration"));
  EXPECT_THAT(Problem({"help", "lsit"}), HasSubstr("lsit"));
  EXPECT_THAT(Problem({"list", "--filter", "\xff"}), HasSubstr("UTF-8"));
  EXPECT_THAT(Problem({"get", "NCT\xc3"}), HasSubstr("UTF-8"));
  EXPECT_THAT(Problem({"list", "--all=yes"}), HasSubstr("no value"));
  EXPECT_THAT(Problem({"list", "--filter"}), HasSubstr("needs FILTER"));
}

TEST(CommandLine, TheOutputOfAnExportIsAFile) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"export", "--output", "trials.csv"},
                                                    std::vector<std::string>{"-o", "trials.csv", "export"}}) {
    const CommandLine line = Parse(arguments);
    EXPECT_EQ(line.file, "trials.csv");
    EXPECT_EQ(line.output, OutputFormat::kTable);
  }
  EXPECT_EQ(Parse({"export", "-o", "json"}).file, "json");
  EXPECT_EQ(Parse({"list", "-o", "json"}).file, "");
  EXPECT_THAT(Problem({"export", "--output="}), testing::HasSubstr("--output needs"));
}

TEST(CommandLine, SaysWhatMayBeTyped) {
  for (const CommandInfo& command : Commands()) {
    bool has_filter = false, has_server = false;
    for (const CommandInfo::Flag& flag : command.flags) {
      has_filter = has_filter || flag.name == "filter";
      has_server = has_server || (flag.name == "server" && flag.value == "ADDRESS");
    }
    EXPECT_TRUE(has_server) << command.name;
    EXPECT_EQ(has_filter, HelpText(command.name).find("--filter") != std::string::npos) << command.name;
  }
}

TEST(CommandLine, HelpsWithEachCommand) {
  EXPECT_TRUE(Parse({"--help"}).help);
  EXPECT_EQ(Parse({"help", "list"}).command, "list");
  EXPECT_TRUE(Parse({"list", "-h"}).help);
  EXPECT_THAT(HelpText("list"), testing::HasSubstr("--filter FILTER"));
  EXPECT_THAT(HelpText("get"), testing::Not(testing::HasSubstr("--filter")));
  for (const char* command : {"status", "get", "list", "sources", "runs", "run", "dead-letters", "crawl"}) {
    EXPECT_THAT(HelpText(), testing::HasSubstr(command));
  }
}

}  // namespace
}  // namespace trialweave::query
