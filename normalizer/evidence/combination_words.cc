#include "normalizer/evidence/combination_words.h"

#include <re2/re2.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// As far as the patterns reach, bytes, so that long titles cost no more than their EVs.
constexpr size_t kReach = 160;

#define TW_JOINS                                                                                                       \
  "(?:\\bplus\\b|[ )）]\\+ ?|＋|\\bcombined with\\b|\\bin combination with\\b|\\btogether with\\b|\\balong with\\b|" \
  "\\bco-?(?:deliver|administ|inject|appli|treat|transplant|implant|encapsulat|infus)\\w* with\\b|\\bjointly with\\b|" \
  "\\bmixed with\\b|联合|合用|配合|加用)"
#define TW_CARRIES                                                                                               \
  "(?:\\b(?:soaked|dipped) (?:in|with|into)\\b|\\b(?:loaded|laden|decorated|coated|seeded|impregnated|embedded|" \
  "fortified|spiked|enriched|supplemented|doped|functionali[sz]ed) with\\b|\\bcarrying\\b|"                      \
  "\\b(?:reservoir|carrier|depot|vehicle|scaffold) (?:for|of)\\b|\\bwith or without\\b)"
// The other one: up to three words, or a few Han characters.
#define TW_WORDS "((?:[\\w/-]+ ){0,2}[\\w/-]+)"
#define TW_HAN "(\\p{Han}{2,10})"
// Between a word that joins and the EVs stands what they come from.
#define TW_ORIGIN "[^,;.:，；。：]{0,70}?"

// What is no part of a product: what everybody may get, what is done and not given, whom and where it is done to.
const RE2& NoProduct() {
  static const RE2 words(
      "(?i)standard|conventional|routine|usual|supportive|conservative|guideline|background|rehabilit|physio|physical "
      "therap|exercis|training|surg|arthroscop|debrid|decompress|repair|sutur|operati|reconstruct|osteotom|"
      "microfractur|"
      "transplant|graft|placebo|sham|saline|ringer|\\bwater\\b|\\bPBS\\b|vehicle|buffer|control|educat|nursing|"
      "\\bcare\\b|"
      "\\bSOC\\b|\\bBSC\\b|management|diet|laser|needling|massage|ventilat|CPAP|offload|antibiotic|dressing|\\bSRP\\b|"
      "scaling|planing|gauze|swab|syringe|nebuli|inhaler|catheter|pump|irrigat|bandage|guid|ultrasound|follow|(?:^| "
      ")doses?\\b|"
      "escalat|single|multiple|repeat|\\bday|week|month|groups?\\b|arms?\\b|exosom|vesicle|patient|women|\\bmen\\b|"
      "children|adult|people|participant|subject|volunteer|hospital|center|centre|efficacy|safety|\\bpain\\b|function|"
      "evaluat|assess|analys|diabet|disease|syndrome|disorder|infect|pneumon|failure|itis\\b|\\btype\\b|stage|grade|"
      "inject|infusion|deliver|intra|antegrade|常规|标准|基础|一般|支持|手术|康复|清创|理疗|物理|运动|锻炼|安慰剂|盐水|"
      "护理|保守|"
      "训练|教育|刮治|缝|切除|切开|减压|截骨|纱布|治疗|疗法|换药|敷料|移植|术$|组$|外泌体|囊泡|患者|病人|医院|中心|"
      "大学|单位|静脉|"
      "鞘内|关节|局部|注射|症$|病$|炎$|伤$|癌$|瘤$|梗死|出血|损伤");
  return words;
}

// Whether the vocabulary says what stands there, and that it is none of a product or has rules of its own.
bool IsKnown(const ReadText& read, size_t begin, size_t end) {
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    const HashedName& category = match.term->category;
    if (match.offset >= end || match.end() <= begin) return false;
    return category == "partner" || category == "product" || category == "comparator" || category == "condition" ||
           category == "route" || category == "site" || category == "endpoint" || category == "ev" ||
           (category == "medication" && match.term->value == "chemotherapy");
  });
}

TermMatch MatchOf(const ReadText& read, StringPiece words) {
  static const Term kTerm{std::string("partner"), kNamedPartner, kNamedPartner};
  TermMatch match;
  match.term = &kTerm;
  match.offset = static_cast<size_t>(words.data() - read.text.text.data());
  match.length = words.size();
  return match;
}

// Behind the last of the words that part a Chinese title.
StringPiece LastPart(StringPiece words) {
  for (std::string_view mark : {"治疗", "采用", "对", "用", "的", "及", "和", "与", "在"}) {
    const size_t at = std::string_view(words.data(), words.size()).rfind(mark);
    if (at != std::string_view::npos) words.remove_prefix(at + mark.size());
  }
  return words;
}

