#include "store/linkage/match/candidate_keys.h"

#include <algorithm>
#include <cmath>

namespace trialweave::store {
namespace {

// A word of less information finds too many alone. In natural logarithms, as all below.
constexpr double kSelective = 5;
// Of a record's most informative words, those that are not selective count in pairs; words below kLeast never.
constexpr size_t kPairedWords = 10;
constexpr double kLeast = 2.5;
// A sponsor's word.
constexpr double kSelectiveSponsor = 4;
// An acronym, a protocol number, a contact, or an equal size together with an equal date.
constexpr double kStrong = 12;

// What a key is made of, so that equal values of two kinds are two keys.
enum class Kind : uint32_t {
  kWords = 1,
  kSponsor,
  kAcronym,
  kProtocolNumber,
  kEmail,
  kPhone,
  kPerson,
  kSizeStart,
  kSizeCompletion,
  kDates
};

uint32_t Mixed(Kind kind, uint32_t a, uint32_t b = 0) {
  uint64_t hash = (uint64_t{a} << 32 | b) * 0x9E3779B97F4A7C15u + static_cast<uint32_t>(kind);
  hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
  return static_cast<uint32_t>(hash >> 32);
}

// KeyList collects keys.
class KeyList {
 public:
  void Add(uint32_t key, double weight) { keys_.push_back({key, static_cast<uint32_t>(weight / kWeightUnit)}); }
  std::vector<CandidateKey> Sorted() && {
    std::sort(keys_.begin(), keys_.end(), [](const CandidateKey& a, const CandidateKey& b) {
      return a.key != b.key ? a.key < b.key : a.weight > b.weight;
    });
    keys_.erase(std::unique(keys_.begin(), keys_.end(),
                            [](const CandidateKey& a, const CandidateKey& b) { return a.key == b.key; }),
                keys_.end());
    return std::move(keys_);
  }

 private:
  std::vector<CandidateKey> keys_;
};

void AddWords(const MatchRecord& record, const WordFrequencies& frequencies, KeyList* keys) {
  std::vector<std::pair<double, uint32_t>> words;
  for (const MatchPart part : {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions}) {
    for (const uint32_t word : record.part(part)) {
      const double information = frequencies.Information(word);
      if (information >= kLeast) words.emplace_back(information, word);
    }
  }
  std::sort(words.rbegin(), words.rend());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  auto at = words.begin();
  for (; at != words.end() && at->first >= kSelective; ++at) keys->Add(at->second, at->first);
  const auto end = words.begin() + static_cast<ptrdiff_t>(std::min(kPairedWords, words.size()));
  for (; at < end; ++at) {
    for (auto other = at + 1; other != end; ++other) {
      const auto [less, more] = std::minmax(at->second, other->second);
      keys->Add(Mixed(Kind::kWords, less, more), at->first + other->first);
    }
  }
}

// An equal size and an equal date, or two equal dates, are rarely chance: titles may be in two languages.
void AddNumbers(const MatchRecord& record, KeyList* keys) {
  const TokenSpan sizes = record.part(MatchPart::kSizes), starts = record.part(MatchPart::kStarted),
                  ends = record.part(MatchPart::kCompleted);
  const auto add = [keys](Kind kind, TokenSpan a, TokenSpan b) {
    for (const uint32_t x : a) {
      for (const uint32_t y : b) keys->Add(Mixed(kind, x, y), kStrong);
    }
  };
  add(Kind::kSizeStart, sizes, starts);
  add(Kind::kSizeCompletion, sizes, ends);
  add(Kind::kDates, starts, ends);
}

}  // namespace

std::vector<CandidateKey> CandidateKeysOf(const MatchRecord& record, const WordFrequencies& frequencies) {
  KeyList keys;
  AddWords(record, frequencies, &keys);
  for (const uint32_t word : record.part(MatchPart::kSponsors)) {
    const double information = frequencies.Information(word);
    if (information >= kSelectiveSponsor) keys.Add(Mixed(Kind::kSponsor, word), information);
  }
  const auto add = [&](Kind kind, MatchPart part) {
    for (const uint32_t value : record.part(part)) keys.Add(Mixed(kind, value), kStrong);
  };
  add(Kind::kAcronym, MatchPart::kAcronyms);
  add(Kind::kProtocolNumber, MatchPart::kProtocolNumbers);
  add(Kind::kEmail, MatchPart::kEmails);
  add(Kind::kPhone, MatchPart::kPhones);
  add(Kind::kPerson, MatchPart::kPersons);
  AddNumbers(record, &keys);
  return std::move(keys).Sorted();
}

}  // namespace trialweave::store
