#include "common/registry_id.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "common/registry_id_european.h"
#include "common/registry_id_grammar.h"

namespace trialweave::common {
namespace {

using internal::EuropeanSpelling;
using internal::Rule;

bool IsDigitAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isdigit(text[pos]); }
bool IsAlnumAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isalnum(text[pos]); }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Folded is text whose full-width letters, digits and punctuation, dashes and special blanks are their
// ASCII counterparts, with the way back to the original's bytes.
struct Folded {
  std::string_view text;
  std::string storage;
  // Original offset of each folded byte, and of the end; empty when nothing was folded.
  std::vector<uint32_t> offsets;

  size_t Original(size_t pos) const { return offsets.empty() ? pos : offsets[pos]; }
};

// ASCII byte for the character at `pos`, with its length; 0 when it has none.
char FoldAt(std::string_view text, size_t pos, size_t* length) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const unsigned char a = at(pos), b = at(pos + 1), c = at(pos + 2);
  *length = 3;
  if (a == 0xEF && (b == 0xBC || b == 0xBD) && c >= 0x80) {
    const int code = ((b & 0x3F) << 6 | (c & 0x3F)) - 0xF00;  // U+FF00 is 0
    if (code >= 1 && code <= 0x5E) return static_cast<char>(0x20 + code);
  }
  if (a == 0xE2 && b == 0x80 && c >= 0x90 && c <= 0x95) return '-';
  if (a == 0xE2 && b == 0x88 && c == 0x92) return '-';
  if (a == 0xE2 && b == 0x80 && (c == 0xAF || (c >= 0x80 && c <= 0x8A))) return ' ';
  if (a == 0xE3 && b == 0x80 && c == 0x80) return ' ';
  *length = 2;
  if (a == 0xC2 && (b == 0xA0 || b == 0xAD)) return b == 0xA0 ? ' ' : '-';
  if (a == 0xC2 && (b == 0xB0 || b == 0xBA)) return '.';
  *length = 1;
  return 0;
}

Folded Fold(std::string_view text) {
  Folded folded;
  folded.text = text;
  const auto is_lead = [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u == 0xEF || u == 0xE2 || u == 0xE3 || u == 0xC2;
  };
  if (std::none_of(text.begin(), text.end(), is_lead) || text.size() >= UINT32_MAX) return folded;
  folded.storage.reserve(text.size());
  folded.offsets.reserve(text.size() + 1);
  for (size_t i = 0; i < text.size();) {
    size_t length = 1;
    const char ascii = is_lead(text[i]) ? FoldAt(text, i, &length) : 0;
    folded.storage.push_back(ascii != 0 ? ascii : text[i]);
    folded.offsets.push_back(static_cast<uint32_t>(i));
    i += ascii != 0 ? length : 1;
  }
  folded.offsets.push_back(static_cast<uint32_t>(text.size()));
  return folded;
}

// What a body template found.
struct Body {
  std::string value;
  size_t end = 0;
  bool letter_o = false;
  bool separators = false;
  bool blanks = false;
  bool lower_letters = false;

  bool exact() const { return !letter_o && !separators && !blanks && !lower_letters; }
};

// A separator slot at `pos`: exactly `wanted`, or in a loose body also others, several or none.
bool TakeSeparator(std::string_view text, size_t* pos, char wanted, bool loose, bool optional, Body* body) {
  if (*pos < text.size() && text[*pos] == wanted && IsAlnumAt(text, *pos + 1)) {
    ++*pos;
    body->value.push_back(wanted);
    return true;
  }
  if (optional) return true;
  if (!loose) return false;
  const size_t start = *pos;
  while (*pos < text.size() && *pos - start < 4 &&
         (IsBlank(text[*pos]) || (std::string_view("-/._:").find(text[*pos]) != std::string_view::npos)))
    ++*pos;
  body->separators = true;
  body->value.push_back(wanted);
  return true;
}

