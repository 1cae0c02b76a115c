#include "normalizer/evidence/people_given.h"

#include <re2/re2.h>

#include <algorithm>

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

#define TW_PEOPLE                                                                                               \
  "(?:patients|participants|subjects|volunteers|adults|individuals|people|recipients|persons|children|infants|" \
  "athletes|players|women|men)"

#define TW_GIVEN "received|treated|injected|given|underwent|infused|administered|enrolled|dosed"

StringPiece PieceOf(const ReadText& read, const Sentence& sentence) {
  return {read.text.text.data() + sentence.begin, sentence.end - sentence.begin};
}

Sentence PlaceOf(const ReadText& read, StringPiece found) {
  const auto begin = static_cast<size_t>(found.data() - read.text.text.data());
  return {begin, begin + found.size()};
}

const RE2& Animals() {
  static const RE2 animals(
      "(?i)\\b(?:mice|mouse|rats?|rabbits?|dogs?|horses?|sheep|goats?|pigs?|pups)\\b|小鼠|大鼠|兔");
  return animals;
}

bool NamesProduct(const ReadText& read, const Sentence& sentence) {
  return std::any_of(read.mentions.begin(), read.mentions.end(), [&](const Mention& mention) {
    return !mention.source() && mention.use != MentionUse::kMeasured && sentence.Has(mention.match.offset);
  });
}

}  // namespace

std::optional<Sentence> PeopleGiven(const ReadText& read) {
  static const RE2 given("(?i)\\b" TW_PEOPLE "\\b.{0,240}?\\b(?:" TW_GIVEN
                         ")\\b|患者[^。]{0,40}?(?:接受|给予|注射|输注)");
  static const RE2 given_or_had("(?i)\\b" TW_PEOPLE "\\b.{0,240}?\\b(?:had|" TW_GIVEN
                                ")\\b|患者[^。]{0,40}?(?:接受|给予|注射|输注)");
  static const RE2 sampled("(?i)\\b(?:from|of) (?:\\w+ ){0,2}" TW_PEOPLE " (?:who|with|undergoing)");
  const bool animals = RE2::PartialMatch(StringPiece(read.text.text.data(), read.text.text.size()), Animals());
  const RE2& said = animals ? given : given_or_had;
  for (const Sentence& sentence : read.sentences) {
    const StringPiece text = PieceOf(read, sentence);
    if (animals &&
        (RE2::PartialMatch(text, Animals()) || RE2::PartialMatch(text, sampled) || !NamesProduct(read, sentence))) {
      continue;
    }
    StringPiece found;
    if (said.Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) return PlaceOf(read, found);
  }
  return std::nullopt;
}

bool StudiesPeople(const v1::EvFacts& facts) {
  return std::any_of(facts.facts().begin(), facts.facts().end(), [](const v1::Fact& fact) {
    return fact.field() == "evidence_type" && (fact.value() == "rct" || fact.value() == "single_arm" ||
                                               fact.value() == "observational" || fact.value() == "case_report");
  });
}

std::optional<Sentence> PeopleNamed(const ReadText& read) {
  static const RE2 named("(?i)\\b(?:" TW_PEOPLE "|donors|controls|cohort)\\b|患者");
  const StringPiece text(read.text.text.data(), read.text.text.size());
  StringPiece found;
  if (!named.Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) return std::nullopt;
  return PlaceOf(read, found);
}

}  // namespace trialweave::normalizer
