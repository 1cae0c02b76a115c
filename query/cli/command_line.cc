#include "query/cli/command_line.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "unicode/utf8.h"

namespace trialweave::query {
namespace {

struct CommandSpec {
  const char* name;
  const char* arguments;
  size_t min_arguments;
  size_t max_arguments;
  const char* help;
};

constexpr CommandSpec kCommands[] = {
    {"status", "", 0, 0, "how far store and query are, and how the sources do"},
    {"get", "ID...", 1, 1000, "a trial or registration: NCT06431152, trials/NAME, registrations/ID; or several trials"},
    {"list", "", 0, 0, "trials that match a filter"},
    {"search", "WORDS", 0, 1000, "trials by words, Chinese or English, the best first, with what was found"},
    {"watch", "", 0, 0, "changes of trials that match a filter, as they happen, until you end it"},
    {"count", "", 0, 0, "how many trials there are by the values of fields, and by time"},
    {"export", "", 0, 0, "all trials that a filter takes, of one moment, as a file: ndjson, csv or ris"},
    {"history", "ID|TRIAL", 1, 1, "what became of a registration, or of trials/NAME, version by version"},
    {"diff", "ID [VERSION [VERSION]]", 1, 3,
     "what differs between two versions of a registration or of trials/NAME, each a revision's number or a time"},
    {"explain", "ID|TRIAL [ID]", 1, 2, "why registrations are one trial, and in what they differ; or how two stand"},
    {"review", "", 0, 0, "pairs of registrations that somebody should look at, the most informative first"},
    {"decide", "same|different|unsure ID ID", 3, 3, "say whether two registrations are one trial"},
    {"decisions", "[ID] | revoke N", 0, 2, "what people decided, newest first"},
    {"relink", "", 0, 0, "link all registrations again with the model of today"},
    {"publications", "[ID]", 0, 1,
     "publications that match a filter, or one: pubmed:29768149, doi:..., publications/NAME"},
    {"notices", "[ID]", 0, 1, "regulators' notices that match a filter, or one by its key or notices/NAME"},
    {"sources", "", 0, 0, "the sources behind the answers, and known gaps"},
    {"drifts", "[SOURCE]", 0, 1, "fields of a source's documents that are not as they were"},
    {"accept-fields", "SOURCE", 1, 1, "take the fields of the source's newest documents for the accepted ones"},
    {"runs", "[SOURCE]", 0, 1, "passes over sources with their ledgers, newest first"},
    {"run", "SOURCE[/N]", 1, 1, "one pass, its newest or its Nth, with its ledger by format"},
    {"dead-letters", "[SOURCE] | show ID | replay [ID]... | resolve ID", 0, 1000,
     "documents that could not become a record, and why; replay sends them through the pipeline again"},
    {"verify", "", 0, 0, "check the whole store: files, and that everything agrees"},
    {"backup", "create | list | verify ID | restore ID", 1, 2, "backups of the store"},
    {"redact", "DIGEST|DEAD_LETTER", 1, 1, "erase the bytes of an archived document for ever"},
    {"ids", "FILE|-", 1, 1, "registry identifiers that a text holds; needs no service"},
    {"crawl", "SOURCE", 1, 1, "run a source now and show its progress"},
    {"completion", "bash", 1, 1, "a script that completes commands and flags: source <(trialctl completion bash)"},
};

absl::Status Usage(const std::string& problem) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", problem);
}

const CommandSpec* FindCommand(const std::string& name) {
  for (const CommandSpec& spec : kCommands) {
    if (name == spec.name) return &spec;
  }
  return nullptr;
}

struct FlagSpec {
  const char* name;
  // Empty for a flag without a value.
  const char* value;
  // The command that has it; empty for all.
  const char* command;
  const char* help;
  absl::Status (*set)(const std::string& value, CommandLine& line);
};

template <std::string CommandLine::*Member>
absl::Status SetText(const std::string& value, CommandLine& line) {
  line.*Member = value;
  return absl::OkStatus();
}

template <bool CommandLine::*Member>
absl::Status SetTrue(const std::string&, CommandLine& line) {
  line.*Member = true;
  return absl::OkStatus();
}

// Adds the parts of "a,b".
template <std::vector<std::string> CommandLine::*Member>
absl::Status AddList(const std::string& value, CommandLine& line) {
  for (const absl::string_view part : absl::StrSplit(value, ',')) (line.*Member).emplace_back(part);
  return absl::OkStatus();
}

// --output of all commands but export, which writes to that file.
absl::Status CheckOutput(CommandLine& line) {
  static constexpr std::pair<const char*, OutputFormat> kFormats[] = {
      {"table", OutputFormat::kTable}, {"json", OutputFormat::kJson}, {"csv", OutputFormat::kCsv}};
  if (line.command == "export" || line.file.empty()) return absl::OkStatus();
  const std::string value = std::move(line.file);
  line.file.clear();
  for (const auto& [name, format] : kFormats) {
    if (value != name) continue;
    line.output = format;
    return absl::OkStatus();
  }
  return Usage(absl::StrCat("--output: \"", common::Trimmed(value), "\" is none of table, json, csv"));
}

absl::Status SetOutput(const std::string& value, CommandLine& line) {
  if (value.empty()) return Usage("--output needs a value");
  line.file = value;
  return absl::OkStatus();
}

absl::Status SetTimeout(const std::string& value, CommandLine& line) {
  double seconds = 0;
  if (absl::SimpleAtod(value, &seconds)) {
    line.timeout = std::isnan(seconds) ? absl::ZeroDuration() : absl::Seconds(seconds);
  } else if (!absl::ParseDuration(value, &line.timeout)) {
    line.timeout = absl::ZeroDuration();
  }
  if (line.timeout > absl::ZeroDuration()) return absl::OkStatus();
  return Usage(absl::StrCat("--timeout: \"", common::Trimmed(value), "\" is no duration such as 30s or 5m"));
}

absl::Status SetKeep(const std::string& value, CommandLine& line) {
  if (absl::SimpleAtoi(value, &line.keep) && line.keep >= 1) return absl::OkStatus();
  return Usage(absl::StrCat("--keep: \"", common::Trimmed(value), "\" is no number from 1 on"));
}

absl::Status SetPageSize(const std::string& value, CommandLine& line) {
  if (absl::SimpleAtoi(value, &line.page_size) && line.page_size >= 1 && line.page_size <= 1000) {
    return absl::OkStatus();
  }
  return Usage(absl::StrCat("--page_size: \"", common::Trimmed(value), "\" is no number from 1 to 1000"));
}

absl::Status SetReadSequence(const std::string& value, CommandLine& line) {
  if (absl::SimpleAtoi(value, &line.read_sequence) && line.read_sequence > 0) return absl::OkStatus();
  return Usage(absl::StrCat("--read_sequence: \"", common::Trimmed(value), "\" is no sequence from 1"));
}

absl::Status SetAfterSequence(const std::string& value, CommandLine& line) {
  line.has_after_sequence = absl::SimpleAtoi(value, &line.after_sequence);
  if (line.has_after_sequence) return absl::OkStatus();
  return Usage(absl::StrCat("--after_sequence: \"", common::Trimmed(value), "\" is no sequence"));
}

const FlagSpec kFlags[] = {
    {"output", "FORMAT", "", "-o; table (default), json (one object a line in lists) or csv; of export: the file",
     SetOutput},
    {"server", "ADDRESS", "", "the query service; TRIALWEAVE_SERVER, 127.0.0.1:7104", SetText<&CommandLine::server>},
    {"store", "ADDRESS", "", "the store; TRIALWEAVE_STORE, 127.0.0.1:7103", SetText<&CommandLine::store>},
    {"crawler", "ADDRESS", "", "the crawler; TRIALWEAVE_CRAWLER, 127.0.0.1:7101", SetText<&CommandLine::crawler>},
    {"timeout", "DURATION", "",
     "of one call: 30s, 5m; default 10s, none for crawl, export, verify, backup, relink and redact", SetTimeout},
    {"help", "", "", "-h; this text", SetTrue<&CommandLine::help>},
    {"version", "", "", "the release", SetTrue<&CommandLine::version>},
    {"digest", "", "status", "also the store's content digest (reads the whole store)", SetTrue<&CommandLine::digest>},
    {"filter", "FILTER", "list search watch count export publications notices",
     "status = RECRUITING AND condition:knee; docs/filters.md has the language", SetText<&CommandLine::filter>},
    {"order_by", "FIELDS", "list search",
     "numbers, dates or name, each with desc for descending: enrollment desc, registered",
     SetText<&CommandLine::order_by>},
    {"page_size", "N", "list search history publications notices runs dead-letters decisions review",
     "rows of one page, 1 to 1000; default 50", SetPageSize},
    {"page_token", "TOKEN", "list search history publications notices runs dead-letters decisions review",
     "go on after an earlier page", SetText<&CommandLine::page_token>},
    {"all", "", "list search history publications notices runs dead-letters decisions review", "all pages",
     SetTrue<&CommandLine::all>},
    {"facets", "FIELDS", "search", "count the values of these fields: status,phase,ev.route",
     SetText<&CommandLine::facets>},
    {"exact", "", "search", "neither other forms of the words nor synonyms", SetTrue<&CommandLine::exact>},
    {"initial", "", "watch", "first the trials that match now", SetTrue<&CommandLine::initial>},
    {"after_sequence", "N", "watch", "changes after this one; default: from now on", SetAfterSequence},
    {"resolved", "", "dead-letters", "also those that became a record later", SetTrue<&CommandLine::resolved>},
    {"source", "SOURCE", "dead-letters", "replay: only those of a source", SetText<&CommandLine::source>},
    {"format", "FORMAT", "dead-letters export", "replay: only those of a format; export: ndjson (default), csv or ris",
     SetText<&CommandLine::format>},
    {"fields", "FIELDS", "get list export", "only these: name,study.titles; of export as ndjson",
     SetText<&CommandLine::fields>},
    {"base", "VERSION", "diff", "the earlier version, a revision's number or a time", SetText<&CommandLine::base>},
    {"target", "VERSION", "diff", "the later version; default: the newest", SetText<&CommandLine::target>},
    {"cause", "CAUSE", "dead-letters", "replay: only those with a cause: MALFORMED, NO_IDENTIFIER",
     SetText<&CommandLine::cause>},
    {"reason", "TEXT", "dead-letters redact decide decisions", "resolve, redact, decide, revoke: why",
     SetText<&CommandLine::reason>},
    {"author", "NAME", "decide decisions", "who decides; TRIALWEAVE_AUTHOR, else USER", SetText<&CommandLine::author>},
    {"revoked", "", "decisions", "also those that hold no longer", SetTrue<&CommandLine::revoked>},
    {"dry_run", "", "relink", "only say what would change", SetTrue<&CommandLine::dry_run>},
    {"raw", "", "dead-letters", "show: only the bytes that were kept", SetTrue<&CommandLine::raw>},
    {"keep", "N", "backup", "create: delete older backups than the newest N", SetKeep},
    {"skip_files", "", "verify", "leave out the checksums of files", SetTrue<&CommandLine::skip_files>},
    {"aliases", "FILE", "ids", "CSV of obsolete identifiers (columns current, obsolete): show the current ones too",
     SetText<&CommandLine::aliases>},
    {"as_of", "TIME", "get list export diff", "what the sources had said by then: 2025-09-30, or 2025-09-30T12:00:00Z",
     SetText<&CommandLine::as_of>},
    {"read_sequence", "N", "get list export diff history", "what was known at this sequence; default: now",
     SetReadSequence},
    {"by_observation", "", "history", "as the sources had said it, whenever their documents arrived",
     SetTrue<&CommandLine::by_observation>},
    {"by", "FIELDS", "count", "phase,ev.route or registered:month (quarter, year); up to 3 fields",
     AddList<&CommandLine::by>},
    {"stat", "FIELDS", "count", "also describe these numbers: enrollment", AddList<&CommandLine::statistics>},
    {"registrations", "", "count", "count the registrations of those trials, each by what it says itself",
     SetTrue<&CommandLine::registrations>},
    {"full", "", "crawl", "everything, whatever was proven complete before", SetTrue<&CommandLine::full>},
};

bool Belongs(const FlagSpec& flag, const std::string& command) {
  return flag.command[0] == '\0' ||
         absl::StrContains(absl::StrCat(" ", flag.command, " "), absl::StrCat(" ", command, " "));
}

const FlagSpec* FindFlag(const std::string& name) {
  for (const FlagSpec& flag : kFlags) {
    if (name == flag.name) return &flag;
  }
  return nullptr;
}

// Protos carry nothing but UTF-8.
bool IsUtf8(const std::string& text) {
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0) return false;
  }
  return true;
}

