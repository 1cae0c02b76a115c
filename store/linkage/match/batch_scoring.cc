#include "store/linkage/match/batch_scoring.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace trialweave::store {
namespace {

// Records that a thread takes at a time.
constexpr uint32_t kPortion = 256;

void ScoreRecord(uint32_t a, const CandidateIndex& index, const MatchModel& model, double least, BatchScores* scores) {
  // The relation is symmetric, so each pair is looked for from one side.
  const std::vector<uint32_t> found = index.Find(index.at(a), a + 1);
  scores->candidates += 2 * found.size();
  if (found.empty()) return;
  const Comparer comparer = model.ComparerOf(index.at(a));
  for (const uint32_t b : found) {
    const double log_odds = model.LogOdds(comparer.With(index.at(b)));
    if (log_odds >= least) scores->pairs.push_back({a, b, log_odds});
  }
}

}  // namespace

BatchScores ScoreAll(const CandidateIndex& index, const MatchModel& model, double least_log_odds, int threads) {
  std::vector<BatchScores> parts(static_cast<size_t>(threads));
  std::atomic<uint32_t> next = 0;
  std::vector<std::thread> running;
  for (BatchScores& part : parts) {
    running.emplace_back([&] {
      const auto end = static_cast<uint32_t>(index.size());
      for (uint32_t begin; (begin = next.fetch_add(kPortion)) < end;) {
        for (uint32_t a = begin; a < std::min(end, begin + kPortion); ++a)
          ScoreRecord(a, index, model, least_log_odds, &part);
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  BatchScores all;
  for (const BatchScores& part : parts) {
    all.candidates += part.candidates;
    all.pairs.insert(all.pairs.end(), part.pairs.begin(), part.pairs.end());
  }
  std::sort(all.pairs.begin(), all.pairs.end(),
            [](const ScoredPair& x, const ScoredPair& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); });
  return all;
}

}  // namespace trialweave::store
