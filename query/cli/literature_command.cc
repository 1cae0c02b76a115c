#include "query/cli/literature_command.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/cli/listing.h"
#include "query/cli/literature_text.h"

namespace trialweave::query {
namespace {

constexpr int kMostOfTrial = 20;

// One record: for reading, as CSV, or as JSON.
template <typename Record>
void WriteOne(const Record& record, Table (*table)(const std::vector<Record>&),
              std::string (*describe)(const Record&, int, bool), const CommandLine& line, const Console& console) {
  if (line.output == OutputFormat::kJson) return console.Write(ToJson(record, console.width() > 0, false));
  if (line.output == OutputFormat::kCsv) return console.Write(table({record}), line.output);
  console.Write(describe(record, console.width(), console.color()));
}

}  // namespace

absl::Status WritePublications(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (line.arguments.empty()) {
    v1::ListPublicationsRequest request;
    request.set_filter(line.filter);
    return WriteList<v1::ListPublicationsRequest, v1::ListPublicationsResponse, v1::Publication>(
        {&RemoteService::ListPublications, &v1::ListPublicationsResponse::publications, PublicationsTable, false},
        request, line, remote, console);
  }
  v1::GetPublicationRequest request;
  request.set_name(InCollection("publications/", line.arguments[0]));
  const auto response = remote.GetPublication(request);
  if (!response.ok()) return response.status();
  WriteOne(response->publication(), PublicationsTable, DescribePublication, line, console);
  return absl::OkStatus();
}

absl::Status WriteNotices(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (line.arguments.empty()) {
    v1::ListNoticesRequest request;
    request.set_filter(line.filter);
    return WriteList<v1::ListNoticesRequest, v1::ListNoticesResponse, v1::RegulatoryNotice>(
        {&RemoteService::ListNotices, &v1::ListNoticesResponse::notices, NoticesTable, false}, request, line, remote,
        console);
  }
  v1::GetNoticeRequest request;
  request.set_name(InCollection("notices/", line.arguments[0]));
  const auto response = remote.GetNotice(request);
  if (!response.ok()) return response.status();
  WriteOne(response->notice(), NoticesTable, DescribeNotice, line, console);
  return absl::OkStatus();
}

absl::Status WritePublicationsOf(const v1::Trial& trial, RemoteService& remote, const Console& console) {
  if (trial.registration_ids().empty()) return absl::OkStatus();
  v1::ListPublicationsRequest request;
  const auto quoted = [](std::string* out, const std::string& id) { absl::StrAppend(out, "\"", id, "\""); };
  request.set_filter(absl::StrCat("trial_id:(", absl::StrJoin(trial.registration_ids(), " OR ", quoted), ")"));
  request.set_page_size(kMostOfTrial);
  const auto response = remote.ListPublications(request);
  if (!response.ok()) return response.status();
  console.Write(DescribePublicationsOfTrial({response->publications().begin(), response->publications().end()},
                                            console.width(), console.color()));
  if (!response->next_page_token().empty()) {
    console.Remark(absl::StrCat("There are more: trialctl publications --filter '", request.filter(), "'"));
  }
  return absl::OkStatus();
}

}  // namespace trialweave::query
