#include "normalizer/evidence/ev_context.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/text_parts.h"
#include "normalizer/evidence/words_between.h"

namespace trialweave::normalizer {
namespace {

// What is done to EVs, other than giving them.
constexpr std::array<std::string_view, 20> kChanges = {"change",   "changes",   "alter",      "alters",    "affect",
                                                       "affects",  "influence", "influences", "modulate",  "modulates",
                                                       "increase", "increases", "decrease",   "decreases", "reduce",
                                                       "reduces",  "reducing",  "lower",      "lowers",    "lowering"};

bool IsAction(const std::string& word) { return In(kChanges, word) || word == "on" || word == "改" || word == "影"; }

}  // namespace

size_t Distance(const TermMatch& a, const TermMatch& b) {
  if (a.end() <= b.offset) return b.offset - a.end();
  if (b.end() <= a.offset) return a.offset - b.end();
  return 0;
}

bool IsOwn(const ReadText& read, const TermMatch& ev) {
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    return match.term->category == "donor" && match.term->value == "autologous" && match.offset < ev.end() &&
           Distance(match, ev) <= 2 * kMeasuredSourceReach;
  });
}

bool IsDenied(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 24;
  const size_t begin = ev.offset > kReach ? ev.offset - kReach : 0;
  std::string last;
  for (const std::string& word : WordsBetween(read, begin, ev.offset)) {
    // "Cell-free exosomes" are without cells.
    constexpr std::array<std::string_view, 6> kFreeOf = {"cell", "serum", "xeno", "steroid", "blood", "animal"};
    if ((word == "without" && last != "or") || word == "no" || word == "lacking" || word == "无") return true;
    if (word == "free" && !In(kFreeOf, last)) return true;
    last = word;
  }
  // "EV-depleted serum"
  const std::string_view behind = read.text.text.substr(ev.end(), kReach / 2);
  for (std::string_view word : {"-depleted", " depleted", "-free ", " free ", "-deprived"}) {
    if (behind.starts_with(word)) return true;
  }
  return read.text.text.substr(begin, ev.offset - begin).find("不含") != std::string_view::npos;
}

bool Enriches(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 20;
  const std::string words = absl::AsciiStrToLower(std::string(read.text.text.substr(ev.offset, ev.length)));
  const bool rich = words.ends_with("rich") || words.ends_with("enriched");
  // By offset, so that long texts cost no more than their terms.
  auto match = std::lower_bound(read.terms.begin(), read.terms.end(), ev.offset,
                                [](const TermMatch& term, size_t offset) { return term.offset < offset; });
  for (; match != read.terms.end() && match->offset <= ev.end() + kReach; ++match) {
    if (match->term->category != "product") continue;
    // The product is named with the EVs that it has.
    const bool around = match->offset < ev.end() && match->end() > ev.end();
    if (around || (rich && match->offset >= ev.end())) return true;
  }
  return false;
}

bool IsOfMedium(const ReadText& read, const TermMatch& ev) {
  // No more than the name of what they come from stands between.
  constexpr size_t kReach = 60, kBetween = 24, kReachBehind = 40;
  const Sentence& sentence = read.SentenceOf(ev);
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const std::string before = absl::AsciiStrToLower(std::string(read.text.text.substr(begin, ev.offset - begin)));
  for (std::string_view words :
       {"medium supplemented with", "media supplemented with", "expanded with", "cultured with", "medium containing",
        "medium enriched with", "medium is enriched by", "培养基中加入", "培养基添加"}) {
    const size_t at = before.rfind(words);
    if (at == std::string::npos || before.size() - at - words.size() > kBetween) continue;
    if (!HasAny(std::string_view(before).substr(at + words.size()), {",", " and ", " in ", "，"})) return true;
  }
  const std::string term = absl::AsciiStrToLower(std::string(read.text.text.substr(ev.offset, ev.length)));
  const size_t end = std::max(ev.end(), std::min(sentence.end, ev.end() + kReachBehind));
  const std::string_view behind = read.text.text.substr(ev.end(), end - ev.end());
  if ((term.ends_with("rich") || term.ends_with("enriched")) && behind.starts_with(" medium")) return true;
  for (std::string_view words : {"-enriched medium", " enriched medium", "-supplemented medium", " supplemented medium",
                                 "-containing medium", " containing medium", "-enriched culture medium"}) {
    if (behind.starts_with(words)) return true;
  }
  return false;
}

