#ifndef TRIALWEAVE_TESTS_BENCH_BENCH_RUN_H_
#define TRIALWEAVE_TESTS_BENCH_BENCH_RUN_H_

#include <string>

#include "tests/pipeline/cluster.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::tests {

// BenchRun is a run of the source "ctgov" for documents that reach a cluster without a crawler.
class BenchRun {
 public:
  // False when the store refuses; says why on standard error.
  bool Open(Cluster* cluster);
  // Call it at least every ten minutes.
  bool Renew(Cluster* cluster) const;
  // Gives the document its place in the run: `ordinal` counts from 1.
  void Stamp(uint64_t ordinal, v1::RecordDocument* document) const;

 private:
  std::string run_;
  uint64_t fencing_token_ = 0;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_BENCH_RUN_H_
