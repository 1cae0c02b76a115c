#include "normalizer/evidence/ev_partner.h"

#include <algorithm>

#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

bool Parts(std::string_view gap) {
  return HasAny(gap, {",", ";", ".", "/", " or ", " vs", "versus", "than", "compar", "placebo", "，", "、", "；", "。",
                      "或", "对照", "后"});
}

// "Scaffolds decorated with", "hydrogel carrying", "载": what a material does with EVs.
bool Carries(std::string_view gap) {
  return HasAny(gap, {"laden",      "loaded",      "soaked",   "seeded",      "embed",      "encapsulat", "coated",
                      "decorated",  "functionali", "immobili", "impregnated", "incorporat", "carrying",   "contain",
                      "delivering", "releasing",   "负载",     "载",          "复合",       "含",         "搭载"});
}

// Between EVs and a material that carries them, in either order: "exosome-laden hydrogel", "fibrin glue with EVs",
// "exosome hydrogel", but not "exosomes after a bone graft".
bool IsLaidInto(std::string_view gap) {
  if (HasAny(gap, {" after ", " for ", " to ", " on ", "follow", "prior"})) return false;
  return gap.find_first_not_of(" -\n") == std::string_view::npos || Carries(gap) ||
         HasAny(gap, {"enriched", "mixed", "with", " in ", "within", "into", " of ", "based", "的"});
}

// "Vesicles suspended in hyaluronic acid", not "suspended in saline, or hyaluronic acid": right before what they are
// in.
bool IsPutInto(std::string_view gap) {
  constexpr size_t kReach = 24;
  for (std::string_view mark : {"suspended in", "embedded in", "encapsulated in", "incorporated in", "dissolved in",
                                "administered in", "delivered in", "delivered within"}) {
    const size_t at = gap.rfind(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = gap.substr(at + mark.size());
    if (rest.size() <= kReach && !Parts(rest)) return true;
  }
  return false;
}

}  // namespace

bool IsTumourDrug(const Term& term) { return term.category == "medication" && term.value == "chemotherapy"; }

bool IsPartnerTerm(const Term& term) { return term.category == "partner" || IsTumourDrug(term); }

std::string PartnerName(const Term& term) { return IsTumourDrug(term) ? term.text : term.value; }

bool IsPartner(const ReadText& read, const TermMatch& ev, const TermMatch& partner) {
  constexpr size_t kReach = 30;
  // "Scaffold loaded with umbilical cord stem cell exosomes", "vesicles carrying an oligonucleotide, in combination
  // with"
  constexpr size_t kFarReach = 100;
  const TermMatch& first = ev.offset < partner.offset ? ev : partner;
  const TermMatch& second = ev.offset < partner.offset ? partner : ev;
  const bool far = partner.term->value == "biomaterial" || IsTumourDrug(*partner.term);
  if (first.end() > second.offset || second.offset - first.end() > (far ? kFarReach : kReach)) return false;
  const std::string_view gap = read.text.text.substr(first.end(), second.offset - first.end());
  const size_t begin = read.SentenceOf(first).begin;
  const std::string_view before = read.text.text.substr(begin, first.offset - begin);
  if (HasAny(gap, {"without", "不含"})) return false;
  if (HasAny(gap, {"combined with", "in combination with", " combine ", " combining ", " plus ", "+", " together with ",
                   "formulated in", "fortified with", "spiked with", "premixed with", "mixed with", "mixed in", "混合",
                   "along with", "联合", "结合", "复合"}) ||
      (HasPart(gap, "加") && !HasPart(gap, "加载")) || IsPutInto(gap)) {
    return true;
  }
  if (Parts(gap)) return false;
  if (IsTumourDrug(*partner.term)) return HasPart(gap.substr(gap.size() - std::min<size_t>(gap.size(), 6)), " with ");
  if (partner.term->value == "biomaterial") {
    return gap.size() <= kReach ? IsLaidInto(gap) : Carries(gap);
  }
  if (HasAny(before, {"compar", "比较", "对比"})) return false;
  // An operation "with exosomes" is what both arms may get.
  return (HasPart(gap.substr(0, 6), " with ") && !IsProcedure(partner.term->value)) ||
         (HasPart(before, "combin") && HasPart(gap, " and "));
}

}  // namespace trialweave::normalizer
