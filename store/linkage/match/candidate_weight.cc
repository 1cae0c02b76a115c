#include "store/linkage/match/candidate_weight.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

#include "store/linkage/match/weighed_record.h"

namespace trialweave::store {
namespace {

constexpr MatchPart kSubject[] = {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions};
// An equal acronym or number of the sponsor, an equal contact.
constexpr double kName = 6;
constexpr double kContact = 4;
// A word of a sponsor's name, as a share of its information.
constexpr double kSponsor = 0.7;
// An equal size; many plan a round one.
constexpr double kSize = 4, kRoundSize = 3;
// A day within 3, 16, 31 and 93 days.
constexpr double kNear[] = {4, 3, 2, 1};

uint32_t Units(double weight) { return static_cast<uint32_t>(weight / CandidateWeight::kUnit); }

bool Share(TokenSpan a, TokenSpan b) {
  for (const uint32_t x : a) {
    if (std::binary_search(b.begin(), b.end(), x)) return true;
  }
  return false;
}

double SizeWeight(TokenSpan a, TokenSpan b) {
  double best = 0;
  for (const uint32_t x : a) {
    if (std::binary_search(b.begin(), b.end(), x)) best = std::max(best, x % 10 == 0 ? kRoundSize : kSize);
  }
  return best;
}

double DaysWeight(TokenSpan a, TokenSpan b) {
  int64_t nearest = 1'000'000;
  for (const uint32_t x : a) {
    for (const uint32_t y : b)
      nearest = std::min(nearest, std::abs(int64_t{static_cast<Day>(x)} - static_cast<Day>(y)));
  }
  return nearest <= 3 ? kNear[0] : nearest <= 16 ? kNear[1] : nearest <= 31 ? kNear[2] : nearest <= 93 ? kNear[3] : 0;
}

}  // namespace

uint32_t CandidateWeight::LeastFor(uint32_t subject) {
  constexpr auto kLeast = static_cast<uint32_t>(10.5 / kUnit);
  return std::max(kLeast, subject / 4);
}

uint32_t CandidateWeight::SubjectOf(const MatchRecord& record, const WordFrequencies& frequencies) {
  const WeighedRecord weighed(record, frequencies);
  uint32_t subject = 0;
  for (size_t i = 0; i < weighed.subject().size(); ++i) subject += Units(weighed.subject_information()[i]);
  return std::min<uint32_t>(subject, std::numeric_limits<uint16_t>::max());
}

CandidateWeight::CandidateWeight(const MatchRecord& record, const WordFrequencies& frequencies) : record_(record) {
  size_t words = record.part(MatchPart::kSponsors).size();
  for (const MatchPart part : kSubject) words += record.part(part).size();
  // At least eight times as many as words: most of another record's tokens find an empty one at once.
  slots_.resize(std::bit_ceil(8 * words + 1));
  mask_ = slots_.size() - 1;
  const auto add = [&](uint32_t token, double weight) {
    Slot* slot = Find(token);
    if (slot->weight == 0) *slot = {token, std::max(Units(weight), 1u), 0};
  };
  for (const MatchPart part : kSubject) {
    for (const uint32_t word : record.part(part)) add(word, frequencies.Information(word));
  }
  // A word of the sponsor's name is another token than the same word of a title.
  for (const uint32_t word : record.part(MatchPart::kSponsors)) add(~word, frequencies.Information(word) * kSponsor);
}

CandidateWeight::Slot* CandidateWeight::Find(uint32_t token) {
  size_t at = (uint64_t{token} * 0x9E3779B97F4A7C15u >> 32) & mask_;
  while (slots_[at].weight != 0 && slots_[at].token != token) at = (at + 1) & mask_;
  return &slots_[at];
}

uint32_t CandidateWeight::With(const MatchRecord& other) {
  ++calls_;
  uint32_t weight = 0;
  const auto meet = [&](uint32_t token) {
    Slot* slot = Find(token);
    if (slot->weight == 0 || slot->met == calls_) return;
    slot->met = calls_;
    weight += slot->weight;
  };
  for (const MatchPart part : kSubject) {
    for (const uint32_t word : other.part(part)) meet(word);
  }
  for (const uint32_t word : other.part(MatchPart::kSponsors)) meet(~word);
  const auto both = [&](MatchPart part, const auto& shared) { return shared(record_.part(part), other.part(part)); };
  double more = both(MatchPart::kSizes, SizeWeight) + both(MatchPart::kStarted, DaysWeight) +
                both(MatchPart::kCompleted, DaysWeight) / 2 + both(MatchPart::kRegistered, DaysWeight) / 2;
  for (const MatchPart part : {MatchPart::kAcronyms, MatchPart::kProtocolNumbers})
    more += both(part, Share) ? kName : 0;
  for (const MatchPart part : {MatchPart::kEmails, MatchPart::kPhones, MatchPart::kPersons})
    more += both(part, Share) ? kContact : 0;
  return weight + Units(more);
}

}  // namespace trialweave::store
