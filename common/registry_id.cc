#include "common/registry_id.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "common/folded_text.h"
#include "common/registry_id_body.h"
#include "common/registry_id_european.h"
#include "common/registry_id_grammar.h"

namespace trialweave::common {
namespace {

using internal::EuropeanSpelling;
using internal::RegistryIdBody;
using internal::Rule;

bool IsDigitAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isdigit(text[pos]); }
bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Place is where an identifier may start.
struct Place {
  std::string_view text;
  size_t pos = 0;
  // The text is a field that holds nothing else.
  bool whole_text = false;
  // The one before it ends here.
  bool after_id = false;
};

bool LeftBoundary(const Place& place, uint32_t flags) {
  if (place.pos == 0 || place.after_id) return true;
  const char before = place.text[place.pos - 1];
  if (absl::ascii_isalnum(before)) {
    return (flags & internal::kCamelLeft) != 0 && absl::ascii_islower(before) &&
           absl::ascii_isupper(place.text[place.pos]);
  }
  return (flags & internal::kTightLeft) == 0 || !IsOneOf(before, "-_.");
}

// "NCT06431152ChiCTR2000029308": pages that were flattened run their identifiers together.
bool AnotherStarts(std::string_view text) {
  static constexpr std::string_view kPrefixes[] = {"NCT",   "ChiCTR", "ChiMCTR", "ITMCTR", "ISRCTN",
                                                   "EUCTR", "DRKS",   "ACTRN",   "JPRN-",  "IRCT"};
  for (std::string_view prefix : kPrefixes) {
    if (!text.starts_with(prefix) || text.size() <= prefix.size()) continue;
    if (IsDigitAt(text, prefix.size()) || text[prefix.size()] == '-' || prefix.back() == '-') return true;
  }
  return false;
}

// A digit or letter after it makes it part of something else, unless a new word runs into it. So does a further
// group behind a dot where the prefix says little ("NL41789.078.13").
bool RightBoundary(std::string_view text, size_t pos, uint32_t flags) {
  if (pos >= text.size()) return true;
  if (!absl::ascii_isalnum(text[pos])) {
    return text[pos] != '.' || !IsDigitAt(text, pos + 1) ||
           (flags & (internal::kExactCase | internal::kTightLeft)) == 0;
  }
  if (AnotherStarts(text.substr(pos))) return true;
  return absl::ascii_isupper(text[pos]) && pos + 1 < text.size() && absl::ascii_islower(text[pos + 1]);
}

std::string Repairs(const Rule& rule, const RegistryIdBody& body, bool gap, std::string_view printed,
                    const std::string& value) {
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
  // The prefix JPRN- is WHO's: the registries themselves do not print it.
  std::string_view short_value = value;
  if (short_value.starts_with("JPRN-")) short_value.remove_prefix(5);
  if (repairs.empty() && printed != value && printed != short_value) {
    const bool same = (printed.size() == value.size() && internal::StartsWithNoCase(printed, value)) ||
                      (printed.size() == short_value.size() && internal::StartsWithNoCase(printed, short_value));
    add(same ? "letter case" : "separators restored");
  }
  return repairs;
}

// `rule` at `pos`; fills everything but the offsets, which count folded bytes.
bool TryRule(const Place& place, const Rule& rule, RegistryId* id) {
  const auto [text, pos, whole_text, after_id] = place;
  if ((rule.flags & internal::kWholeTextOnly) != 0 && !whole_text) return false;
  const std::string_view rest = text.substr(pos);
  const bool exact_case = (rule.flags & internal::kExactCase) != 0 && !whole_text;
  if (exact_case ? !rest.starts_with(rule.prefix) : !internal::StartsWithNoCase(rest, rule.prefix)) return false;
  if (!LeftBoundary(place, rule.flags)) return false;
  const size_t after_prefix = pos + rule.prefix.size();
  size_t start = after_prefix;
  RegistryIdBody body;
  bool found = internal::ReadBody(text, start, rule, whole_text, &body);
  if (!found && (rule.flags & internal::kGap) != 0) {
    start = internal::SkipGap(text, after_prefix);
    body = RegistryIdBody();
    found = start > after_prefix && internal::ReadBody(text, start, rule, whole_text, &body);
  }
  if (!found) return false;
  size_t end = body.end;
  // The p of a provisional ANZCTR number.
  if (rule.scheme == "anzctr" && end < text.size() && (text[end] == 'p' || text[end] == 'P')) ++end;
  if (!RightBoundary(text, end, rule.flags)) return false;
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

// Rules by the first byte of their prefix without case, in the order of the grammar; of any byte.
const std::array<std::vector<const Rule*>, 256>& RulesByFirst() {
  static const auto* const kByFirst = [] {
    auto* table = new std::array<std::vector<const Rule*>, 256>();
    for (const Rule& rule : internal::Rules()) (*table)[absl::ascii_toupper(rule.prefix[0])].push_back(&rule);
    return table;
  }();
  return *kByFirst;
}

// A number that stands without a label: not inside a DOI, a path or a longer number.
bool BareBoundary(std::string_view text, size_t pos) {
  if (pos == 0) return true;
  const char before = text[pos - 1];
  if (before == '/') {
    const std::string_view head = text.substr(0, pos);
    return head.ends_with("trial/") || head.ends_with("view/");
  }
  return !absl::ascii_isalnum(before) && !IsOneOf(before, "-_.");
}

bool TryEuropean(const Place& place, RegistryId* id) {
  const auto [text, pos, whole_text, after_id] = place;
  std::optional<internal::EuropeanNumber> number;
  bool gap = false;
  if (absl::ascii_isdigit(text[pos])) {
    if (!BareBoundary(text, pos)) return false;
    number =
        internal::ReadEuropeanNumber(text, pos, whole_text ? EuropeanSpelling::kSeparated : EuropeanSpelling::kStrict);
  } else {
    const size_t label = internal::EuropeanLabel(text, pos);
    if (label == 0 || !LeftBoundary(place, internal::kCamelLeft)) return false;
    const size_t start = internal::SkipGap(text, pos + label);
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

// The identifier that starts there in folded text.
bool TryAt(const Place& place, RegistryId* id) {
  const char c = absl::ascii_toupper(place.text[place.pos]);
  if (c == '2') return TryEuropean(place, id);
  if ((c == 'E' || c == 'C') && TryEuropean(place, id)) return true;
  for (const Rule* rule : RulesByFirst()[static_cast<unsigned char>(c)]) {
    if (TryRule(place, *rule, id)) return true;
  }
  return false;
}

// No identifier starts here, whichever it is: most positions of a text are inside its words.
bool InsideWord(std::string_view text, size_t pos) {
  if (!absl::ascii_isalnum(text[pos])) return true;
  if (pos == 0 || !absl::ascii_isalnum(text[pos - 1])) return false;
  return !(absl::ascii_islower(text[pos - 1]) && absl::ascii_isupper(text[pos]));
}

// Which three characters can start an identifier, five bits of each: few words of a text begin so.
using StartTable = std::bitset<1 << 15>;

size_t StartIndex(char a, char b, char c) { return (a & 31) << 10 | (b & 31) << 5 | (c & 31); }

const StartTable& Starts() {
  static const auto* const kStarts = [] {
    auto* starts = new StartTable();
    // Letters of both cases have the same five bits. A third character of 0 is any.
    const auto add = [&](char a, char b, char c) {
      for (char any = 0; any < 32; ++any) (*starts)[StartIndex(a, b, c == 0 ? any : c)] = true;
    };
    for (const Rule& rule : internal::Rules())
      add(rule.prefix[0], rule.prefix[1], rule.prefix.size() > 2 ? rule.prefix[2] : '\0');
    add('e', 'u', 0);
    add('c', 't', 0);
    add('2', '0', 0);
    return starts;
  }();
  return *kStarts;
}

// The first place from `pos` on, before `end`, at which an identifier may start; `end` when there is none.
size_t NextStart(const StartTable& starts, std::string_view text, size_t pos, size_t end) {
  // None is shorter than three characters.
  const size_t last = std::min(end, text.size() - std::min<size_t>(text.size(), 2));
  while (pos < last && !starts[StartIndex(text[pos], text[pos + 1], text[pos + 2])]) ++pos;
  return pos < last ? pos : end;
}

// How far behind its begin an identifier's first digit stands at most: the longest prefix, a gap of four marks and
// three label words with four marks each, and the letters that a body may begin with.
constexpr size_t kDigitReach = 96;

size_t NextDigit(std::string_view text, size_t pos) {
  while (pos < text.size() && !absl::ascii_isdigit(text[pos])) ++pos;
  return pos;
}

// Without a digit, full-width ones included, there is no identifier; most texts have none.
bool HasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c) || c == '\xEF'; });
}

