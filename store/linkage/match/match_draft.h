#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_DRAFT_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_DRAFT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/linkage/match/match_words.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// Words, or other values that are only compared for equality, by TokenOf. Sorted, each once.
using Tokens = std::vector<uint32_t>;

// Of MatchWords(text), added to what is there.
void AddTokens(std::string_view text, Tokens* tokens);
void AddToken(std::string_view value, Tokens* tokens);

// Days since 1970-01-01. A month without a day is its 15th.
using Day = int32_t;

// MatchDraft collects what of a registration is compared with another's (MatchRecord is its packed form).
struct MatchDraft {
  // Canonical identifier and code of its registry.
  std::string id;
  std::string scheme;
  // Public and scientific titles, each its words.
  std::vector<Tokens> titles;
  Tokens sponsors, conditions, interventions, primary_outcomes, countries, acronyms, numerals;
  // Names, addresses and numbers of contacts, hashed by whoever was allowed to read them.
  Tokens persons, emails, phones;
  // Of titles, conditions and interventions (match_alternatives.h).
  Tokens alternatives;
  // Numbers of the sponsor and others that are no registry's.
  Tokens protocol_numbers;
  // Canonical identifiers that it states, of registries.
  std::vector<std::string> stated;
  std::vector<int64_t> sizes;
  std::vector<Day> started, registered, completed;
  // Bit n for phase n; 0 when none is known.
  uint8_t phases = 0;
  v1::StudyType study_type = v1::STUDY_TYPE_UNSPECIFIED;
  // All of its titles speak of an extension, a follow-up or a part of another trial.
  bool sequel = false;
  // A title or acronym speaks of a pilot.
  bool pilot = false;
  // Its sponsor is one.
  bool hospital = false;
};

MatchDraft MatchDraftOf(const v1::Registration& registration);

// Adds a title to all that is known of titles.
void AddTitle(std::string_view title, MatchDraft* draft);
// Their words, and the alternatives that they name.
void AddCondition(std::string_view condition, MatchDraft* draft);
void AddIntervention(std::string_view intervention, MatchDraft* draft);
void AddAcronym(std::string_view acronym, MatchDraft* draft);
void AddSponsor(std::string_view sponsor, MatchDraft* draft);
// A number of six characters and more with three digits and more; shorter ones are shared by strangers.
void AddProtocolNumber(std::string_view number, MatchDraft* draft);
void AddDate(const v1::PartialDate& date, std::vector<Day>* days);
uint8_t PhaseBits(v1::Phase phase);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_DRAFT_H_
