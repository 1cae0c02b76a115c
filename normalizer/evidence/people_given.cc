#include "normalizer/evidence/people_given.h"

#include <re2/re2.h>

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

#define TW_PEOPLE                                                                                                    \
  "(?:patients|participants|subjects|volunteers|adults|individuals|people|recipients|persons|children|infants|eyes|" \
  "athletes|players|women|men)"

std::optional<Sentence> First(const ReadText& read, const RE2& pattern, const RE2* unless) {
  for (const Sentence& sentence : read.sentences) {
    const StringPiece text(read.text.text.data() + sentence.begin, sentence.end - sentence.begin);
    StringPiece found;
    if (!pattern.Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) continue;
    if (unless != nullptr &&
        RE2::PartialMatch(StringPiece(text.data(), static_cast<size_t>(found.data() + found.size() - text.data())),
                          *unless)) {
      continue;
    }
    const auto begin = static_cast<size_t>(found.data() - read.text.text.data());
    return Sentence{begin, begin + found.size()};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Sentence> PeopleGiven(const ReadText& read) {
  static const RE2 given(
      "(?i)\\b" TW_PEOPLE
      "\\b.{0,240}?\\b(?:received|treated|injected|given|had|underwent|infused|administered|enrolled|dosed)\\b|患者");
  static const RE2 others("(?i)\\b(?:mice|mouse|rats?|rabbits?|dogs|horses|sheep|pigs|from (?:\\w+ ){0,2}" TW_PEOPLE
                          "|of " TW_PEOPLE " (?:who|with|undergoing))\\b|小鼠|大鼠");
  return First(read, given, &others);
}

std::optional<Sentence> PeopleNamed(const ReadText& read) {
  static const RE2 named("(?i)\\b(?:" TW_PEOPLE "|donors|controls|cohort)\\b|患者");
  return First(read, named, nullptr);
}

}  // namespace trialweave::normalizer
