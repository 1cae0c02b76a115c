#include "store/format/linkage_keys.h"

#include <utility>

#include "store/format/key_encoding.h"

namespace trialweave::store {
namespace {

constexpr char kMatchRecord = 'M';
constexpr char kPartners = 'P';
constexpr char kDecision = 'D';
constexpr char kDecidedPair = 'V';

std::string Tagged(char tag, std::string_view id) { return KeyWriter().Tag(tag).Bytes(id).Take(); }

template <typename Value>
absl::StatusOr<Value> Finished(const KeyReader& reader, Value value) {
  if (absl::Status status = reader.Finish("linkage"); !status.ok()) return status;
  return value;
}

absl::StatusOr<std::string> DecodeTagged(char tag, std::string_view key) {
  KeyReader reader(key);
  reader.Tag(tag);
  std::string id = reader.Rest();
  return Finished(reader, std::move(id));
}

}  // namespace

std::string MatchRecordsPrefix() { return Tagged(kMatchRecord, ""); }
std::string EncodeMatchRecordKey(std::string_view registration_id) { return Tagged(kMatchRecord, registration_id); }
absl::StatusOr<std::string> DecodeMatchRecordKey(std::string_view key) { return DecodeTagged(kMatchRecord, key); }

std::string PartnersPrefix() { return Tagged(kPartners, ""); }
std::string EncodePartners(std::string_view registration_id) { return Tagged(kPartners, registration_id); }
absl::StatusOr<std::string> DecodePartners(std::string_view key) { return DecodeTagged(kPartners, key); }

std::string DecisionsPrefix() { return Tagged(kDecision, ""); }
std::string EncodeDecision(uint64_t number) { return KeyWriter().Tag(kDecision).Inverted(number).Take(); }
absl::StatusOr<uint64_t> DecodeDecision(std::string_view key) {
  KeyReader reader(key);
  reader.Tag(kDecision);
  const uint64_t number = reader.Inverted();
  return Finished(reader, number);
}

std::string DecidedPairsPrefix(std::string_view registration_id) {
  return KeyWriter().Tag(kDecidedPair).Text(registration_id).Take();
}
std::string EncodeDecidedPair(std::string_view registration_id, std::string_view other) {
  return KeyWriter().Tag(kDecidedPair).Text(registration_id).Text(other).Take();
}
absl::StatusOr<DecidedPairKey> DecodeDecidedPair(std::string_view key) {
  KeyReader reader(key);
  reader.Tag(kDecidedPair);
  DecidedPairKey decoded;
  decoded.registration_id = reader.Text();
  decoded.other = reader.Text();
  return Finished(reader, std::move(decoded));
}

}  // namespace trialweave::store
