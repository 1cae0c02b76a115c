#include "query/cli/get_command.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "query/cli/literature_command.h"
#include "query/cli/point_in_time.h"
#include "query/cli/trial_text.h"

namespace trialweave::query {
namespace {

void WriteTrial(const v1::Trial& trial, const CommandLine& line, const Console& console) {
  if (line.output == OutputFormat::kJson) return console.Write(ToJson(trial, console.width() > 0, false));
  if (line.output == OutputFormat::kCsv) return console.Write(TrialsTable({trial}, true), line.output);
  console.Write(DescribeTrial(trial, console.width(), console.color()));
}

// What was is said with the sequence that gives the same answer again.
void RemarkPoint(const CommandLine& line, const v1::Freshness& freshness, const Console& console) {
  if (line.as_of.empty() && line.read_sequence == 0) return;
  console.Remark(absl::StrCat("As known at sequence ", freshness.sequence(), "."));
}

absl::Status GetRegistration(const std::string& name, const CommandLine& line, RemoteService& remote,
                             const Console& console) {
  v1::GetRegistrationRequest request;
  request.set_name(name);
  *request.mutable_read_mask() = ReadMaskOf(line);
  if (absl::Status status = SetPoint(line, request.mutable_options()); !status.ok()) return status;
  const auto response = remote.GetRegistration(request);
  if (!response.ok()) return response.status();
  const v1::Registration& registration = response->registration();
  RemarkPoint(line, response->freshness(), console);
  if (line.output == OutputFormat::kTable) {
    console.Write(DescribeRegistration(registration, console.width(), console.color()));
  } else {
    console.Write(ToJson(registration, console.width() > 0, false));
  }
  return absl::OkStatus();
}

// The trial's name for what the user typed: a name, or an identifier in any spelling.
absl::StatusOr<std::string> TrialNameFor(const std::string& typed, RemoteService& remote) {
  if (absl::StartsWith(typed, "trials/")) return typed;
  v1::ResolveIdentifierRequest request;
  request.set_identifier(typed);
  const auto resolved = remote.ResolveIdentifier(request);
  if (!resolved.ok()) return resolved.status();
  if (!resolved->trial().empty()) return resolved->trial();
  if (resolved->canonical().empty()) return absl::StrCat("trials/", typed);
  return common::MakeError(absl::StatusCode::kNotFound, "TRIAL_NOT_FOUND",
                           absl::StrCat(resolved->canonical(), " (", resolved->scheme(),
                                        ") is in no trial of the view; has its source been crawled?"));
}

absl::Status WriteOne(const CommandLine& line, RemoteService& remote, const Console& console) {
  const std::string& typed = line.arguments[0];
  if (absl::StartsWith(typed, "registrations/")) {
    if (line.output == OutputFormat::kCsv) {
      return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", "a registration has no csv form; use json");
    }
    return GetRegistration(typed, line, remote, console);
  }
  const auto name = TrialNameFor(typed, remote);
  if (!name.ok()) return name.status();
  v1::GetTrialRequest request;
  request.set_name(*name);
  *request.mutable_read_mask() = ReadMaskOf(line);
  if (absl::Status status = SetPoint(line, request.mutable_options()); !status.ok()) return status;
  const auto response = remote.GetTrial(request);
  if (!response.ok()) return response.status();
  RemarkPoint(line, response->freshness(), console);
  WriteTrial(response->trial(), line, console);
  // Of publications only what is can be read.
  const bool was = !line.as_of.empty() || line.read_sequence != 0;
  if (line.output != OutputFormat::kTable || was || !line.fields.empty()) return absl::OkStatus();
  return WritePublicationsOf(response->trial(), remote, console);
}

// Several trials of one moment, as a list.
absl::Status WriteSeveral(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::BatchGetTrialsRequest request;
  for (const std::string& typed : line.arguments) {
    if (absl::StartsWith(typed, "registrations/")) {
      return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", "only trials can be got several at once");
    }
    const auto name = TrialNameFor(typed, remote);
    if (!name.ok()) return name.status();
    request.add_names(*name);
  }
  *request.mutable_read_mask() = ReadMaskOf(line);
  if (absl::Status status = SetPoint(line, request.mutable_options()); !status.ok()) return status;
  const auto response = remote.BatchGetTrials(request);
  if (!response.ok()) return response.status();
  RemarkPoint(line, response->freshness(), console);
  const std::vector<v1::Trial> trials(response->trials().begin(), response->trials().end());
  if (line.output != OutputFormat::kJson) {
    console.Write(TrialsTable(trials, line.output == OutputFormat::kCsv), line.output);
    return absl::OkStatus();
  }
  for (const v1::Trial& trial : trials) console.Write(ToJson(trial, false, false));
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteRecords(const CommandLine& line, RemoteService& remote, const Console& console) {
  return line.arguments.size() == 1 ? WriteOne(line, remote, console) : WriteSeveral(line, remote, console);
}

google::protobuf::FieldMask ReadMaskOf(const CommandLine& line) {
  google::protobuf::FieldMask mask;
  for (absl::string_view path : absl::StrSplit(line.fields, ',', absl::SkipWhitespace())) {
    mask.add_paths(std::string(absl::StripAsciiWhitespace(path)));
  }
  return mask;
}

}  // namespace trialweave::query
