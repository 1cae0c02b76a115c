#include "normalizer/evidence/combination_words.h"

#include <re2/re2.h>

#include <algorithm>

#include "normalizer/evidence/ev_partner.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// Bytes of the other one that say what it is.
constexpr size_t kOperand = 40;

#define TW_JOINS                                                                                               \
  "(?:\\bplus\\b|\\+|＋|\\bcombined with\\b|\\bin combination with\\b|\\btogether with\\b|\\balong with\\b|"  \
  "\\bco-?(?:deliver|administ|inject|appli|treat|transplant|implant|encapsulat|infus)\\w* with\\b|\\bjointly " \
  "with\\b|\\bmixed with\\b|联合|合用|"                                                                    \
  "合并|配合|加用)"
#define TW_CARRIES                                                                                                 \
  "(?:\\b(?:soaked|dipped) "                                                                                       \
  "(?:in|with|into)\\b|\\b(?:loaded|laden|decorated|coated|seeded|impregnated|embedded|fortified|spiked|enriched|" \
  "supplemented|"                                                                                                  \
  "doped|functionali[sz]ed) with\\b|\\bcarrying\\b|\\b(?:reservoir|carrier|depot|vehicle|scaffold) (?:for|of)\\b|" \
  "负载|搭载|载有|浸有|浸泡|包埋)"
// Between a word that joins and the EVs stands what they come from.
#define TW_ORIGIN "[^,;.:，；。：]{0,70}?"

// What everybody may get, and what is done and not given.
const RE2& Care() {
  static const RE2 care(
      "(?i)standard|conventional|routine|usual|supportive|conservative|guideline|background|rehabilit|physio|physical "
      "therap|exercis|training|surg|arthroscop|debrid|decompress|repair|sutur|operati|reconstruct|osteotom|"
      "microfractur|"
      "transplant|graft|placebo|saline|vehicle|buffer|control|educat|nursing|\\bcare\\b|diet|laser|needling|massage|"
      "dressing|guid|ultrasound|follow|dose|escalat|single|multiple|repeat|week|month|\\bSRP\\b|scaling|planing|gauze|"
      "swab|syringe|nebuli|inhaler|catheter|pump|irrigat|bandage|groups?\\b|"
      "arms?\\b|exosom|vesicle|"
      "常规|标准|基础|一般|支持|手术|康复|清创|理疗|物理|运动|锻炼|"
      "安慰剂|盐水|护理|保守|训练|教育|刮治|缝|切除|切开|减压|截骨|纱布|治疗|疗法|换药|敷料|移植|术$|组$|外泌体|囊泡");
  return care;
}

// Whether the vocabulary has rules of its own for what stands there.
bool IsKnown(const ReadText& read, size_t begin, size_t end) {
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    const std::string& category = match.term->category;
    return match.offset < end && match.end() > begin &&
           (IsPartnerTerm(*match.term) || category == "product" || category == "comparator");
  });
}

TermMatch MatchOf(const ReadText& read, StringPiece words) {
  static const Term kTerm{"partner", kNamedPartner, kNamedPartner};
  TermMatch match;
  match.term = &kTerm;
  match.offset = static_cast<size_t>(words.data() - read.text.text.data());
  match.length = words.size();
  return match;
}

std::optional<TermMatch> Partner(const ReadText& read, StringPiece words) {
  static const RE2 letters("(?i)[a-z]{3}|\\p{Han}{2}");
  if (!RE2::PartialMatch(words, letters) || RE2::PartialMatch(words, Care())) return std::nullopt;
  const TermMatch match = MatchOf(read, words);
  if (IsKnown(read, match.offset, match.end())) return std::nullopt;
  return match;
}

}  // namespace

std::optional<TermMatch> PartnerByWords(const ReadText& read, const TermMatch& ev) {
  static const RE2 before("(?i)([^,;.，；。]{2,40}?)\\s*(?:" TW_JOINS "|" TW_CARRIES "|\\bwith or without\\b)" TW_ORIGIN
                          "$");
  static const RE2 carried("(?i)(?:^|[^运])(载)(?:$|[^脂荷体，。；]" TW_ORIGIN "$)");
  static const RE2 behind("(?i)^(?:[- ]\\w+){0,3}?\\s*" TW_JOINS "\\s*(?:an? |the )?([^,;.，；。()（）]{2,40})");
  static const RE2 with_behind("^(?:与|和|同)([^，。；、]{2,24}?)(?:合用|联合|联用|同用|合并)");
  // Of an intervention's name, which is what is given.
  static const RE2 named_with("(?i)^(?:es|s)? (?:with|and|&) ([^,;.()]{3,40})$");
  static const RE2 both("(?i)(?:\\bcombin\\w+|\\bjoint\\w*|\\bdual) (?:\\w+ ){0,3}?([^,;.]{2,40}?) and " TW_ORIGIN "$");
  static const RE2 and_before("(?i)([^,;.]{2,40}?) and " TW_ORIGIN "$");
  static const RE2 as_one("(?i)^s?,? (?:together|combined|jointly|in combination|co-?treatment|combination)\\b");
  const std::string_view text = read.text.text;
  const Sentence& sentence = read.SentenceOf(ev);
  // As far as the patterns reach, so that long titles cost no more than their EVs.
  constexpr size_t kReach = 240;
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const StringPiece head(text.data() + begin, ev.offset - begin);
  const size_t end = std::max(std::min(sentence.end, ev.end() + kReach), ev.end());
  const StringPiece tail(text.data() + ev.end(), end - ev.end());
  StringPiece words;
  for (const RE2* pattern : {&before, &both}) {
    if (!RE2::PartialMatch(head, *pattern, &words)) continue;
    if (auto partner = Partner(read, words)) return partner;
  }
  if (RE2::PartialMatch(tail, as_one) && RE2::PartialMatch(head, and_before, &words)) {
    if (auto partner = Partner(read, words)) return partner;
  }
  if (RE2::PartialMatch(head, carried, &words)) return MatchOf(read, words);
  if (RE2::PartialMatch(tail, with_behind, &words)) {
    if (auto partner = Partner(read, words)) return partner;
  }
  if (read.text.role == TextRole::kIntervention && RE2::PartialMatch(tail, named_with, &words)) {
    if (auto partner = Partner(read, words)) return partner;
  }
  if (RE2::PartialMatch(tail, behind, &words)) return Partner(read, words.substr(0, kOperand));
  return std::nullopt;
}

}  // namespace trialweave::normalizer
