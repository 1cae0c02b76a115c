#include "tests/pipeline/health.h"

#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/sync_stream.h"

namespace trialweave::tests {
namespace {

using google::protobuf::UnknownFieldSet;

// The two protocols' messages are small enough to be read and written as fields without a schema:
//   HealthCheckRequest  { string service = 1; }      HealthCheckResponse { enum status = 1; SERVING = 1 }
//   ServerReflectionRequest { string list_services = 7; }
//   ServerReflectionResponse { ListServiceResponse { repeated ServiceResponse { string name = 1; } = 1; } = 6; }
grpc::ByteBuffer WithString(int number, const std::string& value) {
  UnknownFieldSet fields;
  fields.AddLengthDelimited(number, value);
  std::string bytes;
  fields.SerializeToString(&bytes);
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// The length-delimited values of a field.
std::vector<std::string> Strings(const std::string& bytes, int number) {
  UnknownFieldSet fields;
  fields.ParseFromString(bytes);
  std::vector<std::string> values;
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == number) values.push_back(fields.field(i).length_delimited());
  }
  return values;
}

std::string Bytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  buffer.Dump(&slices);
  std::string bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

void SetDeadline(grpc::ClientContext* context) {
  context->set_wait_for_ready(true);
  context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
}

}  // namespace

bool IsServing(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  grpc::ClientContext context;
  SetDeadline(&context);
  grpc::ByteBuffer response;
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check", grpc::internal::RpcMethod::NORMAL_RPC,
                                         channel);
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall(channel.get(), method, &context, WithString(1, service), &response);
  if (!status.ok()) return false;
  UnknownFieldSet fields;
  fields.ParseFromString(Bytes(response));
  return fields.field_count() == 1 && fields.field(0).number() == 1 && fields.field(0).varint() == 1;
}

std::set<std::string> ReflectedServices(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  SetDeadline(&context);
  const grpc::internal::RpcMethod method("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                         grpc::internal::RpcMethod::BIDI_STREAMING, channel);
  std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(channel.get(), method,
                                                                                            &context));
  std::set<std::string> names;
  grpc::ByteBuffer response;
  if (!stream->Write(WithString(7, "*")) || !stream->WritesDone() || !stream->Read(&response)) return names;
  for (const std::string& list : Strings(Bytes(response), 6)) {
    for (const std::string& service : Strings(list, 1)) {
      for (const std::string& name : Strings(service, 1)) names.insert(name);
    }
  }
  while (stream->Read(&response)) {
  }
  stream->Finish();
  return names;
}

}  // namespace trialweave::tests
