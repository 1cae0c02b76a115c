#include "query/cli/completion_command.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/status.h"

namespace trialweave::query {
namespace {

// $commands, $valued (flags that take a value), $files (of these: a file) and $cases are filled in. An = parts words.
constexpr char kScript[] = R"(# bash completion of trialctl, made from its commands: source <(trialctl completion bash)
_trialctl() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= words= i
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if [[ " $valued " == *" ${COMP_WORDS[i]} "* ]]; then
      [[ ${COMP_WORDS[i+1]} == = ]] && ((++i))
      ((++i))
    elif [[ ${COMP_WORDS[i]} != -* ]]; then
      command=${COMP_WORDS[i]}
      break
    fi
  done
  COMPREPLY=()
  case $command:$previous in
    export:--output | export:-o | *:--aliases)
      COMPREPLY=($(compgen -f -- "$current"))
      return ;;
    *:--output | *:-o) words="table json csv" ;;
    export:--format) words="ndjson csv ris" ;;
    *)
      [[ " $valued " == *" $previous "* ]] && return
      case $command in
$cases        *) words="$commands" ;;
      esac ;;
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$current"))
}
complete -F _trialctl trialctl
)";

// "show", "replay" of "[SOURCE] | show ID | replay [ID]...".
std::vector<std::string> WordsOf(const std::string& arguments) {
  std::vector<std::string> words;
  for (absl::string_view word : absl::StrSplit(arguments, absl::ByAnyChar(" |[]"), absl::SkipEmpty())) {
    const bool lower = std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    if (lower && word != "-") words.push_back(std::string(word));
  }
  return words;
}

std::string CaseOf(const CommandInfo& command) {
  std::vector<std::string> words = WordsOf(command.arguments);
  for (const CommandInfo::Flag& flag : command.flags) words.push_back(absl::StrCat("--", flag.name));
  const std::string files =
      absl::StrContains(command.arguments, "FILE") ? " COMPREPLY=($(compgen -f -- \"$current\"));" : "";
  return absl::StrCat("        ", command.name, ")", files, " words=\"", absl::StrJoin(words, " "), "\" ;;\n");
}

}  // namespace

std::string BashCompletion(const std::vector<CommandInfo>& commands) {
  std::vector<std::string> names;
  std::set<std::string> valued = {"-o"};
  std::string cases;
  for (const CommandInfo& command : commands) {
    names.push_back(command.name);
    absl::StrAppend(&cases, CaseOf(command));
    for (const CommandInfo::Flag& flag : command.flags) {
      if (!flag.value.empty()) valued.insert(absl::StrCat("--", flag.name));
    }
  }
  const std::string all = absl::StrJoin(names, " ");
  absl::StrAppend(&cases, "        help) words=\"", all, "\" ;;\n");
  return absl::StrReplaceAll(kScript, {{"$valued", absl::StrJoin(valued, " ")},
                                       {"$cases", cases},
                                       {"$commands", absl::StrCat(all, " help --help --version")}});
}

absl::Status WriteCompletion(const CommandLine& line, const Console& console) {
  if (line.arguments[0] != "bash") {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE",
                             absl::StrCat("completion: \"", common::Trimmed(line.arguments[0]), "\" is not bash"));
  }
  console.Write(BashCompletion(Commands()));
  return absl::OkStatus();
}

}  // namespace trialweave::query
