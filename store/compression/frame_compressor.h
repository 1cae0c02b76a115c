#ifndef TRIALWEAVE_STORE_COMPRESSION_FRAME_COMPRESSOR_H_
#define TRIALWEAVE_STORE_COMPRESSION_FRAME_COMPRESSOR_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "store/background_worker.h"
#include "store/compression/stored_dictionary.h"

namespace trialweave::store {

// FrameCompressor makes frames, with a dictionary for those of their kind: what one source writes is alike, so a
// dictionary of it takes a third off. When it has seen enough of a kind it trains one, in the background; until that is
// durable, frames of the kind have none. Thread-safe.
class FrameCompressor {
 public:
  // Makes a dictionary durable and then calls Use; or does not. On a thread of its own.
  using Keep = std::function<void(const std::string& kind, FrameDictionaryPtr dictionary)>;

  // Kinds that samples are kept of; those of more are compressed without a dictionary.
  static constexpr size_t kMostKinds = 32;

  // A dictionary is trained on `sample_bytes` of a kind.
  FrameCompressor(Keep keep, size_t sample_bytes) : keep_(std::move(keep)), sample_bytes_(sample_bytes) {}

  // `kind`: what is alike, such as "raw/ctgov_v2_json".
  std::string Compress(const std::string& kind, std::string_view bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  void Use(const std::string& kind, FrameDictionaryPtr dictionary) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Kind {
    FrameDictionaryPtr dictionary;
    std::vector<std::string> samples;
    size_t bytes = 0;
    // It has seen enough.
    bool trained = false;
  };

  FrameDictionaryPtr DictionaryOf(const std::string& kind, std::string_view bytes) ABSL_LOCKS_EXCLUDED(mutex_);

  const Keep keep_;
  const size_t sample_bytes_;
  absl::Mutex mutex_;
  std::map<std::string, Kind> kinds_ ABSL_GUARDED_BY(mutex_);
  // Last: it uses the others.
  BackgroundWorker worker_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMPRESSION_FRAME_COMPRESSOR_H_
