#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_RECORD_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_RECORD_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "store/linkage/match/match_draft.h"

namespace trialweave::store {

// What of a registration is compared, by kind. Each is a sorted list of 32-bit values without repeats.
enum class MatchPart : uint8_t {
  // Of all titles.
  kTitleWords,
  kConditions,
  kInterventions,
  kSponsors,
  kPrimaryOutcomes,
  kCountries,
  kAcronyms,
  kNumerals,
  kPersons,
  kEmails,
  kPhones,
  kProtocolNumbers,
  kSizes,
  // Days, as static_cast<uint32_t>(Day).
  kStarted,
  kRegistered,
  kCompleted,
  // Of titles, conditions and interventions (match_alternatives.h).
  kAlternatives,
  kCount,
};

inline constexpr size_t kMatchParts = static_cast<size_t>(MatchPart::kCount);
// Values of a part that are kept. Of a longer one the smallest hashes stay, so that two long texts keep the same of
// their common words (Broder's bottom-k sketch, "On the resemblance and containment of documents", 1997).
inline constexpr size_t kMostValues = 64;
inline constexpr size_t kMostTitles = 8;

using TokenSpan = std::span<const uint32_t>;

// MatchRecord is what of a registration is compared with another's, packed for a million of them in memory: about 400
// bytes. Immutable, so threads may share it.
class MatchRecord {
 public:
  MatchRecord() = default;
  explicit MatchRecord(const MatchDraft& draft);

  // Canonical identifier and code of its registry.
  std::string_view id() const { return text().substr(scheme_size_, id_size_); }
  std::string_view scheme() const { return text().substr(0, scheme_size_); }
  // Canonical identifiers that it states, of registries; in no order.
  std::vector<std::string_view> stated() const;
  TokenSpan part(MatchPart part) const {
    const auto i = static_cast<size_t>(part);
    return TokenSpan(values_).subspan(ends_[i], ends_[i + 1] - ends_[i]);
  }
  size_t titles() const { return titles_; }
  // Whether title number `title` has the word at `word` of MatchPart::kTitleWords.
  bool TitleHas(size_t title, size_t word) const {
    return (values_[ends_[kMatchParts] + title * TitleStride() + word / 32] >> (word % 32) & 1) != 0;
  }
  // Bit n for phase n; 0 when none is known.
  uint8_t phases() const { return phases_; }
  v1::StudyType study_type() const { return static_cast<v1::StudyType>(study_type_); }
  // All of its titles speak of an extension, a follow-up or a part of another trial.
  bool sequel() const { return sequel_; }
  // One of its titles, or its acronym, speaks of a pilot; of records of versions before the third it is not known.
  bool pilot() const { return pilot_; }
  bool pilot_known() const { return pilot_known_; }
  // Its sponsor is one.
  bool hospital() const { return hospital_; }
  // Lets the processor fetch what comparisons will read first: the words of titles, conditions and interventions.
  void Prefetch() const {
    constexpr size_t kLine = 16, kLines = 3;
    for (size_t at = 0; at < std::min(values_.size(), kLines * kLine); at += kLine) __builtin_prefetch(&values_[at]);
  }
  // Of memory, this object included.
  size_t bytes() const { return sizeof *this + values_.capacity() * sizeof(uint32_t); }

  bool operator==(const MatchRecord&) const = default;

 private:
  friend std::string EncodeMatchRecord(const MatchRecord& record);
  friend absl::StatusOr<MatchRecord> DecodeMatchRecord(std::string_view bytes);

  // Values that hold one title's bits.
  size_t TitleStride() const { return (ends_[1] + 31) / 32; }
  // Values before the text.
  size_t Numbers() const { return ends_[kMatchParts] + titles_ * TitleStride(); }
  // Scheme, id, then each stated identifier behind a byte with its length.
  std::string_view text() const {
    if (values_.empty()) return {};
    return {reinterpret_cast<const char*>(values_.data() + Numbers()), text_size_};
  }
  // Values that hold a text.
  static size_t ValuesFor(std::string_view text) { return (text.size() + sizeof(uint32_t) - 1) / sizeof(uint32_t); }
  // Behind the numbers, of which there are all.
  void AppendText(std::string_view text);

  // The parts one after the other, then a bit per title and title word, then the text: one place in memory.
  std::vector<uint32_t> values_;
  // Part i is [ends_[i], ends_[i + 1]).
  std::array<uint16_t, kMatchParts + 1> ends_ = {};
  uint16_t text_size_ = 0;
  uint8_t scheme_size_ = 0, id_size_ = 0, titles_ = 0, phases_ = 0, study_type_ = 0;
  bool sequel_ = false, pilot_ = false, pilot_known_ = true, hospital_ = false;
};

// MatchRecordOf(registration) is MatchRecord(MatchDraftOf(registration)).
MatchRecord MatchRecordOf(const v1::Registration& registration);

// The form on disk, every number little-endian:
//   version (1 byte) | sizes of scheme, id, number of titles, phases, study type, traits (1 byte each) |
//   size of the text (2 bytes) | its bytes | number of values of each part (1 byte each) | the values (4 bytes each) |
//   titles' bits (4 bytes each)
// Traits: 1 for a sequel, 2 for a pilot, 4 where pilots are not known, 8 for a hospital. Version 1 has no
// alternatives, version 2 no trait but the first.
std::string EncodeMatchRecord(const MatchRecord& record);
// DATA_LOSS (MATCH_RECORD_INVALID): the bytes are not what EncodeMatchRecord writes.
absl::StatusOr<MatchRecord> DecodeMatchRecord(std::string_view bytes);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_RECORD_H_