std::vector<RegistryId> Find(std::string_view original, bool whole_text) {
  std::vector<RegistryId> ids;
  if (!HasDigit(original)) return ids;
  const FoldedText folded(original);
  const StartTable& starts = Starts();
  Place place{folded.text(), 0, whole_text, false};
  for (size_t digit = 0; place.pos < place.text.size();) {
    if (digit < place.pos || digit == 0) digit = NextDigit(place.text, place.pos);
    if (digit == place.text.size()) break;
    const size_t near = std::max(place.pos, digit - std::min(digit, kDigitReach));
    const size_t start = NextStart(starts, place.text, near, digit + 1);
    place.after_id = place.after_id && start == place.pos;
    place.pos = start;
    if (start > digit) continue;
    RegistryId id;
    if ((!place.after_id && InsideWord(place.text, place.pos)) || !TryAt(place, &id)) {
      ++place.pos;
      place.after_id = false;
      continue;
    }
    const size_t end = place.pos + id.length;
    id.offset = folded.Original(place.pos);
    id.length = folded.Original(end) - id.offset;
    if (id.length != end - place.pos) {
      id.repair += id.repair.empty() ? "full-width characters or dashes" : "; full-width characters or dashes";
    }
    ids.push_back(std::move(id));
    place.pos = end;
    place.after_id = true;
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
        !internal::IsLabelWord(word)) {
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
