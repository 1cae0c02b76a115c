#include "tests/generator/match_record_generator.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace trialweave::tests {
namespace {

using store::MatchDraft;
using store::MatchPart;
using store::MatchRecord;
using store::Tokens;

constexpr uint32_t kPeriod = 5;
// Of a made record's words: what stays the model's, and what of the others nobody else has.
constexpr double kKept = 0.3;
constexpr double kNew = 0.06;
// A stay of the model's day and size would be shared by all its children.
constexpr int kLongestShift = 2500;
// Chosen, not measured: of made pairs of one trial those with equal sizes, equal starts, the same sponsor, titles in
// one language, and of these the words that stay.
constexpr double kEqualSize = 0.85;
constexpr double kEqualStart = 0.6;
constexpr double kSameSponsor = 0.85;
constexpr double kOneLanguage = 0.92;
constexpr double kSameWords = 0.75;
// Names of drugs and numbers are the same in every language.
constexpr double kSameWordsAbroad = 0.3;

double Share(std::mt19937_64& random) { return std::uniform_real_distribution<double>(0, 1)(random); }

int Within(int bound, std::mt19937_64& random) { return std::uniform_int_distribution<int>(-bound, bound)(random); }

Tokens Sorted(Tokens tokens) {
  std::sort(tokens.begin(), tokens.end());
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  return tokens;
}

void Shift(std::vector<store::Day>* days, int by) {
  for (store::Day& day : *days) day += by;
}

std::vector<store::Day> Days(store::TokenSpan values) {
  std::vector<store::Day> days;
  for (const uint32_t value : values) days.push_back(static_cast<store::Day>(value));
  return days;
}

}  // namespace

MatchRecordGenerator::MatchRecordGenerator(std::vector<MatchRecord> models, uint64_t seed)
    : models_(std::move(models)), seed_(seed) {
  for (const MatchRecord& model : models_) {
    for (const MatchPart part : {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions}) {
      words_.insert(words_.end(), model.part(part).begin(), model.part(part).end());
    }
  }
}

std::optional<uint32_t> MatchRecordGenerator::PartnerOf(uint32_t number) {
  return number % kPeriod == kPeriod - 1 ? std::optional<uint32_t>(number - 1) : std::nullopt;
}

uint32_t MatchRecordGenerator::Word(Random& random) const {
  if (words_.empty() || Share(random) < kNew) {
    // Of a vocabulary without end, the first ones more often.
    const double rank = std::pow(Share(random), 3) * 30'000'000;
    return store::TokenOf("new" + std::to_string(static_cast<uint32_t>(rank)));
  }
  return words_[random() % words_.size()];
}

Tokens MatchRecordGenerator::Words(store::TokenSpan models, double kept, Random& random) const {
  Tokens words;
  for (const uint32_t word : models) words.push_back(Share(random) < kept ? word : Word(random));
  return Sorted(std::move(words));
}

MatchDraft MatchRecordGenerator::MakeDraft(uint32_t number) const {
  Random random(seed_ ^ number * 0x9E3779B97F4A7C15u);
  const MatchRecord& model = models_[random() % models_.size()];
  MatchDraft draft;
  draft.id = "made" + std::to_string(number);
  draft.scheme = std::string(model.scheme());
  const Tokens title = Words(model.part(MatchPart::kTitleWords), kKept, random);
  draft.titles.push_back(title);
  if (model.titles() > 1) {
    Tokens shorter;
    for (const uint32_t word : title) {
      if (Share(random) < 0.7) shorter.push_back(word);
    }
    draft.titles.push_back(shorter);
  }
  draft.sponsors = Words(model.part(MatchPart::kSponsors), kKept, random);
  draft.conditions = Words(model.part(MatchPart::kConditions), kKept, random);
  draft.interventions = Words(model.part(MatchPart::kInterventions), kKept, random);
  draft.primary_outcomes = Words(model.part(MatchPart::kPrimaryOutcomes), kKept, random);
  draft.countries.assign(model.part(MatchPart::kCountries).begin(), model.part(MatchPart::kCountries).end());
  draft.numerals.assign(model.part(MatchPart::kNumerals).begin(), model.part(MatchPart::kNumerals).end());
  // Sizes stay natural when one is taken from another model.
  const store::TokenSpan sizes = models_[random() % models_.size()].part(MatchPart::kSizes);
  draft.sizes.assign(sizes.begin(), sizes.end());
  draft.started = Days(model.part(MatchPart::kStarted));
  draft.registered = Days(model.part(MatchPart::kRegistered));
  draft.completed = Days(model.part(MatchPart::kCompleted));
  const int by = Within(kLongestShift, random);
  for (auto* days : {&draft.started, &draft.registered, &draft.completed}) Shift(days, by);
  draft.phases = model.phases();
  draft.study_type = model.study_type();
  draft.sequel = model.sequel();
  draft.pilot = model.pilot();
  draft.hospital = model.hospital();
  return draft;
}

void MatchRecordGenerator::TellOtherwise(MatchDraft* draft, Random& random) const {
  const double kept = Share(random) < kOneLanguage ? kSameWords : kSameWordsAbroad;
  for (Tokens* words : {&draft->titles[0], &draft->conditions, &draft->interventions, &draft->primary_outcomes}) {
    *words = Words(*words, kept, random);
  }
  draft->titles.resize(1);
  if (Share(random) >= kSameSponsor) draft->sponsors = Words(draft->sponsors, 0, random);
  if (Share(random) >= kEqualSize) {
    for (int64_t& size : draft->sizes) size = size * 3 / 2 + 1;
  }
  if (Share(random) >= kEqualStart) Shift(&draft->started, Within(120, random));
  Shift(&draft->registered, Within(300, random));
  draft->scheme = draft->scheme == "ctgov" ? "eudract" : "ctgov";
}

MatchRecord MatchRecordGenerator::Make(uint32_t number) const {
  const std::optional<uint32_t> partner = PartnerOf(number);
  if (!partner.has_value()) return MatchRecord(MakeDraft(number));
  MatchDraft draft = MakeDraft(*partner);
  Random random(seed_ ^ (uint64_t{number} << 32));
  TellOtherwise(&draft, random);
  draft.id = "made" + std::to_string(number);
  return MatchRecord(draft);
}

}  // namespace trialweave::tests
