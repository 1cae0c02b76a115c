#ifndef TRIALWEAVE_STORE_COMPRESSION_STORED_DICTIONARY_H_
#define TRIALWEAVE_STORE_COMPRESSION_STORED_DICTIONARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/format/compressed_frame.h"

namespace trialweave::store {

using FrameDictionaryPtr = std::shared_ptr<const FrameDictionary>;

// Writes a dictionary for frames of `kind`. It stays as long as the store does. DATA_LOSS; ALREADY_EXISTS: another one
// has its id.
absl::Status WriteDictionary(const std::string& kind, const FrameDictionary& dictionary, Transaction& transaction);

struct StoredFrameDictionary {
  std::string kind;
  FrameDictionaryPtr dictionary;
};
// All that the store has, read anew. DATA_LOSS, UNAVAILABLE.
absl::StatusOr<std::vector<StoredFrameDictionary>> ReadDictionaries(const Reader& reader);

// The bytes in a frame, with the dictionary that it needs. Dictionaries that were read once are kept for the process:
// their ids name their content. The codes of DecompressFrame; UNAVAILABLE.
absl::StatusOr<std::string> OpenFrame(const Reader& reader, std::string_view frame);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMPRESSION_STORED_DICTIONARY_H_
