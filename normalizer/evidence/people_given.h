#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PEOPLE_GIVEN_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PEOPLE_GIVEN_H_

#include <optional>

#include "normalizer/evidence/read_text.h"
#include "trialweave/v1/evidence.pb.h"

namespace trialweave::normalizer {

// Where a text says that people are given something: "fourteen recipients treated with drops". In a text that tells of
// animals, too, only where the sentence names the product, and not "cells from patients who underwent arthroplasty".
std::optional<Sentence> PeopleGiven(const ReadText& read);

// The evidence type that was read is one of people: a trial, a cohort, a case.
bool StudiesPeople(const v1::EvFacts& facts);

// Where it speaks of people at all.
std::optional<Sentence> PeopleNamed(const ReadText& read);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PEOPLE_GIVEN_H_
