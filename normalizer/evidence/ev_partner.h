#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_EV_PARTNER_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_EV_PARTNER_H_

#include <string_view>

#include "normalizer/evidence/ev_reading.h"

namespace trialweave::normalizer {

// The medication that makes a combination with EVs where no comparator gets it; other medication goes on.
inline constexpr std::string_view kChemotherapy = "chemotherapy";
bool IsPartnerTerm(const Term& term);

// Whether a text joins EVs and a partner (a term of that category) into one treatment: "exosomes combined with
// hyaluronic acid", "combination of exosomes and HA", "exosome-laden hydrogel". A comparison joins nothing.
bool IsPartner(const ReadText& read, const TermMatch& ev, const TermMatch& partner);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_EV_PARTNER_H_
