#include "normalizer/evidence/dose_substance.h"

#include <re2/re2.h>

#include <algorithm>

#include "normalizer/evidence/dose_context.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// "0.5 ml exosome suspension"
bool IsRightBehind(const TermMatch& match, size_t end) {
  return match.offset <= end + 1 && (match.term->category == "ev" || match.term->category == "product");
}

// "Suspended in albumin", "in 10 µL PBS", "溶于葡萄糖"
bool IsCarrier(std::string_view text, const TermMatch& match) {
  constexpr size_t kReach = 24;
  const std::string_view before = text.substr(0, match.offset);
  static const RE2 volume("\\bin [0-9.]+ ?(?:[mM][lL]|[µμu]l|[µμu]L|cc) (?:of )?$");
  const std::string_view near = before.substr(before.size() - std::min(before.size(), kReach));
  if (RE2::PartialMatch(StringPiece(near.data(), near.size()), volume)) return true;
  for (std::string_view word : {" in ", " in 5% ", " with human ", "溶于", "悬浮于", "重悬于"}) {
    if (before.ends_with(word)) return true;
  }
  return false;
}

// A product that EVs do not come from.
bool IsPlainProduct(const ReadText& read, const TermMatch& match) {
  return std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
    return mention.product() && mention.use == MentionUse::kPlain && mention.match.offset == match.offset;
  });
}

// "2 mL of PRP with exosomes"
bool HoldsEv(const ReadText& read, const TermMatch& product) {
  // Not the volume that the EVs have for themselves.
  static const RE2 volume("(?i)^[a-z]* \\(?[0-9.]+ ?(?:ml|cc|µl|μl|ul)\\b");
  constexpr std::string_view kWith = " with ";
  return read.text.text.substr(product.end()).starts_with(kWith) &&
         std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
           const std::string_view behind = std::string_view(read.text.text).substr(mention.match.end());
           return mention.ev() && mention.match.offset == product.end() + kWith.size() &&
                  !RE2::PartialMatch(StringPiece(behind.data(), behind.size()), volume);
         });
}

// "Exosomes of stem cells (50 µg/mL)"
bool IsOrigin(const ReadText& read, const TermMatch& match) {
  return std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
    return mention.product() && mention.use == MentionUse::kOrigin && Overlap(mention.match, match);
  });
}

}  // namespace

bool IsOfOtherSubstance(const ReadText& read, const Dose& dose, bool evs, const std::vector<std::string_view>& codes) {
  const Sentence& sentence = SentenceAt(read.sentences, dose.offset);
  constexpr size_t kReach = 30, kMedicationReach = 40;
  const size_t end = dose.offset + dose.length;
  const TermMatch* before = nullptr;
  const TermMatch* behind = nullptr;
  for (const TermMatch& match : read.terms) {
    const HashedName& category = match.term->category;
    const bool own = category == "ev" || category == "product";
    if (!own && category != "partner" && category != "comparator" && category != "medication") continue;
    if (!sentence.Has(match.offset) || IsProcedure(match.term->value) || (evs && IsOrigin(read, match))) continue;
    if ((category == "medication" || category == "comparator") && IsCarrier(read.text.text, match)) continue;
    // "100 µg of exosomes in 1 mL"
    if (own && match.offset >= dose.offset && match.end() <= end) return false;
    // The cells of "MSC-Exos" end before it does; PRP is a product before it is a comparator, but not beside EVs.
    const bool nearer =
        before == nullptr || match.end() > before->end() || (match.end() == before->end() && own != evs);
    // What another drug's name is far before is not its amount.
    const bool far = category == "medication" && match.end() + kMedicationReach < dose.offset;
    if (match.end() <= dose.offset && nearer && !far) before = &match;
    if (match.offset < end || match.offset > end + kReach) continue;
    // "0.5 ml three times a week, and aspirin"
    if (!own && read.text.text.substr(end, match.offset - end).find_first_of(",;(") != std::string_view::npos) continue;
    if (!own && HasPart(read.text.text.substr(end, match.offset - end), "，")) continue;
    const bool longer = behind != nullptr && match.offset == behind->offset && match.length > behind->length;
    if (behind == nullptr || longer) behind = &match;
  }
  // "PRP 4 ml mixed with 1 ml of exosomes"
  const bool of_behind = behind != nullptr && (read.text.text.substr(end, 4) == " of " || IsRightBehind(*behind, end));
  const TermMatch* nearest = before != nullptr && !of_behind ? before : behind;
  // "30 mg hyaluronic acid"
  const bool other_behind = behind != nullptr && behind->offset <= end + 1 && behind->term->category != "ev" &&
                            behind->term->category != "product";
  if (other_behind) return true;
  // "Normal saline 90 mL and EXB-1 10 mL", "15 mL EXB-1 in 85 mL normal saline"
  std::string_view next = read.text.text.substr(end);
  if (next.starts_with(" of")) next.remove_prefix(3);
  if (next.starts_with(" ")) next.remove_prefix(1);
  for (const std::string_view code : codes) {
    if (next.starts_with(code)) return false;
    const size_t in_sentence = LastName(read.text.text.substr(sentence.begin, dose.offset - sentence.begin), code);
    const size_t at = sentence.begin + in_sentence;
    const bool nearer = in_sentence != std::string_view::npos && (before == nullptr || at >= before->end());
    if (nearer) return false;
  }
  if (nearest == nullptr || nearest->term->category == "ev") return false;
  // "5 ml PRP and exosomes 2 ml": the volume of what EVs are mixed with.
  return nearest->term->category != "product" ||
         (evs && IsVolume(dose) && IsPlainProduct(read, *nearest) && !HoldsEv(read, *nearest));
}

}  // namespace trialweave::normalizer
