#ifndef TRIALWEAVE_STORE_COMPRESSION_DICTIONARY_TRAINING_H_
#define TRIALWEAVE_STORE_COMPRESSION_DICTIONARY_TRAINING_H_

#include <cstddef>
#include <string>
#include <vector>

namespace trialweave::store {

inline constexpr size_t kDictionaryBytes = 64 * 1024;
// A dictionary is made of stretches of the samples, of which every kSharedBytes bytes in a row stand in at least
// kLeastSharing of them: not of what one record, or a few, say of themselves or of a person.
inline constexpr size_t kSharedBytes = 8;
inline constexpr size_t kLeastSharing = 32;

// A zstd dictionary (RFC 8878, 5) for bytes like these, each of another record; empty when they have too little in
// common. Some seconds for thousands of samples.
std::string TrainDictionary(const std::vector<std::string>& samples);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMPRESSION_DICTIONARY_TRAINING_H_
