#include "store/linkage/match/candidate_keys.h"

#include <algorithm>
#include <initializer_list>

namespace trialweave::store {
namespace {

// What a key must tell, in natural logarithms: alone, or as the sum of its two parts.
constexpr double kLeastAlone = 8;
constexpr double kLeastTogether = 9;
// Words that say less are never looked up.
constexpr double kLeastOfWord = 2;
// Of a record's most informative words: those that count in pairs, those that count together with a number.
constexpr size_t kPairedWords = 7;
constexpr size_t kNumberedWords = 10;
// Of its sponsor's.
constexpr size_t kSponsorWords = 2;
// What an equal size tells: many plan a round one. What a month tells.
constexpr double kSize = 5.5, kRoundSize = 4, kMonths = 4;
constexpr uint32_t kMonth = 32;

// What a key is made of, so that equal values of two kinds are two keys.
enum class Kind : uint32_t {
  kWords = 1,
  kAcronym,
  kProtocolNumber,
  kSizeStart,
  kSizeCompletion,
  kDates,
  kWordSize,
  kWordStart,
  kContactSize,
  kContactStart,
  kWordSponsor,
  kSizeMonths,
  kSponsorSize,
  kSponsorStart,
};

uint32_t Mixed(Kind kind, uint32_t a, uint32_t b = 0) {
  uint64_t hash = (uint64_t{a} << 32 | b) * 0x9E3779B97F4A7C15u + static_cast<uint32_t>(kind);
  hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
  return static_cast<uint32_t>(hash >> 32);
}

// A day is in two months that overlap by half, so that days of a fortnight share one.
std::vector<uint32_t> MonthsOf(TokenSpan days) {
  std::vector<uint32_t> months;
  for (const uint32_t value : days) {
    // Since 1902.
    const auto day = static_cast<uint32_t>(static_cast<Day>(value) + 25'000);
    months.push_back(day / kMonth * 2);
    months.push_back((day + kMonth / 2) / kMonth * 2 + 1);
  }
  std::sort(months.begin(), months.end());
  months.erase(std::unique(months.begin(), months.end()), months.end());
  return months;
}

// KeyList collects the keys of a record.
class KeyList {
 public:
  KeyList(const MatchRecord& record, const WordFrequencies& frequencies)
      : record_(record), frequencies_(frequencies), months_(MonthsOf(record.part(MatchPart::kStarted))) {}

  std::vector<uint32_t> Keys() && {
    AddWords();
    for (const uint32_t value : record_.part(MatchPart::kAcronyms)) Add(Mixed(Kind::kAcronym, value));
    for (const uint32_t value : record_.part(MatchPart::kProtocolNumbers)) Add(Mixed(Kind::kProtocolNumber, value));
    AddContacts();
    AddNumbers();
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    return std::move(keys_);
  }

 private:
  void Add(uint32_t key) { keys_.push_back(key); }

  using Word = std::pair<double, uint32_t>;
  using Words = std::vector<Word>;

  void AddWords() {
    const Words words = WordsOf({MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions});
    Words sponsors = WordsOf({MatchPart::kSponsors});
    sponsors.resize(std::min(kSponsorWords, sponsors.size()));
    size_t at = 0;
    for (; at < words.size() && words[at].first >= kLeastAlone; ++at) Add(words[at].second);
    const size_t first = at, paired = std::min(first + kPairedWords, words.size());
    for (; at < paired; ++at) {
      for (size_t other = at + 1; other < paired && words[at].first + words[other].first >= kLeastTogether; ++other) {
        const auto [less, more] = std::minmax(words[at].second, words[other].second);
        Add(Mixed(Kind::kWords, less, more));
      }
      for (const auto& [information, word] : sponsors) {
        if (information + words[at].first >= kLeastTogether) Add(Mixed(Kind::kWordSponsor, words[at].second, word));
      }
    }
    const size_t numbered = std::min(first + kNumberedWords, words.size());
    for (at = first; at < numbered; ++at) AddNumbered(words[at], Kind::kWordSize, Kind::kWordStart);
    for (const Word& sponsor : sponsors) AddNumbered(sponsor, Kind::kSponsorSize, Kind::kSponsorStart);
  }

  // The most informative first, ties by the word, each once.
  Words WordsOf(std::initializer_list<MatchPart> parts) const {
    Words words;
    for (const MatchPart part : parts) {
      for (const uint32_t word : record_.part(part)) {
        const double information = frequencies_.Information(word);
        if (information >= kLeastOfWord) words.emplace_back(information, word);
      }
    }
    std::sort(words.rbegin(), words.rend());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
  }

  void AddNumbered(const Word& word, Kind with_size, Kind with_start) {
    for (const uint32_t size : record_.part(MatchPart::kSizes)) {
      if (word.first + (size % 10 == 0 ? kRoundSize : kSize) >= kLeastTogether)
        Add(Mixed(with_size, word.second, size));
    }
    if (word.first + kMonths < kLeastTogether) return;
    for (const uint32_t month : months_) Add(Mixed(with_start, word.second, month));
  }

  // A sponsor's office is the contact of thousands of trials.
  void AddContacts() {
    for (const MatchPart part : {MatchPart::kEmails, MatchPart::kPhones, MatchPart::kPersons}) {
      for (const uint32_t contact : record_.part(part)) {
        for (const uint32_t size : record_.part(MatchPart::kSizes)) Add(Mixed(Kind::kContactSize, contact, size));
        for (const uint32_t month : months_) Add(Mixed(Kind::kContactStart, contact, month));
      }
    }
  }

  // An equal size and an equal date, or two equal dates, are rarely chance: titles may be in two languages.
  void AddNumbers() {
    const auto add = [this](Kind kind, MatchPart a, MatchPart b) {
      for (const uint32_t x : record_.part(a)) {
        for (const uint32_t y : record_.part(b)) Add(Mixed(kind, x, y));
      }
    };
    add(Kind::kSizeStart, MatchPart::kSizes, MatchPart::kStarted);
    add(Kind::kSizeCompletion, MatchPart::kSizes, MatchPart::kCompleted);
    add(Kind::kDates, MatchPart::kStarted, MatchPart::kCompleted);
    const std::vector<uint32_t> ends = MonthsOf(record_.part(MatchPart::kCompleted));
    for (const uint32_t size : record_.part(MatchPart::kSizes)) {
      for (const uint32_t month : months_) {
        for (const uint32_t end : ends) Add(Mixed(Kind::kSizeMonths, size, month << 16 | end));
      }
    }
  }

  const MatchRecord& record_;
  const WordFrequencies& frequencies_;
  const std::vector<uint32_t> months_;
  std::vector<uint32_t> keys_;
};

}  // namespace

std::vector<uint32_t> CandidateKeysOf(const MatchRecord& record, const WordFrequencies& frequencies) {
  return KeyList(record, frequencies).Keys();
}

}  // namespace trialweave::store
