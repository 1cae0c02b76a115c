#include "normalizer/evidence/product_code.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

constexpr size_t kMostCodes = 16;
// Shorter names only stand in brackets behind what they are short for: they are too often something else's.
constexpr size_t kShortestName = 4;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// "HX-101 injection" goes by "HX-101".
std::string_view WithoutForm(std::string_view name) {
  for (std::string_view form : {" for injection", " injection", " infusion", " solution", " suspension", " cream",
                                " gel", " spray", " capsules", " capsule", "注射液", "凝胶", "喷雾", "胶囊"}) {
    if (name.size() <= form.size()) continue;
    const size_t begin = name.size() - form.size();
    if (HasPart(name.substr(begin), form)) return name.substr(0, begin);
  }
  return name;
}

// The beginning of a text says nothing of what it is.
bool IsBare(const ReadText& read, std::string_view beginning) {
  return std::all_of(read.terms.begin(), read.terms.end(),
                     [&](const TermMatch& match) { return match.offset >= beginning.size(); });
}

std::string_view FirstWord(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == ','; });
  return text.substr(0, static_cast<size_t>(end - text.begin()));
}

// "KD-7 displays a cytokine on the surface of", "KD-7, a small RNA, is delivered by".
bool IsCarriedBy(std::string_view between) {
  static const re2::RE2 carried(
      "(?i)^(?:,? an? [\\w -]{1,40},)? (?:displays [^.;,]{1,40} on (?:the surface of )?|"
      "is (?:encapsulated|packaged|loaded|carried|delivered) (?:in|into|by) )");
  return re2::RE2::PartialMatch(re2::StringPiece(between.data(), between.size()), carried);
}

// What stands between a name and what it is said to be: "EXB-1, an engineered exosome", "X consists of vesicles".
bool Defines(std::string_view between) {
  constexpr size_t kReach = 90;
  if (between.size() > kReach) return false;
  // "EXB-1 is an inhibitor of exosomes" is something else.
  if (HasAny(between, {"inhibit", "block", "reduc", "anti-", "target", "without", "deplet", "抑制", "阻断"}))
    return false;
  if (between.starts_with(" is ") || between.starts_with(" are ")) {
    // "EXB-1 is human adipose-derived exosomes", not "EXB-1 is given with exosomes".
    const std::string_view said = FirstWord(between.substr(between.find(' ', 1) + 1));
    for (std::string_view other :
         {"given", "administered", "applied", "compared", "combined", "injected", "used", "added", "thought", "known",
          "expected", "being", "able", "safe", "effective", "not", "no"}) {
      if (said == other) return false;
    }
    return true;
  }
  // In brackets: "EXB-1 (engineered exosomes)".
  for (std::string_view open : {" (", "（"}) {
    const size_t at = between.rfind(open);
    if (at != std::string_view::npos && between.find(')', at) == std::string_view::npos) return true;
  }
  return HasAny(between, {", a ", ", an ", " is a", " are ", "consists of", "composed of", "comprise", "made of",
                          "made from", "是", "由", "为"}) ||
         IsCarriedBy(between);
}

// "Exosomes of dendritic cells (DEX-2)": nothing but what they are of or hold stands before the bracket.
bool IsShortFor(std::string_view code, const ReadText& read, const Mention& mention) {
  constexpr size_t kReach = 48;
  const std::string_view behind = read.text.text.substr(mention.match.end(), kReach + code.size());
  const size_t open = behind.find_first_of("(;.");
  if (open == std::string_view::npos || behind[open] != '(' || !behind.substr(open + 1).starts_with(code) ||
      !behind.substr(open + 1 + code.size()).starts_with(")")) {
    return false;
  }
  const std::string_view gap = behind.substr(0, open);
  if (gap.find_first_not_of(' ') == std::string_view::npos) return true;
  const std::string_view first = FirstWord(gap.substr(gap.find_first_not_of(' ')));
  for (std::string_view link :
       {"of", "from", "derived", "secreted", "isolated", "released", "loaded", "carrying", "packaging", "expressing"}) {
    if (first == link) return !HasAny(gap, {" after ", " by ", " with ", " and ", " in ", " during "});
  }
  return false;
}

// "Resistance to KD-7", "antibodies against KD-7"
bool IsNotItself(std::string_view before) {
  static const re2::RE2 other("(?i)\\b(?:resistance|response|escape|sensitivity|antibod\\w+)\\b[^.;,]{0,20}$");
  return re2::RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), other);
}

// Names of targets and diseases look like codes.
bool IsTarget(std::string_view name) {
  constexpr std::string_view kTargets[] = {"COVID", "SARS", "PD-", "PDL", "CD",   "IL-", "IL1",  "IL2",  "IL6", "HER",
                                           "GLP",   "SGLT", "HIV", "HPV", "CTLA", "TNF", "VEGF", "EGFR", "MIR", "KRAS"};
  return std::any_of(std::begin(kTargets), std::end(kTargets),
                     [&](std::string_view target) { return name.starts_with(target); });
}

