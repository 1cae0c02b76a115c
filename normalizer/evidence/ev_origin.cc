#include "normalizer/evidence/ev_origin.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/text_parts.h"
#include "normalizer/evidence/words_between.h"

namespace trialweave::normalizer {
namespace {

// How far apart two products that are given together stand at most, bytes.
constexpr size_t kJoinReach = 60;

// Between a product and the EVs that come from it: "stem cell-derived small ... exosomes".
constexpr std::array<std::string_view, 60> kOriginBefore = {"s",
                                                            "所",
                                                            "样",
                                                            "derived",
                                                            "differentiated",
                                                            "化",
                                                            "derivied",
                                                            "dervied",
                                                            "origin",
                                                            "originated",
                                                            "originating",
                                                            "sourced",
                                                            "source",
                                                            "secreted",
                                                            "released",
                                                            "produced",
                                                            "generated",
                                                            "based",
                                                            "small",
                                                            "human",
                                                            "extracellular",
                                                            "purified",
                                                            "isolated",
                                                            "extracted",
                                                            "obtained",
                                                            "cell",
                                                            "cells",
                                                            "culture",
                                                            "cultured",
                                                            "medium",
                                                            "media",
                                                            "supernatant",
                                                            "conditioned",
                                                            "lyophilized",
                                                            "nano",
                                                            "the",
                                                            "tissue",
                                                            "jelly",
                                                            "matrix",
                                                            "gel",
                                                            "type",
                                                            "large",
                                                            "来",
                                                            "源",
                                                            "的",
                                                            "性",
                                                            "衍",
                                                            "生",
                                                            "分",
                                                            "泌",
                                                            "细",
                                                            "胞",
                                                            "人",
                                                            "小",
                                                            "中",
                                                            "提",
                                                            "取",
                                                            "之",
                                                            "（",
                                                            "）"};
// They link EVs to a product behind them: "exosomes isolated from ... stem cells".
constexpr std::array<std::string_view, 7> kOriginLinks = {"from", "of", "by", "来", "源", "自", "取"};
// They say anew what EVs come from.
constexpr std::array<std::string_view, 6> kTaken = {"derived",  "isolated", "obtained",
                                                    "purified", "produced", "secreted"};
// Words that part the two.
constexpr std::array<std::string_view, 24> kPartings = {
    "and",  "plus", "with", "or",  "versus", "vs",   "combined", "followed", "then",   "to",       "for", "in",
    "than", "is",   "are",  "was", "were",   "will", "on",       "after",    "before", "compared", "和",  "或"};
// They join two products: as items of a list, or as given together.
constexpr std::array<std::string_view, 9> kListers = {"and", "or", "&", "和", "及", "与", "并", "或", "、"};
constexpr std::array<std::string_view, 13> kJoiners = {"plus",  "with",     "combined", "combination", "enriched",
                                                       "along", "together", "loaded",   "followed",    "+",
                                                       "加",    "联",       "合"};
// Amounts between them: "PRP 2 ml and exosomes".
constexpr std::array<std::string_view, 10> kUnits = {"ml", "mg", "ug", "µ", "μ", "g", "x", "×", "cells", "kg"};
constexpr std::array<std::string_view, 16> kJoinFillers = {"their", "its", "the",     "of",    "in",    "by",
                                                           "s",     "以",  "derived", "human", "small", "delivered",
                                                           "given", "其",  "的",      "用"};

// "Exosomes (mesenchymal stem cell origin)"
bool IsInBracket(const ReadText& read, const TermMatch& ev, const TermMatch& product) {
  const std::string_view text = read.text.text;
  const std::string_view gap = text.substr(ev.end(), product.offset - ev.end());
  if (gap != " (" && gap != "(" && gap != "（") return false;
  const std::string_view behind = text.substr(product.end());
  for (std::string_view word : {" origin", "-derived", " derived", " source", "来源", "源"}) {
    if (behind.starts_with(word)) return true;
  }
  return false;
}

}  // namespace

bool OriginBefore(const ReadText& read, const TermMatch& product, const TermMatch& ev) {
  if (product.end() > ev.offset || ev.offset - product.end() > kOriginReach) return false;
  // "Secretome/exosomes", "stem cells, exosomes", 干细胞、外泌体 are two things.
  const std::string_view gap = read.text.text.substr(product.end(), ev.offset - product.end());
  for (std::string_view mark : {"/", "、", ",", "，"}) {
    if (gap.find(mark) != std::string_view::npos) return false;
  }
  for (const std::string& word : WordsBetween(read, product.end(), ev.offset)) {
    if (!In(kOriginBefore, word)) return false;
  }
  return true;
}

bool OriginBehind(const ReadText& read, const TermMatch& ev, const TermMatch& product) {
  if (ev.end() > product.offset || product.offset - ev.end() > kOriginReach) return false;
  // "Exosome-MSC"
  if (product.offset - ev.end() == 1 && absl::ascii_ispunct(read.text.text[ev.end()]) == 0) return true;
  if (product.offset - ev.end() == 1 && read.text.text[ev.end()] == '-') return true;
  if (IsInBracket(read, ev, product)) return true;
  // "Vesicles derived from umbilical" is a term, and "cord stem cells" stands behind it.
  bool linked = HasPart(read.text.text.substr(ev.offset, ev.length), " from "), parted = false;
  for (const std::string& word : WordsBetween(read, ev.end(), product.offset)) {
    // "Exosomes enriched with miR-124 derived from stem cells"
    if (parted && In(kTaken, word)) parted = linked = false;
    // "Vesicles purified by filtration and chromatography from stem cells"
    if (parted && word == "from") parted = false;
    parted |= In(kPartings, word);
    linked |= In(kOriginLinks, word);
  }
  return linked && !parted;
}

bool PreparedFrom(const ReadText& read, const TermMatch& cells, const TermMatch& ev) {
  if (cells.end() > ev.offset || ev.offset - cells.end() > kPreparationReach) return false;
  const Sentence& sentence = read.SentenceOf(ev);
  if (!sentence.Has(cells.offset) || JoiningOf(read, cells, ev) != Joining::kNone) return false;
  const std::string_view text = read.text.text;
  const std::string_view gap = text.substr(cells.end(), ev.offset - cells.end());
  // Something is given before them, or they are of a mixture, or of what is looked at in somebody's blood.
  if (HasAny(
          gap,
          {"inject", "infus",  "administ", "implant",       "given",    "receiv",      "transplant", "combin", "mix",
           "added",  " plus ", "week",     "month",         " kg",      "/kg",         "visit",      "blood",  "serum",
           "plasma", "fluid",  "urine",    "growth factor", "cytokine", "concentrate", "注射",       "输注",   "移植",
           "注入",   "给予",   "回输",     "联合",          "混合",     "因子",        "周",         "血",     "尿",
           "积液",   "、",     "+"})) {
    return false;
  }
  for (std::string_view joiner : {" with ", " and ", " plus ", " or ", "与", "和", "及", "加"}) {
    if (gap.starts_with(joiner)) return false;
  }
  for (std::string_view joiner : {" with ", "与", "和", "及", "加"}) {
    if (gap.ends_with(joiner)) return false;
  }
  constexpr size_t kReach = 60;
  const std::string_view before = text.substr(sentence.begin, cells.offset - sentence.begin);
  if (HasAny(before.substr(before.size() - std::min(before.size(), kReach)),
             {"inject", "infus", "administ", "transplant", "given", "注射", "输注", "移植", "回输"})) {
    return false;
  }
  // The verb stands before the EVs, or, in English, behind them.
  if (HasAny(gap, {"提取", "获得", "获取", "制得", "制备", "收集", "分离", "纯化", "得到", "离心", "centrifug",
                   "supernatant was", "to isolate", "to obtain", "to extract", "to collect", "to harvest", "to produce",
                   "to prepare"})) {
    return true;
  }
  const size_t end = std::max(ev.end(), std::min(sentence.end, ev.end() + kReach));
  return HasAny(text.substr(ev.end(), end - ev.end()), {" isolated", " extracted", " harvested", " collected",
                                                        " purified", " obtained", " concentrated", " resuspended"});
}

bool SaysOrigin(const ReadText& read, const TermMatch& match) {
  // The term may have the word itself: "placenta derived".
  constexpr size_t kLongest = 8, kReach = 16;
  const size_t last = match.end() - std::min(match.length, kLongest);
  const std::string_view behind = read.text.text.substr(last, kReach);
  return HasAny(behind, {"-derived", " derived", " origin", " source", "来源", "源性"});
}

Joining JoiningOf(const ReadText& read, const TermMatch& a, const TermMatch& b) {
  const TermMatch& first = a.offset < b.offset ? a : b;
  const TermMatch& second = a.offset < b.offset ? b : a;
  if (first.end() > second.offset || second.offset - first.end() > kJoinReach) return Joining::kNone;
  // "Comparison of exosomes with plasma"
  const size_t begin = read.SentenceOf(first).begin;
  const std::string_view gap = read.text.text.substr(first.end(), second.offset - first.end());
  if (read.text.role == TextRole::kTitle && HasPart(gap, " with ") &&
      HasAny(read.text.text.substr(begin, first.offset - begin), {"comparison of", "comparing", "compare ", "比较"})) {
    return Joining::kNone;
  }
  Joining joining = Joining::kNone;
  for (const std::string& word : WordsBetween(read, first.end(), second.offset)) {
    if (In(kJoiners, word)) {
      joining = Joining::kTogether;
    } else if (In(kListers, word)) {
      joining = std::max(joining, Joining::kListed);
    } else if (!In(kJoinFillers, word) && !In(kUnits, word) && absl::ascii_isdigit(word.front()) == 0) {
      return Joining::kNone;
    }
  }
  return joining;
}

}  // namespace trialweave::normalizer
