#include "query/cli/history_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace trialweave::query {

std::string ValueWord(const std::string& value, absl::string_view prefix) {
  if (!absl::StartsWith(value, prefix)) return value;
  return absl::AsciiStrToLower(absl::StrReplaceAll(absl::StripPrefix(value, prefix), {{"_", " "}}));
}

std::string EventText(const v1::RegistrationEvent& event) {
  std::string text = ValueWord(v1::EventKind_Name(event.kind()), "EVENT_KIND_");
  if (absl::StartsWith(event.field(), "absences") || absl::StrContains(event.field(), "date")) {
    absl::StrAppend(&text, " (", absl::StripPrefix(event.field(), "study."), ")");
  }
  if (!event.old_value().empty() || !event.new_value().empty()) {
    absl::StrAppend(&text, ": ", ValueWord(event.old_value(), "RECRUITMENT_STATUS_"), " -> ",
                    ValueWord(event.new_value(), "RECRUITMENT_STATUS_"));
  }
  if (event.new_source()) text += " (a source that is new here)";
  return text;
}

}  // namespace trialweave::query
