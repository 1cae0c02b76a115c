#include "tests/bench/bench_run.h"

#include <cstdio>

#include "common/sha256.h"
#include "grpcpp/client_context.h"

namespace trialweave::tests {
namespace {

constexpr int kTtlSeconds = 600;
// A data timestamp like any other.
constexpr int64_t kObservedAt = 1759190400;

bool Good(const char* what, const grpc::Status& status) {
  if (!status.ok()) std::fprintf(stderr, "%s: %s\n", what, status.error_message().c_str());
  return status.ok();
}

}  // namespace

bool BenchRun::Open(Cluster* cluster) {
  v1::AcquireLeaseRequest lease;
  lease.set_resource("sources/ctgov");
  lease.set_holder("bench");
  lease.mutable_ttl()->set_seconds(kTtlSeconds);
  v1::AcquireLeaseResponse leased;
  grpc::ClientContext lease_context;
  lease_context.set_wait_for_ready(true);
  if (!Good("AcquireLease", cluster->store().AcquireLease(&lease_context, lease, &leased))) return false;
  v1::StartRunRequest start;
  start.set_source("ctgov");
  start.set_fencing_token(leased.fencing_token());
  start.set_full(true);
  v1::StartRunResponse started;
  grpc::ClientContext start_context;
  if (!Good("StartRun", cluster->store().StartRun(&start_context, start, &started))) return false;
  run_ = started.run().name();
  fencing_token_ = leased.fencing_token();
  return true;
}

bool BenchRun::Renew(Cluster* cluster) const {
  v1::RenewLeaseRequest renew;
  renew.set_resource("sources/ctgov");
  renew.set_fencing_token(fencing_token_);
  renew.mutable_ttl()->set_seconds(kTtlSeconds);
  v1::RenewLeaseResponse renewed;
  grpc::ClientContext context;
  return Good("RenewLease", cluster->store().RenewLease(&context, renew, &renewed));
}

void BenchRun::Stamp(uint64_t ordinal, v1::RecordDocument* document) const {
  document->set_run(run_);
  document->set_fencing_token(fencing_token_);
  document->set_ordinal(ordinal);
  document->set_container_ordinal(ordinal);
  document->set_content_sha256(common::Sha256(document->content()));
  document->mutable_container()->set_digest(common::Sha256("bench"));
  document->mutable_container()->set_origin("bench");
  document->mutable_container()->mutable_observed_at()->set_seconds(kObservedAt);
}

}  // namespace trialweave::tests
