#include "query/search/document_trials.h"

namespace trialweave::query {

DocumentTrials::~DocumentTrials() {
  for (std::atomic<Chunk*>& chunk : chunks_) delete chunk.load();
}

void DocumentTrials::Set(uint32_t document, uint32_t trial) {
  std::atomic<Chunk*>& chunk = chunks_[document / kChunk];
  if (chunk.load() == nullptr) {
    auto* made = new Chunk();
    for (std::atomic<uint32_t>& each : *made) each = kNone;
    chunk = made;
  }
  (*chunk.load())[document % kChunk].store(trial, std::memory_order_relaxed);
}

uint32_t DocumentTrials::TrialOf(uint32_t document) const {
  const Chunk* chunk = chunks_[document / kChunk];
  return chunk == nullptr ? kNone : (*chunk)[document % kChunk].load(std::memory_order_relaxed);
}

}  // namespace trialweave::query
