#ifndef TRIALWEAVE_TESTS_REFLECTION_REFLECT_CLIENT_H_
#define TRIALWEAVE_TESTS_REFLECTION_REFLECT_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/util/type_resolver.h"
#include "grpcpp/channel.h"

namespace trialweave::tests {

// ReflectClient calls any method of a gRPC server by its name, with requests and responses in JSON, and knows nothing
// but what the server says of itself (grpc.reflection.v1alpha). Not thread-safe.
class ReflectClient {
 public:
  // `address` as gRPC takes it: "127.0.0.1:7104", "unix:/...".
  explicit ReflectClient(const std::string& address);
  ~ReflectClient();

  // Full names of the server's services.
  absl::StatusOr<std::vector<std::string>> Services();
  // Names of the methods of a service, such as "trialweave.v1.QueryService".
  absl::StatusOr<std::vector<std::string>> Methods(const std::string& service);
  // The responses of "trialweave.v1.QueryService/GetTrial", at most `max_responses`; then a stream is cancelled. The
  // server's own error; NOT_FOUND: no such method; INVALID_ARGUMENT: the JSON is no request of it.
  absl::StatusOr<std::vector<std::string>> Call(const std::string& method, const std::string& json,
                                                size_t max_responses = 1000);

 private:
  // The file that defines a symbol, with those that it imports.
  absl::Status Learn(const std::string& symbol);
  // What the server answers to a reflection request with one field: the values of field `answer`.
  absl::StatusOr<std::vector<std::string>> Ask(int question, const std::string& value, int answer);

  const std::shared_ptr<grpc::Channel> channel_;
  google::protobuf::SimpleDescriptorDatabase files_;
  google::protobuf::DescriptorPool pool_{&files_};
  const std::unique_ptr<google::protobuf::util::TypeResolver> types_;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_REFLECTION_REFLECT_CLIENT_H_
