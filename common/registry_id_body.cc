#include "common/registry_id_body.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace trialweave::common::internal {
namespace {

bool IsDigitAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isdigit(text[pos]); }
bool IsAlnumAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isalnum(text[pos]); }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Words that stand between a prefix and its number: "NCT Number: 03849118", "DRKS-Nr. 00004353".
constexpr std::string_view kLabelWords[] = {
    "identification", "identifier", "registration", "registry", "register", "reference", "number", "trial", "study",
    "code",           "num",        "ctr",          "ref",      "nos",      "no",        "nr",     "id",    "n"};

// A separator slot at `pos`: exactly `wanted`, or in a loose body also others, several or none.
bool TakeSeparator(std::string_view text, size_t* pos, char wanted, bool loose, bool optional, RegistryIdBody* body) {
  if (*pos < text.size() && text[*pos] == wanted && IsAlnumAt(text, *pos + 1)) {
    ++*pos;
    body->value.push_back(wanted);
    return true;
  }
  if (optional) return true;
  if (!loose) return false;
  const size_t start = *pos;
  while (*pos < text.size() && *pos - start < 4 && (IsBlank(text[*pos]) || IsOneOf(text[*pos], "-/._:"))) ++*pos;
  body->separators = true;
  body->value.push_back(wanted);
  return true;
}

bool TakeDigit(std::string_view text, size_t* pos, char literal, bool letter_o, bool whole_text, RegistryIdBody* body) {
  if (whole_text && !body->value.empty() && *pos + 1 < text.size() && (IsBlank(text[*pos]) || text[*pos] == '-') &&
      IsDigitAt(text, *pos + 1) && absl::ascii_isdigit(body->value.back())) {
    ++*pos;
    body->blanks = true;
  }
  if (*pos >= text.size()) return false;
  char c = text[*pos];
  if (letter_o && (c == 'O' || c == 'o')) {
    body->letter_o = true;
    c = '0';
  }
  if (!absl::ascii_isdigit(c) || (literal != '#' && c != literal)) return false;
  body->value.push_back(c);
  ++*pos;
  return true;
}

bool IsRebecCharacter(char c) { return absl::ascii_isalnum(c) && !IsOneOf(c, "aeiouAEIOU"); }

}  // namespace

bool ReadBody(std::string_view text, size_t pos, const Rule& rule, bool whole_text, RegistryIdBody* body) {
  const bool loose = (rule.flags & kLooseSeparators) != 0;
  const bool letter_o = (rule.flags & kLetterO) != 0;
  for (size_t t = 0; t < rule.body.size(); ++t) {
    const char slot = rule.body[t];
    const bool optional = t + 1 < rule.body.size() && rule.body[t + 1] == '?';
    if (optional) ++t;
    bool taken = false;
    if (slot == '-' || slot == '/') {
      taken = TakeSeparator(text, &pos, slot, loose, optional, body);
    } else if (slot == '#' || absl::ascii_isdigit(slot)) {
      taken = TakeDigit(text, &pos, slot, letter_o, whole_text && !optional, body);
    } else if (pos < text.size()) {
      const char c = text[pos];
      taken = slot == '@'   ? absl::ascii_isalpha(c)
              : slot == '*' ? IsRebecCharacter(c)
                            : absl::ascii_toupper(c) == absl::ascii_toupper(slot);
      if (taken) {
        if (slot == '@' && absl::ascii_islower(c)) body->lower_letters = true;
        body->value.push_back(absl::ascii_toupper(c));
        ++pos;
      }
    }
    if (!taken && !optional) return false;
  }
  body->end = pos;
  return true;
}

size_t SkipGap(std::string_view text, size_t pos) {
  const auto skip_marks = [&] {
    for (int i = 0; i < 4 && pos < text.size() && (IsBlank(text[pos]) || IsOneOf(text[pos], ":#.-_/()=*")); ++i) ++pos;
  };
  skip_marks();
  for (int words = 0; words < 3; ++words) {
    size_t length = 0;
    for (std::string_view word : kLabelWords) {
      if (StartsWithNoCase(text.substr(pos), word) &&
          (pos + word.size() >= text.size() || !absl::ascii_isalpha(text[pos + word.size()]))) {
        length = word.size();
        break;
      }
    }
    if (length == 0) break;
    pos += length;
    skip_marks();
  }
  return pos;
}

bool IsLabelWord(std::string_view word) {
  return std::find(std::begin(kLabelWords), std::end(kLabelWords), word) != std::end(kLabelWords);
}

}  // namespace trialweave::common::internal