// Whether the text gives it: behind it stand an amount, Chinese or nothing.
bool BeginsWithCode(std::string_view text, std::string_view code) {
  if (!text.starts_with(code)) return false;
  const std::string_view rest = text.substr(code.size());
  const auto digit = [&](size_t at) {
    return at < rest.size() && absl::ascii_isdigit(static_cast<unsigned char>(rest[at]));
  };
  return rest.empty() || (rest[0] & 0x80) != 0 || rest[0] == ',' || (rest[0] == ' ' && digit(1));
}

// Of registries that keep no kinds of interventions: a code of the title with which what is given begins, "EXR-S6
// 1 mg/kg".
void AddCodesOfTitle(std::string_view title, const std::vector<ReadText>& texts, const StudyKind& kind,
                     std::vector<std::string_view>* codes) {
  static const re2::RE2 pattern("\\b([A-Z]{2,}[A-Za-z]*-?[A-Z]*[0-9]+[A-Za-z0-9]*)\\b");
  re2::StringPiece rest(title.data(), title.size()), found;
  while (codes->size() < kMostCodes && re2::RE2::FindAndConsume(&rest, pattern, &found)) {
    const std::string_view code(found.data(), found.size());
    if (code.size() < kShortestName || IsTarget(code)) continue;
    if (std::find(codes->begin(), codes->end(), code) != codes->end()) continue;
    const bool given = std::any_of(texts.begin(), texts.end(), [&](const ReadText& read) {
      const auto index = static_cast<size_t>(read.text.item);
      return read.text.role == TextRole::kIntervention && read.text.name && BeginsWithCode(read.text.text, code) &&
             index < kind.comparator_interventions.size() && !kind.comparator_interventions[index];
    });
    if (given) codes->push_back(code);
  }
}

}  // namespace

std::vector<std::string_view> CodesOf(const std::vector<ReadText>& texts, const StudyKind& kind) {
  // A name of one or two Chinese characters is a word.
  constexpr size_t kShortest = 3, kShortestChinese = 7, kLongest = 40;
  const auto flagged = [](const std::vector<bool>& flags, const ReadText& read) {
    const auto index = static_cast<size_t>(read.text.item);
    return index < flags.size() && flags[index];
  };
  std::vector<std::string_view> codes;
  for (const ReadText& read : texts) {
    if (read.text.role != TextRole::kIntervention || !read.text.name) continue;
    if (!flagged(kind.product_interventions, read) || flagged(kind.comparator_interventions, read)) continue;
    const std::string_view name = WithoutForm(read.text.text);
    if (!IsBare(read, name)) continue;
    const size_t shortest = IsAscii(name) ? kShortest : kShortestChinese;
    if (name.size() >= shortest && name.size() <= kLongest && codes.size() < kMostCodes) codes.push_back(name);
  }
  for (const ReadText& read : texts) {
    if (kind.untyped_interventions && read.text.role == TextRole::kTitle) {
      AddCodesOfTitle(read.text.text, texts, kind, &codes);
    }
  }
  return codes;
}

std::vector<std::string_view> AbbreviationsOf(const std::vector<ReadText>& texts) {
  static const re2::RE2 pattern("^ ?\\(([A-Za-z][A-Za-z0-9-]{2,11})\\)");
  std::vector<std::string_view> names;
  for (const ReadText& read : texts) {
    if (read.text.role != TextRole::kTitle && !IsProse(read)) continue;
    for (const Mention& mention : read.mentions) {
      if (!mention.ev() || mention.use == MentionUse::kMeasured || names.size() >= kMostCodes) continue;
      const std::string_view behind = read.text.text.substr(mention.match.end());
      re2::StringPiece name;
      if (!re2::RE2::PartialMatch({behind.data(), behind.size()}, pattern, &name)) continue;
      if (std::count_if(name.begin(), name.end(), [](char c) { return absl::ascii_isupper(c); }) > 1)
        names.emplace_back(name.data(), name.size());
    }
  }
  return names;
}

bool DefinesCode(const std::vector<std::string_view>& codes, const ReadText& read, const Mention& mention) {
  const Sentence& sentence = read.SentenceOf(mention.match);
  const std::string_view before = read.text.text.substr(sentence.begin, mention.match.offset - sentence.begin);
  const auto names = [&](std::string_view name) {
    const size_t at = LastName(before, name);
    if (at == std::string_view::npos || IsNotItself(before.substr(0, at)) ||
        !Defines(before.substr(at + name.size()))) {
      return false;
    }
    return std::none_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& other) {
      const bool beside = mention.ev() || other.match.offset < mention.match.offset;
      return &other != &mention && beside && other.product() && other.use == MentionUse::kPlain &&
             sentence.Has(other.match.offset);
    });
  };
  for (const std::string_view code : codes) {
    if ((code.size() >= kShortestName && names(code)) || IsShortFor(code, read, mention)) return true;
  }
  // "The active ingredient": of the code that the record speaks of.
  return !codes.empty() && names("active ingredient");
}

}  // namespace trialweave::normalizer
