#ifndef TRIALWEAVE_QUERY_SEARCH_DOCUMENT_TRIALS_H_
#define TRIALWEAVE_QUERY_SEARCH_DOCUMENT_TRIALS_H_

#include <array>
#include <atomic>
#include <cstdint>

namespace trialweave::query {

// DocumentTrials says which trial of the view a document of the index is. A document is one trial's as long as the view
// numbers its trials the same way. One thread writes, while any number read; what is read of a document that is visible
// was written before it was.
class DocumentTrials {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  // Documents are below this.
  static constexpr uint32_t kMostDocuments = uint32_t{1} << 28;

  DocumentTrials() = default;
  ~DocumentTrials();
  DocumentTrials(const DocumentTrials&) = delete;
  DocumentTrials& operator=(const DocumentTrials&) = delete;

  void Set(uint32_t document, uint32_t trial);
  // The trial's number, or kNone.
  uint32_t TrialOf(uint32_t document) const;

 private:
  static constexpr uint32_t kChunk = uint32_t{1} << 16;
  using Chunk = std::array<std::atomic<uint32_t>, kChunk>;

  std::array<std::atomic<Chunk*>, kMostDocuments / kChunk> chunks_ = {};
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_DOCUMENT_TRIALS_H_