bool TakeDigit(std::string_view text, size_t* pos, char literal, bool letter_o, bool whole_text, Body* body) {
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

bool IsRebecCharacter(char c) {
  return absl::ascii_isalnum(c) && !(std::string_view("aeiouAEIOU").find(c) != std::string_view::npos);
}

// Reads `rule`'s body at `pos`.
bool ReadBody(std::string_view text, size_t pos, const Rule& rule, bool whole_text, Body* body) {
  const bool loose = (rule.flags & internal::kLooseSeparators) != 0;
  const bool letter_o = (rule.flags & internal::kLetterO) != 0;
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

// Words that stand between a prefix and its number: "NCT Number: 03849118", "DRKS-Nr. 00004353".
constexpr std::string_view kLabelWords[] = {
    "identification", "identifier", "registration", "registry", "register", "reference", "number", "trial", "study",
    "code",           "num",        "ctr",          "ref",      "nos",      "no",        "nr",     "id",    "n"};

// Position after the gap at `pos`: blanks, punctuation and at most three label words.
size_t SkipGap(std::string_view text, size_t pos) {
  const auto skip_marks = [&] {
    for (int i = 0; i < 4 && pos < text.size() &&
                    (IsBlank(text[pos]) || (std::string_view(":#.-_/()=*").find(text[pos]) != std::string_view::npos));
         ++i)
      ++pos;
  };
  skip_marks();
  for (int words = 0; words < 3; ++words) {
    size_t length = 0;
    for (std::string_view word : kLabelWords) {
      if (internal::StartsWithNoCase(text.substr(pos), word) &&
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

bool LeftBoundary(std::string_view text, size_t pos, uint32_t flags) {
  if (pos == 0) return true;
  const char before = text[pos - 1];
  if (absl::ascii_isalnum(before)) {
    return (flags & internal::kCamelLeft) != 0 && absl::ascii_islower(before) && absl::ascii_isupper(text[pos]);
  }
  return (flags & internal::kTightLeft) == 0 || !(std::string_view("-_.").find(before) != std::string_view::npos);
}

// A digit or letter after it makes it part of something else, unless a new word runs into it.
bool RightBoundary(std::string_view text, size_t pos) {
  if (pos >= text.size()) return true;
  if (!absl::ascii_isalnum(text[pos])) return text[pos] != '.' || !IsDigitAt(text, pos + 1);
  return absl::ascii_isupper(text[pos]) && pos + 1 < text.size() && absl::ascii_islower(text[pos + 1]);
}

std::string Repairs(const Rule& rule, const Body& body, bool gap, std::string_view printed, const std::string& value) {
  std::string repairs;
  const auto add = [&repairs](std::string_view what) {
    if (!repairs.empty()) repairs += "; ";
    repairs += what;
  };
  if ((rule.flags & internal::kMisspelt) != 0) add("misspelt prefix or lost zero");
  if (gap) add("label or blanks after the prefix removed");
  if (body.letter_o) add("letter O read as zero");
  if (body.separators) add("separators restored");
  if (body.blanks) add("blanks inside the number removed");
  if (repairs.empty() && printed != value &&
      (printed.size() == value.size() && internal::StartsWithNoCase(printed, value)))
    add("letter case");
  return repairs;
}

// `rule` at `pos`; fills everything but the offsets, which count folded bytes.
bool TryRule(std::string_view text, size_t pos, const Rule& rule, bool whole_text, RegistryId* id) {
  if ((rule.flags & internal::kWholeTextOnly) != 0 && !whole_text) return false;
  const std::string_view rest = text.substr(pos);
  const bool exact_case = (rule.flags & internal::kExactCase) != 0 && !whole_text;
  if (exact_case ? !rest.starts_with(rule.prefix) : !internal::StartsWithNoCase(rest, rule.prefix)) return false;
  if (!LeftBoundary(text, pos, rule.flags)) return false;
  const size_t after_prefix = pos + rule.prefix.size();
  size_t start = after_prefix;
  Body body;
  bool found = ReadBody(text, start, rule, whole_text, &body);
  if (!found && (rule.flags & internal::kGap) != 0) {
    start = SkipGap(text, after_prefix);
    body = Body();
    found = start > after_prefix && ReadBody(text, start, rule, whole_text, &body);
  }
  if (!found) return false;
  size_t end = body.end;
  // The p of a provisional ANZCTR number.
  if (rule.scheme == "anzctr" && end < text.size() && (text[end] == 'p' || text[end] == 'P')) ++end;
  if (!RightBoundary(text, end)) return false;
  if ((rule.body.front() == '-' || rule.body.front() == '/') && rule.canonical_prefix.back() == rule.body.front()) {
    body.value.erase(0, 1);
  }
  if (rule.check != nullptr && !rule.check(body.value, body.exact())) return false;
  id->scheme = std::string(rule.scheme);
  id->value = std::string(rule.canonical_prefix) + body.value;
  id->repair = Repairs(rule, body, start > after_prefix, text.substr(pos, body.end - pos), id->value);
  id->offset = pos;
  id->length = end - pos;
  return true;
}

// Rules by the first letter of their prefix, in the order of the grammar.
const std::array<std::vector<const Rule*>, 26>& RulesByLetter() {
  static const auto* const kByLetter = [] {
    auto* table = new std::array<std::vector<const Rule*>, 26>();
    for (const Rule& rule : internal::Rules()) (*table)[absl::ascii_toupper(rule.prefix[0]) - 'A'].push_back(&rule);
    return table;
  }();
  return *kByLetter;
}

// A number that stands without a label: not inside a DOI, a path or a longer number.
bool BareBoundary(std::string_view text, size_t pos) {
  if (pos == 0) return true;
  const char before = text[pos - 1];
  if (before == '/') {
    const std::string_view head = text.substr(0, pos);
    return head.ends_with("trial/") || head.ends_with("view/");
  }
  return !absl::ascii_isalnum(before) && !(std::string_view("-_.").find(before) != std::string_view::npos);
}

bool TryEuropean(std::string_view text, size_t pos, bool whole_text, RegistryId* id) {
  std::optional<internal::EuropeanNumber> number;
  bool gap = false;
  if (absl::ascii_isdigit(text[pos])) {
    if (!BareBoundary(text, pos)) return false;
    number =
        internal::ReadEuropeanNumber(text, pos, whole_text ? EuropeanSpelling::kSeparated : EuropeanSpelling::kStrict);
  } else {
    const size_t label = internal::EuropeanLabel(text, pos);
    if (label == 0 || (!LeftBoundary(text, pos, internal::kCamelLeft))) return false;
    const size_t start = SkipGap(text, pos + label);
    gap = start > pos + label;
    number = internal::ReadEuropeanNumber(text, start, EuropeanSpelling::kLabelled);
  }
  if (!number.has_value()) return false;
  id->scheme = std::string(number->scheme);
  id->value = number->value;
  id->country = number->country;
  id->repair = number->repaired ? "separators restored" : gap ? "label or blanks after the prefix removed" : "";
  id->offset = pos;
  id->length = number->end - pos;
  return true;
}

// The identifier that starts at `pos` of folded text.
bool TryAt(std::string_view text, size_t pos, bool whole_text, RegistryId* id) {
  const char c = text[pos];
  if (c == '2') return TryEuropean(text, pos, whole_text, id);
  if (!absl::ascii_isalpha(c)) return false;
  if ((c == 'E' || c == 'e' || c == 'C' || c == 'c') && TryEuropean(text, pos, whole_text, id)) return true;
  for (const Rule* rule : RulesByLetter()[absl::ascii_toupper(c) - 'A']) {
    if (TryRule(text, pos, *rule, whole_text, id)) return true;
  }
  return false;
}

// No identifier starts here, whichever it is: most positions of a text are inside its words.
bool InsideWord(std::string_view text, size_t pos) {
  if (!absl::ascii_isalnum(text[pos])) return true;
  if (pos == 0 || !absl::ascii_isalnum(text[pos - 1])) return false;
  return !(absl::ascii_islower(text[pos - 1]) && absl::ascii_isupper(text[pos]));
}

// Which two characters (without case) can start an identifier: few words of a text begin so.
const std::array<bool, 128 * 128>& Starts() {
  static const auto* const kStarts = [] {
    auto* starts = new std::array<bool, 128 * 128>();
    const auto add = [&](char a, char b) { (*starts)[absl::ascii_tolower(a) * 128 + absl::ascii_tolower(b)] = true; };
    for (const Rule& rule : internal::Rules()) add(rule.prefix[0], rule.prefix[1]);
    add('e', 'u');
    add('c', 't');
    add('2', '0');
    return starts;
  }();
  return *kStarts;
}

bool MayStart(const std::array<bool, 128 * 128>& starts, std::string_view text, size_t pos) {
  const auto first = static_cast<unsigned char>(text[pos]);
  const auto second = static_cast<unsigned char>(pos + 1 < text.size() ? text[pos + 1] : 0);
  if (first >= 128 || second >= 128) return false;
  return starts[absl::ascii_tolower(first) * 128 + absl::ascii_tolower(second)] && !InsideWord(text, pos);
}

std::vector<RegistryId> Find(std::string_view original, bool whole_text) {
  std::vector<RegistryId> ids;
  const Folded folded = Fold(original);
  const std::string_view text = folded.storage.empty() ? folded.text : std::string_view(folded.storage);
  const std::array<bool, 128 * 128>& starts = Starts();
  for (size_t pos = 0; pos < text.size();) {
    if (!MayStart(starts, text, pos)) {
      ++pos;
      continue;
    }
    RegistryId id;
    if (!TryAt(text, pos, whole_text, &id)) {
      ++pos;
      continue;
    }
    const size_t end = pos + id.length;
    id.offset = folded.Original(pos);
    id.length = folded.Original(end) - id.offset;
    if (id.length != end - pos)
      id.repair += id.repair.empty() ? "full-width characters or dashes" : "; full-width characters or dashes";
    ids.push_back(std::move(id));
    pos = end;
  }
  return ids;
}

// True when `text` is only punctuation and words that label an identifier.
bool IsLabel(std::string_view text) {
  static constexpr std::string_view kWords[] = {
      "clinicaltrials", "clinical", "trials", "gov",  "eu",        "ct",         "ctis", "eudract", "euctr", "isrctn",
      "drks",           "nct",      "utn",    "who",  "universal", "registered", "at",   "under",   "umin",  "jrct",
      "japic",          "chictr",   "anzctr", "irct", "ctri",      "the",        "jprn", "unique"};
  std::string word;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && IsDigitAt(text, i)) return false;
    if (i < text.size() && absl::ascii_isalpha(text[i])) {
      word.push_back(absl::ascii_tolower(text[i]));
      continue;
    }
    if (!word.empty() && std::find(std::begin(kWords), std::end(kWords), word) == std::end(kWords) &&
        std::find(std::begin(kLabelWords), std::end(kLabelWords), word) == std::end(kLabelWords)) {
      return false;
    }
    word.clear();
  }
  return text.size() <= 80;
}

// True when nothing but blanks and punctuation follows, or a counter such as "_2".
bool IsTail(std::string_view text) {
  if (text.size() == 2 && text[0] == '_' && IsDigitAt(text, 1)) return true;
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

std::vector<RegistryId> FindRegistryIds(std::string_view text) { return Find(text, /*whole_text=*/false); }

std::optional<RegistryId> ParseRegistryId(std::string_view text) {
  // An identifier with its label is short; anything longer is prose.
  if (text.size() > 200) return std::nullopt;
  for (const bool whole_text : {false, true}) {
    std::vector<RegistryId> ids = Find(text, whole_text);
    if (ids.size() != 1) continue;
    RegistryId& id = ids[0];
    if (IsLabel(text.substr(0, id.offset)) && IsTail(text.substr(id.offset + id.length))) return std::move(id);
  }
  return std::nullopt;
}

std::string SchemeOf(std::string_view canonical) {
  const std::optional<RegistryId> id = ParseRegistryId(canonical);
  return id.has_value() && id->value == canonical ? id->scheme : "";
}

}  // namespace trialweave::common
