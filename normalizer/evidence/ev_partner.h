#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_EV_PARTNER_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_EV_PARTNER_H_

#include <string>

#include "normalizer/evidence/ev_reading.h"

namespace trialweave::normalizer {

// Drugs against tumours make a combination with EVs where no comparator gets them; other medication goes on.
bool IsTumourDrug(const Term& term);
bool IsPartnerTerm(const Term& term);
// What partners of one kind go by: a term's value; each drug against tumours by its own name.
std::string PartnerName(const Term& term);

// Whether a text joins EVs and a partner (a term of that category) into one treatment: "exosomes combined with
// hyaluronic acid", "combination of exosomes and HA", "exosome-laden hydrogel". A comparison joins nothing.
bool IsPartner(const ReadText& read, const TermMatch& ev, const TermMatch& partner);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_EV_PARTNER_H_
