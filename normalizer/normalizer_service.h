#ifndef TRIALWEAVE_NORMALIZER_NORMALIZER_SERVICE_H_
#define TRIALWEAVE_NORMALIZER_NORMALIZER_SERVICE_H_

#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "normalizer/ingest_service.h"
#include "trialweave/v1/normalizer_service.grpc.pb.h"

namespace trialweave::normalizer {

// NormalizerService is the gRPC face: validates, hands over, converts back. Thread-safe.
class NormalizerService : public v1::NormalizerService::CallbackService {
 public:
  explicit NormalizerService(const IngestShared& shared) : shared_(shared) {}

  grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse>* Ingest(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* Normalize(grpc::CallbackServerContext* context, const v1::NormalizeRequest* request,
                                      v1::NormalizeResponse* response) override;

  // Ends every stream once what it has in flight is answered; new ones end at once with UNAVAILABLE.
  void Drain() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Add(std::shared_ptr<IngestStream> stream) ABSL_LOCKS_EXCLUDED(mutex_);
  void Remove(IngestStream* stream) ABSL_LOCKS_EXCLUDED(mutex_);

  const IngestShared shared_;
  absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<IngestStream*, std::shared_ptr<IngestStream>> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NORMALIZER_SERVICE_H_
