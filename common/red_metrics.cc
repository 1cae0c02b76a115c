#include "common/red_metrics.h"

#include <utility>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace trialweave::common {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

const char* TypeName(ServerRpcInfo::Type type) {
  switch (type) {
    case ServerRpcInfo::Type::UNARY:
      return "unary";
    case ServerRpcInfo::Type::CLIENT_STREAMING:
      return "client_stream";
    case ServerRpcInfo::Type::SERVER_STREAMING:
      return "server_stream";
    case ServerRpcInfo::Type::BIDI_STREAMING:
      return "bidi_stream";
  }
  return "unary";
}

// CamelCase names of the codes, in their numeric order.
const char* CodeName(grpc::StatusCode code) {
  static constexpr const char* kNames[] = {
      "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
      "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
      "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
      "DataLoss", "Unauthenticated"};
  const int index = static_cast<int>(code);
  return index >= 0 && index < 17 ? kNames[index] : "Unknown";
}

// From half a millisecond, a point read, to streams that live for minutes; seconds.
const prometheus::Histogram::BucketBoundaries kBuckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                          0.25,   0.5,   1,      2.5,   5,    10,    60,   600};

}  // namespace

// Lives as long as its call. A call that ends without a status from the server was cancelled.
class RedInterceptor : public grpc::experimental::Interceptor {
 public:
  RedInterceptor(RedMetrics* metrics, const RedMetrics::Method& method)
      : metrics_(metrics), method_(method), start_(absl::Now()) {
    method_.started->Increment();
  }

  ~RedInterceptor() override {
    metrics_->CountHandled(method_, code_);
    method_.seconds->Observe(absl::ToDoubleSeconds(absl::Now() - start_));
  }

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      code_ = methods->GetSendStatus().error_code();
    }
    methods->Proceed();
  }

 private:
  RedMetrics* const metrics_;
  const RedMetrics::Method& method_;
  const absl::Time start_;
  grpc::StatusCode code_ = grpc::StatusCode::CANCELLED;
};

RedMetrics::RedMetrics(std::shared_ptr<prometheus::Registry> registry)
    : registry_(std::move(registry)),
      started_(prometheus::BuildCounter()
                   .Name("grpc_server_started_total")
                   .Help("Calls that the server has started")
                   .Register(*registry_)),
      handled_(prometheus::BuildCounter()
                   .Name("grpc_server_handled_total")
                   .Help("Calls that the server has ended, by code")
                   .Register(*registry_)),
      seconds_(prometheus::BuildHistogram()
                   .Name("grpc_server_handling_seconds")
                   .Help("Time from the start to the end of a call")
                   .Register(*registry_)) {}

const RedMetrics::Method& RedMetrics::FindMethod(const ServerRpcInfo& info) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Method>& method = methods_[info.method()];
  if (method == nullptr) {
    // "/trialweave.v1.QueryService/GetTrial"
    const std::vector<std::string> parts = absl::StrSplit(info.method(), '/');
    const prometheus::Labels labels = {{"grpc_type", TypeName(info.type())},
                                       {"grpc_service", parts.size() > 1 ? parts[1] : ""},
                                       {"grpc_method", parts.size() > 2 ? parts[2] : ""}};
    method = std::make_unique<Method>(Method{labels, &started_.Add(labels), &seconds_.Add(labels, kBuckets)});
  }
  return *method;
}

void RedMetrics::CountHandled(const Method& method, grpc::StatusCode code) {
  prometheus::Labels labels = method.labels;
  labels.emplace("grpc_code", CodeName(code));
  handled_.Add(labels).Increment();
}

grpc::experimental::Interceptor* RedMetrics::CreateServerInterceptor(ServerRpcInfo* info) {
  return new RedInterceptor(this, FindMethod(*info));
}

}  // namespace trialweave::common
