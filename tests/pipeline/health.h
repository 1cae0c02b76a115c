#ifndef TRIALWEAVE_TESTS_PIPELINE_HEALTH_H_
#define TRIALWEAVE_TESTS_PIPELINE_HEALTH_H_

#include <memory>
#include <set>
#include <string>

#include "grpcpp/channel.h"

namespace trialweave::tests {

// What generic tools ask of any gRPC server, without its protos.

// grpc.health.v1.Health/Check says SERVING for `service`.
bool IsServing(const std::shared_ptr<grpc::Channel>& channel, const std::string& service);

// Names that server reflection (grpc.reflection.v1alpha) lists.
std::set<std::string> ReflectedServices(const std::shared_ptr<grpc::Channel>& channel);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_PIPELINE_HEALTH_H_
