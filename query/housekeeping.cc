#include "query/housekeeping.h"

namespace trialweave::query {

void Housekeeping::RunOnce() {
  parts_.sessions->Expire();
  parts_.writer->Prune();
  parts_.log->Tick();
  const ViewCounts counts = parts_.view->Counts();
  const FollowerState state = parts_.follower->state();
  ViewFigures figures;
  figures.sequence = parts_.view->Position().sequence;
  figures.lag_sequences = parts_.follower->LagSequences();
  figures.lag = parts_.follower->Lag();
  figures.trials = counts.trials;
  figures.registrations = counts.registrations;
  figures.versions = counts.versions;
  figures.waiting_reads = static_cast<int64_t>(parts_.waiters->size());
  figures.reconnects = state.reconnects;
  figures.rebuilds = state.rebuilds;
  figures.index_sequence = parts_.indexer->sequence();
  figures.watches = parts_.watches->open;
  parts_.metrics->Show(figures);
}

void Housekeeping::Run(common::ShutdownSignal& shutdown, common::Clock& clock) {
  do {
    RunOnce();
  } while (!shutdown.WaitFor(absl::Seconds(1), clock));
}

}  // namespace trialweave::query
