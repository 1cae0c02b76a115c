#include "crawler/grpc_ingest_stream.h"

#include "common/grpc_status.h"

namespace trialweave::crawler {
namespace {

class GrpcIngestStream : public IngestStream {
 public:
  explicit GrpcIngestStream(v1::NormalizerService::Stub* stub) : stream_(stub->Ingest(&context_)) {}

  bool Write(const v1::IngestRequest& request) override { return stream_->Write(request); }
  bool Read(v1::IngestResponse* response) override { return stream_->Read(response); }
  void WritesDone() override { stream_->WritesDone(); }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override { return common::FromGrpc(stream_->Finish()); }

 private:
  grpc::ClientContext context_;
  const std::unique_ptr<grpc::ClientReaderWriter<v1::IngestRequest, v1::IngestResponse>> stream_;
};

}  // namespace

std::unique_ptr<IngestStream> GrpcIngestConnector::Connect() { return std::make_unique<GrpcIngestStream>(stub_.get()); }

}  // namespace trialweave::crawler