// "--page-size=3" as ("page_size", "=3"); "-o" as ("output", "").
std::pair<std::string, std::string> SplitFlag(const std::string& argument) {
  if (argument == "-h") return {"help", ""};
  if (absl::StartsWith(argument, "-o")) return {"output", argument.substr(2)};
  const size_t equals = argument.find('=');
  const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
  return {absl::StrReplaceAll(name, {{"-", "_"}}), equals == std::string::npos ? "" : argument.substr(equals)};
}

std::string FlagHelp(const FlagSpec& flag) {
  const std::string name = absl::StrCat("--", flag.name, flag.value[0] == '\0' ? "" : " ", flag.value);
  return absl::StrFormat("  %-22s %s\n", name, flag.help);
}

absl::Status Check(const CommandLine& line, const std::vector<const FlagSpec*>& used) {
  const CommandSpec* command = FindCommand(line.command);
  const bool known = line.command.empty() || command != nullptr;
  if ((line.help || line.version) && known) return absl::OkStatus();
  if (line.command.empty()) return Usage("no command");
  if (command == nullptr) return Usage(absl::StrCat("no command \"", common::Trimmed(line.command), "\""));
  for (const FlagSpec* flag : used) {
    if (!Belongs(*flag, line.command)) return Usage(absl::StrCat(line.command, " has no flag --", flag->name));
  }
  if (line.arguments.size() < command->min_arguments) {
    return Usage(absl::StrCat(line.command, " needs ", command->arguments));
  }
  if (line.arguments.size() > command->max_arguments) {
    return Usage(absl::StrCat("\"", common::Trimmed(line.arguments[command->max_arguments]), "\" is too much for ",
                              line.command));
  }
  return absl::OkStatus();
}

