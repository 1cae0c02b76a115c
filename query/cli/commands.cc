#include "query/cli/commands.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/cli/backup_command.h"
#include "query/cli/completion_command.h"
#include "query/cli/count_command.h"
#include "query/cli/dead_letter_command.h"
#include "query/cli/drift_command.h"
#include "query/cli/export_command.h"
#include "query/cli/get_command.h"
#include "query/cli/history_command.h"
#include "query/cli/ids_command.h"
#include "query/cli/linkage_command.h"
#include "query/cli/listing.h"
#include "query/cli/literature_command.h"
#include "query/cli/pipeline_text.h"
#include "query/cli/point_in_time.h"
#include "query/cli/search_command.h"
#include "query/cli/source_literature.h"
#include "query/cli/status_command.h"
#include "query/cli/trial_text.h"
#include "query/cli/verify_command.h"

namespace trialweave::query {
namespace {

// Lists.

absl::Status List(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::ListTrialsRequest request;
  request.set_filter(line.filter);
  request.set_order_by(line.order_by);
  *request.mutable_read_mask() = ReadMaskOf(line);
  if (absl::Status status = SetPoint(line, request.mutable_options()); !status.ok()) return status;
  const auto table = line.output == OutputFormat::kCsv
                         ? +[](const std::vector<v1::Trial>& t) { return TrialsTable(t, true); }
                         : +[](const std::vector<v1::Trial>& t) { return TrialsTable(t, false); };
  return WriteList<v1::ListTrialsRequest, v1::ListTrialsResponse, v1::Trial>(
      {&RemoteService::ListTrials, &v1::ListTrialsResponse::trials, table, false}, request, line, remote, console);
}

absl::Status Runs(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::ListRunsRequest request;
  request.set_parent(InCollection("sources/", line.arguments.empty() ? "-" : line.arguments[0]));
  return WriteList<v1::ListRunsRequest, v1::ListRunsResponse, v1::Run>(
      {&RemoteService::ListRuns, &v1::ListRunsResponse::runs, RunsTable, true}, request, line, remote, console);
}

// The newest run of a source, or the one that "SOURCE/N" or a full name says.
absl::StatusOr<v1::Run> FindRun(const std::string& typed, RemoteService& remote) {
  const std::string name = InCollection("sources/", typed);
  const size_t slash = name.find('/', std::string("sources/").size());
  if (slash != std::string::npos) {
    v1::GetRunRequest request;
    request.set_name(
        absl::StrContains(name, "/runs/") ? name : absl::StrCat(name.substr(0, slash), "/runs", name.substr(slash)));
    const auto response = remote.GetRun(request);
    if (!response.ok()) return response.status();
    return response->run();
  }
  v1::ListRunsRequest request;
  request.set_parent(name);
  request.set_page_size(1);
  const auto response = remote.ListRuns(request);
  if (!response.ok()) return response.status();
  if (response->runs().empty()) {
    return common::MakeError(absl::StatusCode::kNotFound, "RUN_NOT_FOUND",
                             absl::StrCat(name, " has no runs; start one with: trialctl crawl ", typed));
  }
  return response->runs(0);
}

absl::Status OneRun(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto run = FindRun(line.arguments[0], remote);
  if (!run.ok()) return run.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*run, console.width() > 0, true));
    return absl::OkStatus();
  }
  if (line.output == OutputFormat::kTable) console.Write(RunsTable({*run}), line.output);
  console.Write(FormatsTable(*run), line.output);
  return absl::OkStatus();
}

absl::Status Sources(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto response = remote.GetCoverage({});
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    for (const v1::SourceState& source : response->sources()) console.Write(ToJson(source, false, true));
    return absl::OkStatus();
  }
  const std::vector<v1::SourceState> sources(response->sources().begin(), response->sources().end());
  const auto literature = CountLiterature(sources, remote);
  if (!literature.ok()) return literature.status();
  console.Write(SourcesTable(sources, *literature), line.output);
  return absl::OkStatus();
}

// crawl; `succeeded` says how the run ended.
absl::Status Crawl(const CommandLine& line, RemoteService& remote, const Console& console, bool* succeeded) {
  v1::RunSourceRequest request;
  request.set_name(InCollection("sources/", line.arguments[0]));
  request.set_full(line.full);
  v1::Run run;
  const absl::Status status = remote.RunSource(request, [&](const v1::RunSourceResponse& response) {
    run = response.run();
    console.Progress(absl::StrCat(run.name(), "  ", SummarizeRun(run), "  ", response.activity()));
  });
  console.EndProgress();
  if (!status.ok()) return status;
  *succeeded = run.state() == v1::RUN_STATE_SUCCEEDED;
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(run, false, true));
  } else {
    console.Write(RunsTable({run}), line.output);
  }
  if (!*succeeded) console.Remark(absl::StrCat("The run is not complete. Look at: trialctl dead-letters"));
  return absl::OkStatus();
}

}  // namespace

ExitCode RunCommand(const CommandLine& line, RemoteService& remote, const Console& console) {
  absl::Status status;
  bool succeeded = true;
  if (line.command == "status") {
    status = WriteStatus(line, remote, console);
  } else if (line.command == "get") {
    status = WriteRecords(line, remote, console);
  } else if (line.command == "list") {
    status = List(line, remote, console);
  } else if (line.command == "search") {
    status = WriteSearch(line, remote, console);
  } else if (line.command == "watch") {
    status = WriteWatch(line, remote, console);
  } else if (line.command == "count") {
    status = WriteCounts(line, remote, console);
  } else if (line.command == "export") {
    status = ExportTrials(line, remote, console);
  } else if (line.command == "completion") {
    status = WriteCompletion(line, console);
  } else if (line.command == "history") {
    status = WriteHistory(line, remote, console);
  } else if (line.command == "diff") {
    status = WriteDiff(line, remote, console);
  } else if (line.command == "explain") {
    status = WriteExplanation(line, remote, console);
  } else if (line.command == "review") {
    status = WriteReviewQueue(line, remote, console);
  } else if (line.command == "decide") {
    status = Decide(line, remote, console);
  } else if (line.command == "decisions") {
    status = RunDecisions(line, remote, console);
  } else if (line.command == "relink") {
    status = Relink(line, remote, console);
  } else if (line.command == "publications") {
    status = WritePublications(line, remote, console);
  } else if (line.command == "notices") {
    status = WriteNotices(line, remote, console);
  } else if (line.command == "sources") {
    status = Sources(line, remote, console);
  } else if (line.command == "drifts") {
    status = WriteDrifts(line, remote, console);
  } else if (line.command == "accept-fields") {
    status = AcceptFields(line, remote, console);
  } else if (line.command == "runs") {
    status = Runs(line, remote, console);
  } else if (line.command == "run") {
    status = OneRun(line, remote, console);
  } else if (line.command == "ids") {
    status = WriteIds(line, console, &succeeded);
  } else if (line.command == "dead-letters") {
    status = RunDeadLetters(line, remote, console, &succeeded);
  } else if (line.command == "verify") {
    status = WriteVerify(line, remote, console, &succeeded);
  } else if (line.command == "backup") {
    status = RunBackup(line, remote, console);
  } else if (line.command == "redact") {
    status = Redact(line, remote, console);
  } else {
    status = Crawl(line, remote, console, &succeeded);
  }
  if (!status.ok()) console.Remark(ErrorText(status));
  return status.ok() && !succeeded ? kNegative : ExitCodeOf(status);
}

}  // namespace trialweave::query
