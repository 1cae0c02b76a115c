#ifndef TRIALWEAVE_STORE_FORMAT_LINKAGE_KEYS_H_
#define TRIALWEAVE_STORE_FORMAT_LINKAGE_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

// Keys of the family `linkage`; keys.h has the others.
namespace trialweave::store {

// 'M' id: what of a registration is compared with others
std::string MatchRecordsPrefix();
std::string EncodeMatchRecordKey(std::string_view registration_id);
absl::StatusOr<std::string> DecodeMatchRecordKey(std::string_view key);

// 'P' id: the registrations that it is like
std::string PartnersPrefix();
std::string EncodePartners(std::string_view registration_id);
absl::StatusOr<std::string> DecodePartners(std::string_view key);

// 'D' inverted: decisions, newest first
std::string DecisionsPrefix();
std::string EncodeDecision(uint64_t number);
absl::StatusOr<uint64_t> DecodeDecision(std::string_view key);

// 'V' text text: the number of the decision on the two that holds; each of the two has the other
std::string DecidedPairsPrefix(std::string_view registration_id);
std::string EncodeDecidedPair(std::string_view registration_id, std::string_view other);
struct DecidedPairKey {
  std::string registration_id;
  std::string other;
};
absl::StatusOr<DecidedPairKey> DecodeDecidedPair(std::string_view key);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_LINKAGE_KEYS_H_
