#include "store/compression/frame_compressor.h"

#include <utility>

#include "store/compression/dictionary_training.h"

namespace trialweave::store {
namespace {

// A dictionary helps where a document begins.
constexpr size_t kLargestSample = 64 * 1024;

}  // namespace

std::string FrameCompressor::Compress(const std::string& kind, std::string_view bytes) {
  return CompressFrame(bytes, DictionaryOf(kind, bytes).get());
}

void FrameCompressor::Use(const std::string& kind, FrameDictionaryPtr dictionary) {
  absl::MutexLock lock(&mutex_);
  kinds_[kind] = {std::move(dictionary), {}, 0, true};
}

FrameDictionaryPtr FrameCompressor::DictionaryOf(const std::string& name, std::string_view bytes) {
  absl::MutexLock lock(&mutex_);
  const auto found = kinds_.find(name);
  if (found == kinds_.end() && kinds_.size() >= kMostKinds) return nullptr;
  Kind& kind = found == kinds_.end() ? kinds_[name] : found->second;
  if (kind.trained) return kind.dictionary;
  kind.samples.emplace_back(bytes.substr(0, kLargestSample));
  kind.bytes += kind.samples.back().size();
  if (kind.bytes < sample_bytes_) return nullptr;
  kind.trained = true;
  worker_.Run([this, name, samples = std::exchange(kind.samples, {})] {
    std::string dictionary = TrainDictionary(samples);
    if (!dictionary.empty()) keep_(name, std::make_shared<const FrameDictionary>(std::move(dictionary)));
  });
  return nullptr;
}

}  // namespace trialweave::store