std::optional<TermMatch> Partner(const ReadText& read, StringPiece words) {
  // "Of intravitreal ranibizumab"
  static const RE2 lead("(?i)(?:(?:of|with|by|and|the|an?|oral|topical|systemic|intra[\\w-]+|subc[\\w-]+)\\s+)+");
  RE2::Consume(&words, lead);
  static const RE2 letters("(?i)[a-z]{3}|\\p{Han}{2}");
  if (!RE2::PartialMatch(words, letters) || RE2::PartialMatch(words, NoProduct())) return std::nullopt;
  const TermMatch match = MatchOf(read, words);
  if (IsKnown(read, match.offset, match.end())) return std::nullopt;
  return match;
}

// "载外泌体的支架", "浸有干细胞外泌体的补片": a word that carries, and at most what the EVs come from up to them.
std::optional<TermMatch> Carried(const ReadText& read, StringPiece head, const TermMatch& ev) {
  static const RE2 carries("(?:^|[^转记承])(负载|搭载|载有|浸有|包埋|载)([^，。；、]{0,24}?)$");
  StringPiece word, between;
  if (!RE2::PartialMatch(head, carries, &word, &between)) return std::nullopt;
  const auto begin = static_cast<size_t>(between.data() - read.text.text.data());
  const auto names = [&](const TermMatch& match) {
    return (match.term->category == "source" || match.term->category == "product") && match.offset == begin &&
           match.end() <= ev.end();
  };
  if (!between.empty() && std::none_of(read.terms.begin(), read.terms.end(), names)) return std::nullopt;
  return MatchOf(read, word);
}

// The first character at or behind `at`.
size_t CharacterFrom(std::string_view text, size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

std::optional<TermMatch> PartnerByWords(const ReadText& read, const TermMatch& ev) {
  static const RE2 before("\\b" TW_WORDS "\\s*(?i:" TW_JOINS "|" TW_CARRIES ")" TW_ORIGIN "$");
  static const RE2 han_before(TW_HAN "(?:联合|合用|配合|加用|\\+|＋)" TW_ORIGIN "$");
  static const RE2 combined(
      "(?i)\\b(?:combin\\w+|dual|synerg\\w+)(?: (?:effects?|use|treatment|therapy|action|of))* " TW_WORDS
      " and (" TW_ORIGIN ")$");
  static const RE2 and_before("\\b" TW_WORDS " and (" TW_ORIGIN ")$");
  static const RE2 as_one("(?i)^s?,? (?:together|in combination)\\b");
  static const RE2 behind("(?i)^(?:[- ]\\w+){0,3}?\\s*" TW_JOINS "\\s*(?:an? |the )?" TW_WORDS);
  static const RE2 han_behind(
      "^\\p{Han}{0,6}?(?:联合|合用|配合|加用|复合|\\+|＋)([\\w-]{0,12}\\p{Han}{2,10}?)(?:治疗|用于|对|在|的|改善|修复|"
      "玻璃体|"
      "$|\\P{Han})");
  static const RE2 with_behind("^(?:与|和|同)([^，。；、]{2,24}?)(?:合用|联合|联用|同用)");
  // Of an intervention's name, which is what is given.
  static const RE2 named_with("(?i)^(?:es|s)? (?:with|and|&) ([^,;.()]{3,40})$");
  const std::string_view text = read.text.text;
  const Sentence& sentence = read.SentenceOf(ev);
  const size_t begin =
      std::min(CharacterFrom(text, std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach))), ev.offset);
  const size_t end = std::max(std::min(CharacterFrom(text, ev.end() + kReach), sentence.end), ev.end());
  const StringPiece head(text.data() + begin, ev.offset - begin), tail(text.data() + ev.end(), end - ev.end());
  StringPiece words, origin;
  if (RE2::PartialMatch(head, before, &words)) {
    if (auto partner = Partner(read, words)) return partner;
  }
  if (RE2::PartialMatch(head, han_before, &words)) {
    if (auto partner = Partner(read, LastPart(words))) return partner;
  }
  const bool together = RE2::PartialMatch(head, combined, &words, &origin) ||
                        (RE2::PartialMatch(tail, as_one) && RE2::PartialMatch(head, and_before, &words, &origin));
  // "Combined antegrade and retrograde delivery of exosomes" joins two ways.
  if (together && !HasPart(std::string_view(origin.data(), origin.size()), " of ")) {
    if (auto partner = Partner(read, words)) return partner;
  }
  if (auto carried = Carried(read, head, ev)) return carried;
  for (const RE2* pattern : {&with_behind, &han_behind, &behind}) {
    if (!RE2::PartialMatch(tail, *pattern, &words)) continue;
    if (auto partner = Partner(read, words)) return partner;
  }
  // "Exosomes with KRAS siRNA" hold it.
  static const RE2 cargo(
      "(?i)\\b(?:si|mi|m|sh|lnc|circ)-?RNA\\b|\\bmiR\\b|antisense|oligonucleotide|\\bASO\\b|plasmid");
  if (read.text.role == TextRole::kIntervention && RE2::PartialMatch(tail, named_with, &words) &&
      !RE2::PartialMatch(words, cargo)) {
    return Partner(read, words);
  }
  return std::nullopt;
}

}  // namespace trialweave::normalizer
