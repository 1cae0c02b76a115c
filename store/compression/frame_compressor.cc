#include "store/compression/frame_compressor.h"

#include <memory>

#include "store/compression/dictionary_training.h"

namespace trialweave::store {
namespace {

// A dictionary helps where a document begins.
constexpr size_t kLargestSample = 64 * 1024;
// Of formats, which documents name.
constexpr size_t kMostKinds = 512;

}  // namespace

std::string FrameCompressor::Compress(const std::string& kind, std::string_view record, std::string_view bytes) {
  return CompressFrame(bytes, DictionaryOf(kind, record, bytes).get());
}

void FrameCompressor::Use(const std::string& kind, FrameDictionaryPtr dictionary) {
  absl::MutexLock lock(&mutex_);
  Kind& of = kinds_[kind];
  bytes_ -= of.bytes;
  of = Kind();
  of.dictionary = std::move(dictionary);
  of.trained = true;
}

FrameDictionaryPtr FrameCompressor::DictionaryOf(const std::string& name, std::string_view record,
                                                 std::string_view bytes) {
  absl::MutexLock lock(&mutex_);
  const auto found = kinds_.find(name);
  if (found == kinds_.end() && kinds_.size() >= kMostKinds) return nullptr;
  Kind& kind = found == kinds_.end() ? kinds_[name] : found->second;
  if (kind.trained || !kind.records.insert(std::string(record)).second) return kind.dictionary;
  kind.samples.emplace_back(bytes.substr(0, kLargestSample));
  kind.bytes += kind.samples.back().size();
  bytes_ += kind.samples.back().size();
  if (kind.bytes < sample_bytes_) {
    if (bytes_ > kKindsSampled * sample_bytes_) MakeRoom(kind);
    return nullptr;
  }
  bytes_ -= kind.bytes;
  auto samples = std::make_shared<const std::vector<std::string>>(std::move(kind.samples));
  kind = Kind();
  kind.trained = true;
  worker_.Run([this, name, samples] { Train(name, *samples); });
  return nullptr;
}

// Lets the samples go of the kind that has the fewest.
void FrameCompressor::MakeRoom(const Kind& sampled) {
  Kind* fewest = nullptr;
  for (auto& [name, kind] : kinds_) {
    if (&kind == &sampled || kind.bytes == 0) continue;
    if (fewest == nullptr || kind.bytes < fewest->bytes) fewest = &kind;
  }
  if (fewest == nullptr) return;
  bytes_ -= fewest->bytes;
  *fewest = Kind();
}

void FrameCompressor::Train(const std::string& kind, const std::vector<std::string>& samples) {
  if (stopping_) return;
  std::string bytes = TrainDictionary(samples);
  if (bytes.empty()) return;
  auto dictionary = std::make_shared<const FrameDictionary>(std::move(bytes));
  if (keep_(kind, *dictionary)) return Use(kind, std::move(dictionary));
  absl::MutexLock lock(&mutex_);
  kinds_[kind].trained = false;
}

}  // namespace trialweave::store
