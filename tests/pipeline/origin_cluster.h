#ifndef TRIALWEAVE_TESTS_PIPELINE_ORIGIN_CLUSTER_H_
#define TRIALWEAVE_TESTS_PIPELINE_ORIGIN_CLUSTER_H_

#include <memory>
#include <string>

#include "tests/origin/origin_server.h"
#include "tests/pipeline/cluster.h"

namespace trialweave::tests {

// OriginCluster is a cluster whose source "ctgov" crawls an origin server of this process. Not thread-safe.
class OriginCluster {
 public:
  // `studies` is a study array. The source asks for 10 studies a page, and tries each request three times.
  explicit OriginCluster(const std::string& studies);

  OriginServer& origin() { return *origin_; }
  Cluster& cluster() { return *cluster_; }

  // From now on the origin serves these, observed at `data_timestamp`.
  void Publish(const std::string& studies, const std::string& data_timestamp);
  // `text` as ParseFault reads it.
  void SetFault(const std::string& text);
  // Runs the source and checks that the store has the same ledger, and that it balances.
  v1::Run Crawl(bool full);
  v1::SourceState SourceState();

 private:
  std::unique_ptr<OriginServer> origin_;
  std::unique_ptr<Cluster> cluster_;
};

// Adds failures unless the sums of the run's ledger hold: delivered and declared are each accounted for, and a
// run that is not SUCCEEDED says why.
void ExpectBalanced(const v1::Run& run);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_PIPELINE_ORIGIN_CLUSTER_H_