bool LoadsCells(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 60;
  const std::string_view text = read.text.text;
  const Sentence& sentence = read.SentenceOf(ev);
  const std::string_view rest = text.substr(ev.end());
  for (std::string_view word : {"致敏", "冲击", "-pulsed", " pulsed", "-primed", " primed"}) {
    if (rest.starts_with(word) && !rest.substr(word.size()).starts_with(" with")) return true;
  }
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const auto loads = [](std::string_view gap) {
    return HasAny(gap,
                  {"pulsed", "primed", "loaded", "sensitized", "sensitised", "stimulated", "致敏", "负载", "刺激"});
  };
  // By offset, so that long texts cost no more than their terms.
  auto cells = std::lower_bound(read.terms.begin(), read.terms.end(), begin,
                                [](const TermMatch& term, size_t offset) { return term.offset < offset; });
  for (; cells != read.terms.end() && cells->offset <= ev.end() + kReach; ++cells) {
    if (cells->term->category != "product" || cells->term->value != "cells" || !sentence.Has(cells->offset)) continue;
    if (cells->end() <= ev.offset) {
      const std::string_view gap = text.substr(cells->end(), ev.offset - cells->end());
      if (loads(gap) && HasAny(gap, {" with ", " by ", "以", "用"})) return true;
    } else if (cells->offset >= ev.end()) {
      // Not of the cells that EVs come from.
      const std::string_view gap = text.substr(ev.end(), cells->offset - ev.end());
      if (HasAny(gap, {",", "，", "、", "+", "(", "（", " and ", "from", "derived", " of ", "和", "与", "来源"}))
        continue;
      if (loads(gap) || HasPart(text.substr(begin, ev.offset - begin), "负载")) return true;
    }
  }
  return false;
}

bool ActsOn(const ReadText& read, const TermMatch& cue, const TermMatch& ev) {
  if (cue.end() > ev.offset) return false;
  const std::vector<std::string> words = WordsBetween(read, cue.end(), ev.offset);
  return std::any_of(words.begin(), words.end(), IsAction);
}

bool IsActedOn(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 24;
  const size_t begin = std::max(read.SentenceOf(ev).begin, ev.offset - std::min(ev.offset, kReach));
  const std::vector<std::string> words = WordsBetween(read, begin, ev.offset);
  // With no more than one word between: "reduce circulating vesicles".
  const size_t first = words.size() - std::min<size_t>(words.size(), 2);
  return std::any_of(words.begin() + static_cast<ptrdiff_t>(first), words.end(),
                     [](const std::string& word) { return In(kChanges, word); });
}

bool IsMeans(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 100;
  static const re2::RE2 by(
      "(?i)(?:cells?|\\bMSCs?)\\b[^.;:,]{0,30}?\\b(?:works?|acts?|acting|working|operates?|exerts?|exerting)\\b"
      "[^.;:,]{0,40}?\\b(?:by|through|via)\\b([^.;:]{0,60})$");
  static const re2::RE2 another("(?i)\\b(?:follow|giv|perform|inject|infus|inhal|appl|treat|then\\b)");
  static const re2::RE2 released(
      "(?i)^ (?:that (?:they|the cells|these cells|MSCs?) (?:release|secrete|shed)|"
      "(?:released|secreted|shed) (?:locally|there\\b|(?:to|into|in|at) (?:the )?"
      "(?:local|surround|host|injured|damaged|target|tissue|joint|lesion|defect|micro-?environment|environment|"
      "circulation)))");
  const Sentence& sentence = read.SentenceOf(ev);
  const std::string_view text = read.text.text;
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const size_t end = std::max(ev.end(), std::min(sentence.end, ev.end() + kReach));
  if (!HasAny(text.substr(begin, end - begin), {" by ", " through ", " via ", "release", "secrete", "shed"})) {
    return false;
  }
  const bool given = std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& cue) {
    const Term& term = *cue.term;
    return cue.offset >= ev.end() && cue.offset < sentence.end &&
           (term.category == "route" || (term.category == "cue" && term.value == "administered"));
  });
  if (given) return false;
  re2::StringPiece between;
  const re2::StringPiece before(text.data() + begin, ev.offset - begin), behind(text.data() + ev.end(), end - ev.end());
  return (re2::RE2::PartialMatch(before, by, &between) && !re2::RE2::PartialMatch(between, another)) ||
         re2::RE2::PartialMatch(behind, released);
}

bool DoesGood(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 80;
  static const re2::RE2 good(
      "(?i)^[^.;:?]{0,60}?\\b(?:improves?|attenuates?|alleviates?|ameliorates?|protects?|rescues?|reverses?|restores?|"
      "(?:promotes?|accelerates?|enhances?) (?:[\\w-]+ ){0,2}?(?:healing|repair|regeneration|recovery))\\b");
  const Sentence& sentence = read.SentenceOf(ev);
  const size_t end = std::max(std::min(sentence.end, ev.end() + kReach), ev.end());
  return re2::RE2::PartialMatch(re2::StringPiece(read.text.text.data() + ev.end(), end - ev.end()), good);
}

