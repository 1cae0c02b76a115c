#include "common/callback_threads.h"

#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace trialweave::common {
namespace {

// A call on a channel that leads nowhere: without credentials gRPC makes one that fails every call by itself.
struct Holder {
  Holder() {
    stub.UnaryCall(&context, "/nowhere", grpc::StubOptions(), &request, &response, [](const grpc::Status&) {});
  }

  grpc::GenericStub stub{grpc::CreateChannel("", nullptr)};
  grpc::ClientContext context;
  grpc::Slice nothing;
  grpc::ByteBuffer request{&nothing, 1}, response;
};

}  // namespace

void KeepCallbackThreads() {
  // Never destroyed: that is what it is for. Used, so that the pointer stays for those who look for leaks.
  [[gnu::used]] static const Holder* const holder = new Holder;
}

}  // namespace trialweave::common
