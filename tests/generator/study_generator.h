#ifndef TRIALWEAVE_TESTS_GENERATOR_STUDY_GENERATOR_H_
#define TRIALWEAVE_TESTS_GENERATOR_STUDY_GENERATOR_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::tests {

// StudyGenerator makes documents of the ClinicalTrials.gov API v2 that are nobody's studies, from real ones, for
// measurements at sizes that no collection of real records has. A made study has the structure, the values and the
// size of a real one; its words are changed here and there: mostly to words of the real studies, by their frequency,
// else to new ones, so that the vocabulary grows with the number of studies as natural text's does (Heaps' law) instead
// of repeating that of a few thousand. Dates and sizes move; identifiers are new.
//
// Deterministic: study n is the same for the same models and seed, whatever was made before. Thread-safe.
class StudyGenerator {
 public:
  // Largest number of a study: NCT numbers are made from 01000000 on, below those that were never issued.
  // Earlier numbers of theirs follow.
  static constexpr uint64_t kMaxStudies = 5'000'000;

  // `models` are minified JSON documents, at least one.
  StudyGenerator(std::vector<std::string> models, uint64_t seed);

  // Study number `number` below kMaxStudies. Every 20th states a EudraCT number of its own.
  std::string Make(uint64_t number) const;
  // The identifier that Make gives it.
  static std::string IdOf(uint64_t number);

 private:
  using Random = std::mt19937_64;

  std::string Word(std::string_view replaced, uint64_t number, Random& random) const;
  void AppendText(std::string_view text, uint64_t number, Random& random, std::string* out) const;
  void AppendValue(std::string_view key, std::string_view value, uint64_t number, Random& random,
                   std::string* out) const;

  const std::vector<std::string> models_;
  const uint64_t seed_;
  // Words of the models, each as often as it stands there.
  std::vector<std::string> words_;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_GENERATOR_STUDY_GENERATOR_H_