bool DoesHarm(const ReadText& read, const TermMatch& ev) {
  static const re2::RE2 harm(
      "(?i)^([^.;:?]{0,100}?)(?:\\b(?:aggravates?|exacerbates?|worsens?|impairs?)\\b|"
      "\\b(?:promotes?|induces?|accelerates?|drives?|triggers?|transmits?|transfers?|causes?|mediates?|propagates?|"
      "spreads?|contributes? to)((?: [\\w-]+){0,3}?) (?:progression|degenerati\\w+|degradation|inflammation|senescence|"
      "apoptosis|pyroptosis|ferroptosis|fibrosis|damage|dysfunction|catabolism|metastas\\w+|invasion|resistance|"
      "calcification|loss|pain|osteoarthritis)\\b|"
      "(?:加重|(?:促进|诱导|介导)[^，。；]{0,12}?(?:退变|衰老|炎症|凋亡|纤维化|转移|恶化))(?:$|[^修愈恢后期患的]))");
  static const re2::RE2 good(
      "(?i)\\b(?:attenuat|alleviat|ameliorat|prevent|inhibit|suppress|protect|reduc|block|rescu|revers|counter|against|"
      "improv|repair|treat|therap|mitigat|delay|slow|heal|regenerat|restor|recover|reliev|relief|resol|anti|no\\b|"
      "not\\b|"
      "without|safe|tolerat)|抑制|减轻|缓解|改善|治疗|保护|修复|延缓|未|不");
  // Between verb and object no indication, and no tumour, whose death is wanted.
  static const re2::RE2 aside(
      "(?i)\\b(?:after|in|of|following|for|with|from|to|by|during|tumou?r|cancer|keloid|leuk\\w*|glioma)\\b");
  // Of these EVs are made to heal, unless something is wrong with them.
  static const re2::RE2 healing(
      "(?i)\\bMSCs?\\b|stem cell|stromal|mesenchym|platelet|natural killer|\\bNK\\b|umbilical|wharton|placent|amnio|"
      "间充质|干细胞|脐带|胎盘|羊膜|血小板");
  static const re2::RE2 ill("(?i)senescen|inflam|osteoarthritic|\\bOA\\b|diabetic|obes|aged|diseas|衰老|炎症|糖尿病");
  constexpr size_t kReach = 200;
  const Sentence& sentence = read.SentenceOf(ev);
  const std::string_view text = read.text.text;
  const size_t end = std::max(std::min(sentence.end, ev.end() + kReach), ev.end());
  const re2::StringPiece behind(text.data() + ev.end(), end - ev.end());
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const re2::StringPiece whole(text.data() + begin, end - begin);
  re2::StringPiece before_verb, between;
  if (!re2::RE2::PartialMatch(behind, harm, &before_verb, &between)) return false;
  if (re2::RE2::PartialMatch(before_verb, good) || re2::RE2::PartialMatch(between, good) ||
      re2::RE2::PartialMatch(between, aside)) {
    return false;
  }
  return !re2::RE2::PartialMatch(whole, healing) || re2::RE2::PartialMatch(whole, ill);
}

bool IsOfContent(const ReadText& read, const TermMatch& ev) {
  const std::string_view behind = read.text.text.substr(ev.end());
  for (std::string_view content :
       {"-DNA",         " DNA",           "DNA",          "-RNA",         " RNA",     "RNA",     "-derived DNA",
        "-derived RNA", "-derived miRNA", " derived DNA", " derived RNA", "来源DNA",  "来源RNA", "miRNA",
        " miRNA",       "lncRNA",         " lncRNA",      "circRNA",      " circRNA", "mRNA",    " mRNA"}) {
    if (behind.starts_with(content)) return true;
  }
  return false;
}

bool IsTested(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 300;
  const size_t begin = std::max(read.SentenceOf(ev).begin, ev.offset - std::min(ev.offset, kReach));
  const std::string before = absl::AsciiStrToLower(std::string(read.text.text.substr(begin, ev.offset - begin)));
  for (std::string_view words : {"effect of ", "effects of ", "efficacy of ", "safety of "}) {
    const size_t at = before.rfind(words);
    if (at == std::string::npos) continue;
    const std::vector<std::string> between = WordsBetween(read, begin + at + words.size(), ev.offset);
    if (std::none_of(between.begin(), between.end(), IsAction)) {
      return true;
    }
  }
  return false;
}

