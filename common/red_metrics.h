#ifndef TRIALWEAVE_COMMON_RED_METRICS_H_
#define TRIALWEAVE_COMMON_RED_METRICS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_interceptor.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace trialweave::common {

// RedMetrics measures every call of a server: rate, errors, duration, under the names that the gRPC
// ecosystem's dashboards expect:
//   grpc_server_started_total{grpc_type,grpc_service,grpc_method}
//   grpc_server_handled_total{grpc_type,grpc_service,grpc_method,grpc_code}
//   grpc_server_handling_seconds{grpc_type,grpc_service,grpc_method}
// Labels come from the registered methods only, so their number is bounded. Thread-safe.
class RedMetrics : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit RedMetrics(std::shared_ptr<prometheus::Registry> registry);
  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override;

 private:
  friend class RedInterceptor;
  // The series of one method.
  struct Method {
    prometheus::Labels labels;
    prometheus::Counter* started;
    prometheus::Histogram* seconds;
  };

  const Method& FindMethod(const grpc::experimental::ServerRpcInfo& info) ABSL_LOCKS_EXCLUDED(mutex_);
  void CountHandled(const Method& method, grpc::StatusCode code);

  const std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& started_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<Method>> methods_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_RED_METRICS_H_
