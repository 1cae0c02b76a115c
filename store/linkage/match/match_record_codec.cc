#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "store/linkage/match/match_record.h"

namespace trialweave::store {
namespace {

constexpr uint8_t kVersion = 3;
// How many parts each version has, from 0 on.
constexpr std::array<size_t, kVersion + 1> kPartsOf = {0, kMatchParts - 1, kMatchParts, kMatchParts};
static_assert(static_cast<size_t>(MatchPart::kAlternatives) == kMatchParts - 1);

constexpr uint32_t kVersionOfTraits = 3;
constexpr uint8_t kSequel = 1, kPilot = 2, kPilotUnknown = 4, kHospital = 8;

uint8_t TraitsOf(bool sequel, bool pilot, bool pilot_known, bool hospital) {
  return static_cast<uint8_t>((sequel ? kSequel : 0) + (pilot ? kPilot : 0) + (pilot_known ? 0 : kPilotUnknown) +
                              (hospital ? kHospital : 0));
}

bool TraitsFit(uint32_t version, uint32_t traits) {
  if (version < kVersionOfTraits) return traits <= kSequel;
  const bool two = (traits & kPilot) != 0 && (traits & kPilotUnknown) != 0;
  return !two && traits < 2 * kHospital;
}

absl::Status Invalid(std::string_view what) {
  return common::MakeError(absl::StatusCode::kDataLoss, "MATCH_RECORD_INVALID",
                           absl::StrCat("a match record on disk: ", absl::string_view(what.data(), what.size())));
}

void AppendValue(uint32_t value, std::string* out) {
  for (int shift = 0; shift < 32; shift += 8) out->push_back(static_cast<char>(value >> shift));
}

// Reader takes numbers off the front of bytes; after a shortage everything is 0.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  uint32_t Number(size_t size) {
    const std::string_view bytes = Take(size);
    uint32_t value = 0;
    for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return value;
  }
  std::string_view Take(size_t size) {
    if (size > bytes_.size()) {
      short_ = true;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  void AppendValues(size_t count, std::vector<uint32_t>* values) {
    const std::string_view bytes = Take(count * sizeof(uint32_t));
    const size_t before = values->size();
    values->resize(before + bytes.size() / sizeof(uint32_t));
    // As they are in memory.
    static_assert(std::endian::native == std::endian::little);
    if (!bytes.empty()) std::memcpy(values->data() + before, bytes.data(), bytes.size());
  }
  bool short_of_bytes() const { return short_; }
  size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
  bool short_ = false;
};

// Whether what follows scheme and id is identifiers behind their lengths.
bool TextFits(std::string_view text, size_t names) {
  size_t at = names;
  while (at < text.size()) at += size_t{1} + static_cast<uint8_t>(text[at]);
  return at == text.size();
}

}  // namespace

std::string EncodeMatchRecord(const MatchRecord& record) {
  std::string out;
  const std::string_view text = record.text();
  out.reserve(16 + kMatchParts + record.values_.size() * sizeof(uint32_t));
  for (const uint8_t byte :
       {kVersion, record.scheme_size_, record.id_size_, record.titles_, record.phases_, record.study_type_,
        TraitsOf(record.sequel_, record.pilot_, record.pilot_known_, record.hospital_)}) {
    out.push_back(static_cast<char>(byte));
  }
  out.push_back(static_cast<char>(text.size()));
  out.push_back(static_cast<char>(text.size() >> 8));
  out += text;
  for (size_t i = 0; i < kMatchParts; ++i) out.push_back(static_cast<char>(record.ends_[i + 1] - record.ends_[i]));
  for (size_t i = 0; i < record.Numbers(); ++i) AppendValue(record.values_[i], &out);
  return out;
}

absl::StatusOr<MatchRecord> DecodeMatchRecord(std::string_view bytes) {
  Reader reader(bytes);
  const uint32_t version = reader.Number(1);
  if (version == 0 || version > kVersion) return Invalid("unknown version");
  MatchRecord record;
  record.scheme_size_ = static_cast<uint8_t>(reader.Number(1));
  record.id_size_ = static_cast<uint8_t>(reader.Number(1));
  record.titles_ = static_cast<uint8_t>(reader.Number(1));
  record.phases_ = static_cast<uint8_t>(reader.Number(1));
  record.study_type_ = static_cast<uint8_t>(reader.Number(1));
  const uint32_t traits = reader.Number(1);
  record.sequel_ = (traits & kSequel) != 0;
  record.pilot_ = (traits & kPilot) != 0;
  record.pilot_known_ = version >= kVersionOfTraits && (traits & kPilotUnknown) == 0;
  record.hospital_ = (traits & kHospital) != 0;
  const std::string_view text = reader.Take(reader.Number(2));
  for (size_t i = 0; i < kMatchParts; ++i) {
    const uint32_t size = i < kPartsOf[version] ? reader.Number(1) : 0;
    if (size > kMostValues) return Invalid("a part has too many values");
    record.ends_[i + 1] = static_cast<uint16_t>(record.ends_[i] + size);
  }
  if (record.titles_ > kMostTitles) return Invalid("too many titles");
  if (!TraitsFit(version, traits) || !v1::StudyType_IsValid(record.study_type_)) return Invalid("a value out of range");
  if (!TextFits(text, size_t{record.scheme_size_} + record.id_size_)) return Invalid("identifiers do not fit");
  if (reader.short_of_bytes() || reader.left() != record.Numbers() * sizeof(uint32_t)) return Invalid("wrong length");
  record.values_.reserve(record.Numbers() + MatchRecord::ValuesFor(text));
  reader.AppendValues(record.Numbers(), &record.values_);
  record.AppendText(text);
  for (size_t i = 0; i < kMatchParts; ++i) {
    const TokenSpan part = record.part(static_cast<MatchPart>(i));
    if (std::adjacent_find(part.begin(), part.end(), std::greater_equal<>()) != part.end())
      return Invalid("values out of order");
  }
  return record;
}

}  // namespace trialweave::store
