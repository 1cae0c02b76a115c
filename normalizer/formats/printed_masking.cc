#include "normalizer/formats/printed_masking.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

constexpr size_t kMaxRoles = 10;
// Longer text is a sentence.
constexpr size_t kMaxBytes = 300;

// Words of which roles are made, without their plural; "date-entry" is a registry's own misspelling.
constexpr std::string_view kRoleWords[] = {
    "participant", "subject",   "patient",      "volunteer", "investigator", "researcher", "caregiver",  "care",
    "provider",    "giver",     "therapist",    "clinician", "physician",    "doctor",     "nurse",      "outcome",
    "assessor",    "evaluator", "observer",     "examiner",  "data",         "analyst",    "entry",      "operator",
    "date",        "collector", "statistician", "safety",    "monitoring",   "board",      "and",        "rater",
    "sponsor",     "staff",     "personnel",    "study",     "treating",     "surgeon",    "pharmacist", "laboratory"};

// True when every word of `text` is one of a role's: "Outcomes Assessor", "investigator/therapist".
bool IsRole(std::string_view text) {
  std::string word;
  bool any = false;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && absl::ascii_isalpha(text[i])) {
      word.push_back(absl::ascii_tolower(text[i]));
      continue;
    }
    if (i < text.size() && static_cast<unsigned char>(text[i]) >= 0x80) return false;
    if (!word.empty()) {
      if (word.back() == 's') word.pop_back();
      if (std::find(std::begin(kRoleWords), std::end(kRoleWords), word) == std::end(kRoleWords)) return false;
      any = true;
    }
    word.clear();
  }
  return any;
}

// "Participant, Investigator and Outcome Assessor" as three; empty when something else stands among them.
std::vector<std::string> RolesOf(std::string_view text) {
  const std::string commas = absl::StrReplaceAll(std::string(text), {{" and ", ","}, {" & ", ","}, {";", ","}});
  std::vector<std::string> roles = SplitList(commas, ',');
  if (roles.size() > kMaxRoles || !std::all_of(roles.begin(), roles.end(), IsRole)) return {};
  return roles;
}

std::optional<v1::Masking> MaskingOfCount(size_t count) {
  switch (count) {
    case 0:
      return std::nullopt;
    case 1:
      return v1::MASKING_SINGLE;
    case 2:
      return v1::MASKING_DOUBLE;
    case 3:
      return v1::MASKING_TRIPLE;
    case 4:
      return v1::MASKING_QUADRUPLE;
    default:
      return v1::MASKING_MASKED;
  }
}

// "Participant and Investigator Blinded".
PrintedMasking ReadRoles(std::string_view text) {
  for (std::string_view end : {" blinded", " masked", "-blinded", "-masked", " blind", "-blind"}) {
    if (!absl::EndsWithIgnoreCase(std::string(text), std::string(end))) continue;
    PrintedMasking read;
    read.roles = RolesOf(text.substr(0, text.size() - end.size()));
    read.masking = MaskingOfCount(read.roles.size());
    return read;
  }
  return {};
}

}  // namespace

PrintedMasking ReadMasking(std::string_view text, std::string_view source, const Vocabulary& vocabulary) {
  while (!text.empty() && (text.back() == ',' || text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  if (const auto masking = vocabulary.Masking(source, text)) return {masking, {}};
  if (text.size() > kMaxBytes) return {};
  const size_t open = text.find('(');
  if (open == std::string_view::npos || text.back() != ')') return ReadRoles(text);
  PrintedMasking read;
  read.roles = RolesOf(text.substr(open + 1, text.size() - open - 2));
  // What stands in the brackets is no list of roles: the word before them need not be all.
  if (read.roles.empty() || open == 0) return {};
  read.masking = vocabulary.Masking(source, CleanLine(text.substr(0, open), TextStyle::kPlain));
  if (read.masking == v1::MASKING_NONE) read.roles.clear();
  return read;
}

}  // namespace trialweave::normalizer