bool IsOfFluid(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 12;
  // Milk, and cord blood, are given.
  const auto is_product = [&](const TermMatch& fluid) {
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& term) {
      const HashedName& category = term.term->category;
      const bool other =
          category == "product" || category == "medication" || (category == "source" && term.term->value != "synovial");
      return other && term.offset < fluid.end() && fluid.offset < term.end();
    });
  };
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& fluid) {
    if (fluid.term->category != "body_fluid" || fluid.end() > ev.offset || ev.offset - fluid.end() > kReach)
      return false;
    const std::string_view gap = std::string_view(read.text.text).substr(fluid.end(), ev.offset - fluid.end());
    return (gap == " " || gap == "-" || gap == "-derived " || gap == " derived ") && !is_product(fluid);
  });
}

bool IsInFluid(const ReadText& read, const TermMatch& ev) {
  constexpr std::array<std::string_view, 11> kFillers = {"in",   "the", "their", "his",         "patients", "human",
                                                         "knee", "s",   "of",    "populations", "levels"};
  // Nobody takes these to make EVs of.
  constexpr std::array<std::string_view, 5> kSampled = {"synovial", "joint", "tear", "cerebrospinal", "follicular"};
  const auto of_other = [&](const TermMatch& fluid) {
    // "In platelet-rich plasma", "in plasma-lyte", "in blood glucose control".
    constexpr std::array<std::string_view, 19> kOthers = {
        "pressure", "glucose", "sugar", "lipid", "lipids", "free",  "lyte",   "cancer", "flow", "vessel",
        "vessels",  "cell",    "cells", "loss",  "bank",   "donor", "donors", "eye",    "clot"};
    const std::vector<std::string> behind =
        WordsBetween(read, fluid.end(), std::min(read.text.text.size(), fluid.end() + kMeasuredSourceReach));
    if (!behind.empty() && In(kOthers, behind.front())) return true;
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& term) {
      return (term.term->category == "product" || term.term->category == "medication") && term.offset < fluid.end() &&
             fluid.offset < term.end();
    });
  };
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    if (match.term->category != "body_fluid" || match.offset < ev.end()) return false;
    if (match.offset - ev.end() > kMeasuredSourceReach || of_other(match)) return false;
    const std::vector<std::string> words = WordsBetween(read, ev.end(), match.offset);
    if (words.empty()) return false;
    const bool measured = words.front() == "in" || words.front() == "populations" || words.front() == "levels";
    const bool sampled =
        words.front() == "of" && std::any_of(kSampled.begin(), kSampled.end(), [&](std::string_view name) {
          return HasPart(std::string_view(read.text.text).substr(match.offset, match.length), name);
        });
    return (measured || sampled) &&
           std::all_of(words.begin(), words.end(), [&](const std::string& word) { return In(kFillers, word); });
  });
}

bool IsGivenBehind(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 200;
  auto cue = std::lower_bound(read.terms.begin(), read.terms.end(), ev.end(),
                              [](const TermMatch& term, size_t offset) { return term.offset < offset; });
  for (; cue != read.terms.end() && cue->offset <= ev.end() + kReach; ++cue) {
    const Term& term = *cue->term;
    if (term.category == "route" || (term.category == "cue" && term.value == "administered")) return true;
  }
  return false;
}

bool IsSampled(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 90, kReachBehind = 40;
  const Sentence& sentence = read.SentenceOf(ev);
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const size_t end = std::max(ev.end(), std::min(sentence.end, ev.end() + kReachBehind));
  const std::string_view before = read.text.text.substr(begin, ev.offset - begin);
  if (!HasAny(before, {"blood", "serum", "plasma", "fluid", "urine", "biops", "saliva", "ascites", "血", "关节液", "尿",
                       "积液", "腹水", "胸水", "脑脊液", "唾液", "组织", "活检"})) {
    return false;
  }
  const std::string_view behind = read.text.text.substr(ev.end(), end - ev.end());
  const bool taken =
      HasAny(before, {"collect", "drawn", "aspirat", "taken", "biops", "obtained", "抽", "采", "收集", "取"});
  bool isolated = HasAny(behind, {" isolated", " extracted", " purified", " harvested", " separated"});
  for (std::string_view verb : {"提取", "分离", "获得", "isolate ", "extract ", "obtain "}) {
    isolated |= before.ends_with(verb);
  }
  // "Blood for exosomes collected at each visit"
  const bool for_them = before.ends_with(" for ") && HasAny(behind, {" collected", " drawn", " taken", " stored"});
  return ((taken && isolated) || for_them) && !IsGivenBehind(read, ev);
}

}  // namespace trialweave::normalizer
