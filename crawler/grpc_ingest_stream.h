#ifndef TRIALWEAVE_CRAWLER_GRPC_INGEST_STREAM_H_
#define TRIALWEAVE_CRAWLER_GRPC_INGEST_STREAM_H_

#include <memory>

#include "crawler/ingest_stream.h"
#include "grpcpp/channel.h"
#include "trialweave/v1/normalizer_service.grpc.pb.h"

namespace trialweave::crawler {

// GrpcIngestConnector opens IngestStreams over gRPC.
class GrpcIngestConnector : public IngestConnector {
 public:
  explicit GrpcIngestConnector(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::NormalizerService::NewStub(channel)) {}
  std::unique_ptr<IngestStream> Connect() override;

 private:
  const std::unique_ptr<v1::NormalizerService::Stub> stub_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_GRPC_INGEST_STREAM_H_