void SetAddress(std::string& address, const char* from_environment, const char* otherwise) {
  if (!address.empty()) return;
  address = from_environment != nullptr && from_environment[0] != '\0' ? from_environment : otherwise;
}

}  // namespace

absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments,
                                             const std::function<const char*(const char*)>& environment) {
  CommandLine line;
  std::vector<const FlagSpec*> used;
  bool flags_end = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!IsUtf8(argument)) return Usage(absl::StrCat("\"", common::Trimmed(argument), "\" is not UTF-8"));
    if (flags_end || argument == "-" || !absl::StartsWith(argument, "-")) {
      line.command.empty() ? void(line.command = argument) : line.arguments.push_back(argument);
      continue;
    }
    if (argument == "--") {
      flags_end = true;
      continue;
    }
    auto [name, value] = SplitFlag(argument);
    const FlagSpec* flag = FindFlag(name);
    if (flag == nullptr) return Usage(absl::StrCat("no flag \"", common::Trimmed(argument), "\""));
    used.push_back(flag);
    if (absl::StartsWith(value, "=")) {
      value.erase(0, 1);
      if (flag->value[0] == '\0') return Usage(absl::StrCat("--", flag->name, " takes no value"));
    } else if (flag->value[0] != '\0' && value.empty()) {
      if (++i == arguments.size()) return Usage(absl::StrCat("--", flag->name, " needs ", flag->value));
      value = arguments[i];
      if (!IsUtf8(value)) return Usage(absl::StrCat("--", flag->name, ": the value is not UTF-8"));
    }
    if (absl::Status status = flag->set(value, line); !status.ok()) return status;
  }
  if (line.command == "help") {
    line.help = true;
    line.command = line.arguments.empty() ? "" : line.arguments[0];
  }
  if (absl::Status status = Check(line, used); !status.ok()) return status;
  if (absl::Status status = CheckOutput(line); !status.ok()) return status;
  SetAddress(line.server, environment("TRIALWEAVE_SERVER"), "127.0.0.1:7104");
  SetAddress(line.store, environment("TRIALWEAVE_STORE"), "127.0.0.1:7103");
  SetAddress(line.author, environment("TRIALWEAVE_AUTHOR"), "");
  SetAddress(line.author, environment("USER"), "");
  SetAddress(line.crawler, environment("TRIALWEAVE_CRAWLER"), "127.0.0.1:7101");
  return line;
}

