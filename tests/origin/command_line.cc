#include "tests/origin/command_line.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace trialweave::tests {
namespace {

absl::Status SetFlag(const std::string& name, const std::string& value, OriginCommandLine* line) {
  if (name == "--port") {
    if (absl::SimpleAtoi(value, &line->options.port) && line->options.port >= 0 && line->options.port < 65536) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(absl::StrCat("--port wants 0 to 65535, not ", value));
  }
  if (name == "--fault") {
    absl::StatusOr<Fault> fault = ParseFault(value);
    if (!fault.ok()) return fault.status();
    line->faults.push_back(*std::move(fault));
    return absl::OkStatus();
  }
  if (name == "--studies") {
    line->options.studies.push_back(value);
  } else if (name == "--files") {
    line->options.files = value;
  } else if (name == "--api_version") {
    line->options.api_version = value;
  } else if (name == "--data_timestamp") {
    line->options.data_timestamp = value;
  } else {
    return absl::InvalidArgumentError(absl::StrCat("unknown flag ", name, "; see --help"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OriginCommandLine> ParseCommandLine(const std::vector<std::string>& arguments) {
  OriginCommandLine line;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--help") {
      line.help = true;
      continue;
    }
    const size_t equals = arguments[i].find('=');
    const bool joined = equals != std::string::npos;
    if (!joined && i + 1 == arguments.size()) {
      return absl::InvalidArgumentError(absl::StrCat(arguments[i], " wants a value; see --help"));
    }
    const std::string name = arguments[i].substr(0, equals);
    const std::string value = joined ? arguments[i].substr(equals + 1) : arguments[++i];
    if (absl::Status set = SetFlag(name, value, &line); !set.ok()) return set;
  }
  return line;
}

absl::string_view CommandLineHelp() {
  return R"(origin_server: plays registries on loopback, for tests and the demonstration.

  --port N               port on 127.0.0.1; 0, the default, picks a free one
  --studies PATH         v2 studies: .json or .json.gz, array, page or single study, or a folder; repeatable
  --files DIR            folder served under /files/
  --api_version TEXT     what /api/v2/version says
  --data_timestamp TEXT  likewise
  --fault "KIND NAME=VALUE ..."   repeatable; the same lines, after the word fault, go to POST /_control

Kinds: too_many_requests unavailable html_error challenge reset cut_short truncated slow gzip bomb withhold
repeat_token data_timestamp status. Settings: path (prefix), from (n-th such request), count (0: all that
follow), status, retry_after (7 or date+7), amount, delay_ms, value.
Also for POST /_control: clear_faults, data_timestamp TEXT, studies PATH ... GET /_control lists the requests.
)";
}

}  // namespace trialweave::tests
