#include "tests/reflection/reflect_client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/grpc_status.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/sync_stream.h"
#include "grpcpp/security/credentials.h"

namespace trialweave::tests {
namespace {

using google::protobuf::UnknownFieldSet;
using Stream = grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;

// The reflection protocol's messages are few enough to be read and written as fields without a schema:
//   ServerReflectionRequest  { string file_containing_symbol = 4; string list_services = 7; }
//   ServerReflectionResponse { FileDescriptorResponse = 4; ListServiceResponse = 6; ErrorResponse = 7; }
//   FileDescriptorResponse   { repeated bytes file_descriptor_proto = 1; }
//   ListServiceResponse      { repeated ServiceResponse { string name = 1; } = 1; }
//   ErrorResponse            { string error_message = 2; }
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr int kFileOfSymbol = 4, kFiles = 4, kListServices = 7, kServices = 6, kError = 7;
constexpr char kTypes[] = "type.googleapis.com";
constexpr int kMaxMessageBytes = 64 << 20;

std::vector<std::string> Strings(const std::string& bytes, int number) {
  UnknownFieldSet fields;
  std::vector<std::string> values;
  if (!fields.ParseFromString(bytes)) return values;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& field = fields.field(i);
    if (field.number() == number && field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      values.push_back(field.length_delimited());
    }
  }
  return values;
}

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  buffer.Dump(&slices);
  std::string bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// Sends one message and reads what comes; on the wire a unary call is a stream of one message.
absl::StatusOr<std::vector<std::string>> Exchange(const std::shared_ptr<grpc::Channel>& channel,
                                                  const std::string& path, const std::string& request,
                                                  size_t max_responses) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::BIDI_STREAMING, channel);
  const std::unique_ptr<Stream> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(channel.get(), method,
                                                                                            &context));
  stream->Write(BufferOf(request));
  stream->WritesDone();
  std::vector<std::string> responses;
  grpc::ByteBuffer response;
  while (responses.size() < max_responses && stream->Read(&response)) responses.push_back(BytesOf(response));
  const bool cut = responses.size() == max_responses;
  if (cut) context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (!status.ok() && !(cut && status.error_code() == grpc::StatusCode::CANCELLED)) return common::FromGrpc(status);
  return responses;
}

absl::Status InvalidJson(absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat("the JSON is no request of the method: ", message));
}

}  // namespace

ReflectClient::ReflectClient(const std::string& address)
    : channel_(ChannelTo(address)), types_(google::protobuf::util::NewTypeResolverForDescriptorPool(kTypes, &pool_)) {}
ReflectClient::~ReflectClient() = default;

absl::StatusOr<std::vector<std::string>> ReflectClient::Ask(int question, const std::string& value, int answer) {
  UnknownFieldSet request;
  request.AddLengthDelimited(question, value);
  std::string bytes;
  request.SerializeToString(&bytes);
  auto responses = Exchange(channel_, kReflection, bytes, 2);
  if (!responses.ok()) return responses.status();
  if (responses->empty()) return absl::InternalError("the server's reflection does not answer");
  for (const std::string& error : Strings(responses->front(), kError)) {
    const std::vector<std::string> messages = Strings(error, 2);
    return absl::NotFoundError(absl::StrCat(value, ": ", messages.empty() ? "" : messages.front()));
  }
  std::vector<std::string> values;
  for (const std::string& each : Strings(responses->front(), answer)) {
    for (std::string& found : Strings(each, 1)) values.push_back(std::move(found));
  }
  return values;
}

absl::StatusOr<std::vector<std::string>> ReflectClient::Services() {
  auto services = Ask(kListServices, "*", kServices);
  if (!services.ok()) return services.status();
  std::vector<std::string> names;
  for (const std::string& service : *services) {
    for (std::string& name : Strings(service, 1)) names.push_back(std::move(name));
  }
  return names;
}

absl::Status ReflectClient::Learn(const std::string& symbol) {
  if (pool_.FindServiceByName(symbol) != nullptr) return absl::OkStatus();
  auto files = Ask(kFileOfSymbol, symbol, kFiles);
  if (!files.ok()) return files.status();
  for (const std::string& bytes : *files) {
    google::protobuf::FileDescriptorProto file, known;
    if (!file.ParseFromString(bytes)) return absl::InternalError("the server's reflection is no file");
    if (!files_.FindFileByName(file.name(), &known)) files_.Add(file);
  }
  if (pool_.FindServiceByName(symbol) != nullptr) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("no service ", symbol));
}

absl::StatusOr<std::vector<std::string>> ReflectClient::Methods(const std::string& service) {
  if (absl::Status status = Learn(service); !status.ok()) return status;
  const auto* found = pool_.FindServiceByName(service);
  std::vector<std::string> names;
  for (int i = 0; i < found->method_count(); ++i) names.push_back(found->method(i)->name());
  return names;
}

absl::StatusOr<std::vector<std::string>> ReflectClient::Call(const std::string& method, const std::string& json,
                                                             size_t max_responses) {
  const size_t slash = method.find('/');
  const std::string service = method.substr(0, slash);
  if (absl::Status status = Learn(service); !status.ok()) return status;
  const auto* found =
      pool_.FindServiceByName(service)->FindMethodByName(slash == std::string::npos ? "" : method.substr(slash + 1));
  if (found == nullptr) return absl::NotFoundError(absl::StrCat("no method ", method));
  std::string request;
  const auto read = google::protobuf::util::JsonToBinaryString(
      types_.get(), absl::StrCat(kTypes, "/", found->input_type()->full_name()), json, &request);
  if (!read.ok()) return InvalidJson(read.ToString());
  auto responses = Exchange(channel_, absl::StrCat("/", method), request, max_responses);
  if (!responses.ok()) return responses.status();
  for (std::string& response : *responses) {
    std::string text;
    const auto written = google::protobuf::util::BinaryToJsonString(
        types_.get(), absl::StrCat(kTypes, "/", found->output_type()->full_name()), response, &text);
    if (!written.ok()) return absl::InternalError(written.ToString());
    response = std::move(text);
  }
  return responses;
}

}  // namespace trialweave::tests