std::vector<CommandInfo> Commands() {
  std::vector<CommandInfo> commands;
  for (const CommandSpec& spec : kCommands) {
    CommandInfo& command = commands.emplace_back(CommandInfo{spec.name, spec.arguments, {}});
    for (const FlagSpec& flag : kFlags) {
      if (Belongs(flag, spec.name)) command.flags.push_back({flag.name, flag.value});
    }
  }
  return commands;
}

std::string HelpText() {
  std::string out = "trialctl looks into a running Trialweave.\n\nusage: trialctl COMMAND [ARGUMENTS] [FLAGS]\n\n";
  for (const CommandSpec& command : kCommands) {
    absl::StrAppend(&out,
                    absl::StrFormat("  %-22s %s\n", absl::StrCat(command.name, " ", command.arguments), command.help));
  }
  absl::StrAppend(&out, "  help COMMAND           about one command\n\nflags of all commands:\n");
  for (const FlagSpec& flag : kFlags) {
    if (flag.command[0] == '\0') out += FlagHelp(flag);
  }
  absl::StrAppend(&out,
                  "\nexit codes: 0 good, 1 not found or a negative result, 2 wrong usage, 3 a service is out of "
                  "reach, 4 another error\n");
  return out;
}

std::string HelpText(const std::string& name) {
  const CommandSpec* command = FindCommand(name);
  if (command == nullptr) return HelpText();
  std::string out = absl::StrCat("usage: trialctl ", command->name, command->arguments[0] == '\0' ? "" : " ",
                                 command->arguments, " [FLAGS]\n\n", command->help, "\n\nflags:\n");
  for (const bool own : {true, false}) {
    for (const FlagSpec& flag : kFlags) {
      if (own == (flag.command[0] != '\0') && Belongs(flag, name)) out += FlagHelp(flag);
    }
  }
  return out;
}

}  // namespace trialweave::query
