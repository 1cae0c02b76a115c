#include "normalizer/normalizer_service.h"

#include "common/grpc_status.h"
#include "common/packed_provenance.h"
#include "normalizer/validate.h"

namespace trialweave::normalizer {

grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse>* NormalizerService::Ingest(
    grpc::CallbackServerContext*) {
  return IngestStream::Start(
      shared_, [this](IngestStream* stream) { Remove(stream); },
      [this](std::shared_ptr<IngestStream> stream) { Add(std::move(stream)); });
}

grpc::ServerUnaryReactor* NormalizerService::Normalize(grpc::CallbackServerContext* context,
                                                       const v1::NormalizeRequest* request,
                                                       v1::NormalizeResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const absl::Status status = ValidateForNormalize(request->document()); !status.ok()) {
    reactor->Finish(common::ToGrpc(status));
    return reactor;
  }
  shared_.pool->Submit([this, request, response, reactor] {
    NormalizeResult result = shared_.normalizer->Normalize(request->document());
    if (auto* record = std::get_if<v1::NormalizedRecord>(&result)) {
      if (record->has_registration()) common::UnpackProvenance(record->mutable_registration());
      *response->mutable_record() = std::move(*record);
    } else {
      *response->mutable_cause() = std::get<v1::DeadLetterCause>(result);
    }
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

void NormalizerService::Add(std::shared_ptr<IngestStream> stream) {
  absl::MutexLock lock(&mutex_);
  if (draining_) stream->Drain();
  IngestStream* const key = stream.get();
  streams_.emplace(key, std::move(stream));
}

void NormalizerService::Remove(IngestStream* stream) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(stream);
}

void NormalizerService::Drain() {
  std::map<IngestStream*, std::shared_ptr<IngestStream>> streams;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    streams = streams_;
  }
  for (const auto& [key, stream] : streams) stream->Drain();
}

}  // namespace trialweave::normalizer
