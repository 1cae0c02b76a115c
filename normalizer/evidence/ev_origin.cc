#include "normalizer/evidence/ev_origin.h"

#include <array>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/words_between.h"

namespace trialweave::normalizer {
namespace {

// How far apart two products that are given together stand at most, bytes.
constexpr size_t kJoinReach = 60;

// Between a product and the EVs that come from it: "stem cell-derived small ... exosomes".
constexpr std::array<std::string_view, 56> kOriginBefore = {"s",
                                                            "derived",
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
// They join two products that are given together.
constexpr std::array<std::string_view, 22> kJoiners = {
    "and", "plus", "with", "combined", "combination", "enriched", "along", "together", "loaded", "followed", "+",
    "&",   "or",   "和",   "及",       "与",          "加",       "联",    "合",       "并",     "或",       "、"};
constexpr std::array<std::string_view, 14> kJoinFillers = {"their",   "its",   "the",   "of", "in", "by", "s",
                                                           "derived", "human", "small", "以", "其", "的", "用"};

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
  bool linked = false, parted = false;
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

bool Joined(const ReadText& read, const TermMatch& a, const TermMatch& b) {
  const TermMatch& first = a.offset < b.offset ? a : b;
  const TermMatch& second = a.offset < b.offset ? b : a;
  if (first.end() > second.offset || second.offset - first.end() > kJoinReach) return false;
  bool joined = false;
  for (const std::string& word : WordsBetween(read, first.end(), second.offset)) {
    const bool joiner = In(kJoiners, word);
    if (!joiner && !In(kJoinFillers, word)) return false;
    joined |= joiner;
  }
  return joined;
}

}  // namespace trialweave::normalizer
