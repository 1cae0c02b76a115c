#include "store/linkage/match/candidate_keys.h"

#include <algorithm>

namespace trialweave::store {
namespace {

// A word of less information finds too many alone, two of them of less together. In natural logarithms.
constexpr double kSelective = 6;
constexpr double kSelectivePair = 6;
// Of a record's most informative words, those that are not selective count in pairs.
constexpr size_t kPairedWords = 10;
// Of these, those that count together with a size or a start.
constexpr size_t kNumberedWords = 6;
// Words that say less are never looked up.
constexpr double kLeast = 2.5;
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

  void AddWords() {
    const std::vector<Word> words = Words();
    auto at = words.begin();
    for (; at != words.end() && at->first >= kSelective; ++at) Add(at->second);
    const auto first = at;
    const auto end = words.begin() + static_cast<ptrdiff_t>(std::min(kPairedWords, words.size()));
    for (; at < end; ++at) {
      for (auto other = at + 1; other != end && at->first + other->first >= kSelectivePair; ++other) {
        const auto [less, more] = std::minmax(at->second, other->second);
        Add(Mixed(Kind::kWords, less, more));
      }
    }
    const auto last = words.begin() + static_cast<ptrdiff_t>(std::min(kNumberedWords, words.size()));
    for (at = first; at < last; ++at) AddNumbered(at->second);
  }

  // The most informative first, ties by the word, each once.
  using Word = std::pair<double, uint32_t>;
  std::vector<Word> Words() const {
    std::vector<Word> words;
    for (const MatchPart part : {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions}) {
      for (const uint32_t word : record_.part(part)) {
        const double information = frequencies_.Information(word);
        if (information >= kLeast) words.emplace_back(information, word);
      }
    }
    std::sort(words.rbegin(), words.rend());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
  }

  void AddNumbered(uint32_t word) {
    for (const uint32_t size : record_.part(MatchPart::kSizes)) Add(Mixed(Kind::kWordSize, word, size));
    for (const uint32_t month : months_) Add(Mixed(Kind::kWordStart, word, month));
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
