#ifndef TRIALWEAVE_STORE_COMPRESSION_FRAME_COMPRESSOR_H_
#define TRIALWEAVE_STORE_COMPRESSION_FRAME_COMPRESSOR_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "store/background_worker.h"
#include "store/compression/stored_dictionary.h"

namespace trialweave::store {

// FrameCompressor makes frames, with a dictionary for those of their kind: what one source writes is alike, so a
// dictionary of it takes a quarter off. When it has seen enough of a kind it trains one, in the background; until that
// is durable, frames of the kind have none. Thread-safe.
class FrameCompressor {
 public:
  // Makes a dictionary durable, on a thread of its own; false when it could not: then another is trained later.
  using Keep = std::function<bool(const std::string& kind, const FrameDictionary& dictionary)>;

  // Of samples that are held at once, in as many times what one kind needs.
  static constexpr size_t kKindsSampled = 6;

  // A dictionary is trained on `sample_bytes` of a kind.
  FrameCompressor(Keep keep, size_t sample_bytes) : keep_(std::move(keep)), sample_bytes_(sample_bytes) {}
  // What is to be trained still is not.
  ~FrameCompressor() { stopping_ = true; }

  // `kind`: what is alike, such as "raw/ctgov_v2_json". `record`: what the bytes are of; one of each is a sample.
  std::string Compress(const std::string& kind, std::string_view record, std::string_view bytes)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Use(const std::string& kind, FrameDictionaryPtr dictionary) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Kind {
    FrameDictionaryPtr dictionary;
    std::vector<std::string> samples;
    absl::flat_hash_set<std::string> records;
    size_t bytes = 0;
    // It has seen enough.
    bool trained = false;
  };

  FrameDictionaryPtr DictionaryOf(const std::string& kind, std::string_view record, std::string_view bytes)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void MakeRoom(const Kind& sampled) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Train(const std::string& kind, const std::vector<std::string>& samples) ABSL_LOCKS_EXCLUDED(mutex_);

  const Keep keep_;
  const size_t sample_bytes_;
  std::atomic<bool> stopping_ = false;
  absl::Mutex mutex_;
  std::map<std::string, Kind> kinds_ ABSL_GUARDED_BY(mutex_);
  // Of all samples.
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Last: it uses the others.
  BackgroundWorker worker_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMPRESSION_FRAME_COMPRESSOR_H_
