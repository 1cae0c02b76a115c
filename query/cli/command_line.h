#ifndef TRIALWEAVE_QUERY_CLI_COMMAND_LINE_H_
#define TRIALWEAVE_QUERY_CLI_COMMAND_LINE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace trialweave::query {

enum class OutputFormat { kTable, kJson, kCsv };

// CommandLine is what the user asked for.
struct CommandLine {
  // Empty when only help or the version was asked for.
  std::string command;
  // What follows it.
  std::vector<std::string> arguments;

  bool help = false;
  bool version = false;
  OutputFormat output = OutputFormat::kTable;
  std::string server;
  std::string store;
  std::string crawler;
  // Of one call; zero when not given.
  absl::Duration timeout = absl::ZeroDuration();

  bool digest = false;
  std::string filter;
  std::string order_by;
  int page_size = 0;
  std::string page_token;
  bool all = false;
  // Of searches: names of fields, separated by commas.
  std::string facets;
  bool exact = false;
  // Of watches.
  bool initial = false;
  bool has_after_sequence = false;
  uint64_t after_sequence = 0;
  bool resolved = false;
  bool full = false;
  std::string aliases;
  // As typed: a day or a time.
  std::string as_of;
  // 0 for the newest.
  uint64_t read_sequence = 0;
  bool by_observation = false;
  // Of dead letters: which ones, and why they may stay.
  std::string source;
  std::string format;
  // Of export: where to; empty for standard output.
  std::string file;
  // Paths of a read mask, separated by commas.
  std::string fields;
  // Of diff.
  std::string base;
  std::string target;
  std::string cause;
  std::string reason;
  bool raw = false;
  int keep = 0;
  bool skip_files = false;
  // Of decisions.
  std::string author;
  bool revoked = false;
  bool dry_run = false;
  // Of count: fields to group by, as typed ("registered:month"), and number fields to describe.
  std::vector<std::string> by;
  std::vector<std::string> statistics;
  bool registrations = false;
};

// Reads the arguments after the program's name. Flags may stand anywhere, as --name=value or --name value, with
// '-' or '_' in names; "--" ends them. Addresses come from flags, then `environment`, then the defaults.
// INVALID_ARGUMENT (USAGE): for people, what is wrong.
absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments,
                                             const std::function<const char*(const char*)>& environment);

// CommandInfo is what may be typed after a command's name.
struct CommandInfo {
  struct Flag {
    std::string name;
    // What its value is: "FILE"; empty for a flag without one.
    std::string value;
  };
  std::string name;
  // As help shows them: "[SOURCE] | show ID".
  std::string arguments;
  // Also those of all commands.
  std::vector<Flag> flags;
};
std::vector<CommandInfo> Commands();

// Help for all commands, or for one.
std::string HelpText();
std::string HelpText(const std::string& command);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_COMMAND_LINE_H_
