#include "query/cli/exit_code.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::query {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kGood;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return kNegative;
    case absl::StatusCode::kInvalidArgument:
      return kUsage;
    case absl::StatusCode::kUnavailable:
      return kUnreachable;
    default:
      return kOtherError;
  }
}

std::string ErrorText(const absl::Status& status) {
  const std::string message(status.message());
  const std::string reason = common::ErrorReason(status);
  if (reason == "USAGE") return absl::StrCat("trialctl: ", message, "\nTry: trialctl --help");
  if (reason == "UNREACHABLE") {
    const std::string service = common::ErrorMetadata(status, "service");
    const std::string name = service == "query" ? "server" : service;
    return absl::StrCat("trialctl: cannot reach the ", service, " service at ",
                        common::ErrorMetadata(status, "address"), "\n  ", message,
                        "\nIs it running? Give its address with --", name, " or TRIALWEAVE_",
                        absl::AsciiStrToUpper(name), ".");
  }
  if (status.code() == absl::StatusCode::kDeadlineExceeded) {
    return absl::StrCat("trialctl: no answer in time: ", message, "\nAllow more with --timeout 60s.");
  }
  if (reason == "FILTER_INVALID") return absl::StrCat("trialctl: ", message, "\ndocs/filters.md has the language.");
  return absl::StrCat("trialctl: ", message, reason.empty() ? "" : " (", reason, reason.empty() ? "" : ")");
}

}  // namespace trialweave::query
