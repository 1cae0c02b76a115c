// Calls any method of a gRPC server by its name, knowing only the server's reflection:
//   reflect_call ADDRESS                                     lists the services
//   reflect_call ADDRESS trialweave.v1.QueryService          lists a service's methods
//   reflect_call ADDRESS trialweave.v1.QueryService/GetTrial '{"name": "trials/NCT06431152"}'
// Responses are written as JSON, one a line. Exits with 1 and says the error when there is one.
#include <cstdio>
#include <string>
#include <vector>

#include "common/status.h"
#include "tests/reflection/reflect_client.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty() || arguments.size() > 3) {
    std::fprintf(stderr, "usage: reflect_call ADDRESS [SERVICE | SERVICE/METHOD [JSON]]\n");
    return 2;
  }
  trialweave::tests::ReflectClient client(arguments[0]);
  absl::StatusOr<std::vector<std::string>> lines;
  if (arguments.size() == 1) {
    lines = client.Services();
  } else if (arguments[1].find('/') == std::string::npos) {
    lines = client.Methods(arguments[1]);
  } else {
    lines = client.Call(arguments[1], arguments.size() == 3 ? arguments[2] : "{}");
  }
  if (!lines.ok()) {
    std::fprintf(stderr, "%s: %s (%s)\n", std::string(absl::StatusCodeToString(lines.status().code())).c_str(),
                 std::string(lines.status().message()).c_str(),
                 trialweave::common::ErrorReason(lines.status()).c_str());
    return 1;
  }
  for (const std::string& line : *lines) std::printf("%s\n", line.c_str());
  return 0;
}
