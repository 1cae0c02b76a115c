#ifndef TRIALWEAVE_STORE_COMPRESSION_DICTIONARY_TRAINING_H_
#define TRIALWEAVE_STORE_COMPRESSION_DICTIONARY_TRAINING_H_

#include <cstddef>
#include <string>
#include <vector>

namespace trialweave::store {

inline constexpr size_t kDictionaryBytes = 64 * 1024;
// Every kSharedBytes bytes in a row of a dictionary stand in at least kLeastSharing of the samples that it was trained
// on, so that it tells of no document, or person, what the others do not say alike, and a document that is erased
// leaves nothing in it.
inline constexpr size_t kSharedBytes = 8;
inline constexpr size_t kLeastSharing = 16;

// A zstd dictionary (RFC 8878, 5) for bytes like these; empty when they have too little in common. Some seconds for
// thousands of samples.
std::string TrainDictionary(const std::vector<std::string>& samples);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMPRESSION_DICTIONARY_TRAINING_H_
