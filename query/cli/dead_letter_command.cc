#include "query/cli/dead_letter_command.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/cli/listing.h"
#include "query/cli/pipeline_text.h"
#include "query/cli/sheet.h"

namespace trialweave::query {
namespace {

constexpr char kCollection[] = "deadLetters/";

absl::Status Usage(const std::string& problem) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", problem);
}

absl::StatusOr<v1::GetDeadLetterResponse> Find(const std::string& typed, RemoteService& remote) {
  v1::GetDeadLetterRequest request;
  request.set_name(InCollection(kCollection, typed));
  return remote.GetDeadLetter(request);
}

absl::Status ListThem(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::ListDeadLettersRequest request;
  request.set_parent(InCollection("sources/", line.arguments.empty() ? "-" : line.arguments[0]));
  request.set_show_resolved(line.resolved);
  return WriteList<v1::ListDeadLettersRequest, v1::ListDeadLettersResponse, v1::DeadLetter>(
      {&RemoteService::ListDeadLetters, &v1::ListDeadLettersResponse::dead_letters, DeadLettersTable, true}, request,
      line, remote, console);
}

absl::Status Show(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto found = Find(line.arguments[1], remote);
  if (!found.ok()) return found.status();
  if (line.raw) {
    console.Write(found->content());
    return absl::OkStatus();
  }
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*found, console.width() > 0, true));
    return absl::OkStatus();
  }
  const v1::DeadLetter& letter = found->dead_letter();
  Sheet sheet(console.width(), console.color());
  sheet.Heading(letter.name());
  sheet.Field(
      "reason",
      absl::AsciiStrToLower(
          v1::DeadLetterReason_Name(letter.cause().reason()).substr(std::string("DEAD_LETTER_REASON_").size())));
  sheet.Field("what was wrong", letter.cause().message());
  sheet.Field("at byte", absl::StrCat(letter.cause().offset()));
  sheet.Field("source", letter.source());
  sheet.Field("format", letter.format());
  sheet.Field("container", letter.container().origin());
  sheet.Field("place", absl::StrCat(letter.container_ordinal(), ", byte ", letter.container_offset()));
  sheet.Field("run", letter.run());
  sheet.Field("deliveries", absl::StrCat(letter.delivery_count()));
  sheet.Field("resolved",
              letter.has_resolve_time() ? (letter.resolution().empty() ? "became a record" : letter.resolution()) : "");
  sheet.Field("bytes kept", absl::StrCat(letter.kept_size(), found->redacted() ? ", erased" : ""));
  sheet.Field("digest", absl::BytesToHexString(letter.raw_digest()));
  console.Write(sheet.Take());
  if (!found->content().empty()) console.Write(absl::StrCat("\n", absl::Utf8SafeCHexEscape(found->content()), "\n"));
  return absl::OkStatus();
}

absl::Status Replay(const CommandLine& line, RemoteService& remote, const Console& console, bool* all_records) {
  v1::RunSourceRequest request;
  v1::DeadLetterSelection& selection = *request.mutable_dead_letters();
  for (size_t i = 1; i < line.arguments.size(); ++i) {
    selection.add_names(InCollection(kCollection, line.arguments[i]));
  }
  selection.set_source(line.source);
  selection.set_format(line.format);
  if (!line.cause.empty()) {
    v1::DeadLetterReason reason = v1::DEAD_LETTER_REASON_UNSPECIFIED;
    if (!v1::DeadLetterReason_Parse(absl::StrCat("DEAD_LETTER_REASON_", absl::AsciiStrToUpper(line.cause)), &reason)) {
      return Usage(absl::StrCat("--cause: \"", common::Trimmed(line.cause), "\" is no cause of a dead letter"));
    }
    selection.set_reason(reason);
  }
  const auto source = remote.ArchiveSource();
  if (!source.ok()) return source.status();
  request.set_name(*source);
  v1::Run run;
  const absl::Status status = remote.RunSource(request, [&](const v1::RunSourceResponse& response) {
    run = response.run();
    console.Progress(absl::StrCat(run.name(), "  ", SummarizeRun(run)));
  });
  console.EndProgress();
  if (!status.ok()) return status;
  *all_records = run.counts().dead_lettered() == 0;
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(run, false, true));
  } else {
    console.Write(RunsTable({run}), line.output);
  }
  if (run.delivered() == 0) {
    console.Remark("Nothing was sent: none is open and selected, or their documents were not kept whole.");
  }
  return absl::OkStatus();
}

absl::Status Resolve(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (line.reason.empty()) return Usage("dead-letters resolve needs --reason TEXT");
  v1::ResolveDeadLetterRequest request;
  request.set_name(InCollection(kCollection, line.arguments[1]));
  request.set_reason(line.reason);
  const auto response = remote.ResolveDeadLetter(request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(response->dead_letter(), console.width() > 0, true));
  } else {
    console.Write(DeadLettersTable({response->dead_letter()}), line.output);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunDeadLetters(const CommandLine& line, RemoteService& remote, const Console& console, bool* all_records) {
  const std::string what = line.arguments.empty() ? "" : line.arguments[0];
  if (what == "replay") return Replay(line, remote, console, all_records);
  if (what == "show" || what == "resolve") {
    if (line.arguments.size() != 2) return Usage(absl::StrCat("dead-letters ", what, " needs ID"));
    return what == "show" ? Show(line, remote, console) : Resolve(line, remote, console);
  }
  if (line.arguments.size() > 1) {
    return Usage(absl::StrCat("\"", common::Trimmed(line.arguments[1]), "\" is too much for dead-letters"));
  }
  return ListThem(line, remote, console);
}

absl::Status Redact(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (line.reason.empty()) return Usage("redact needs --reason TEXT");
  const std::string& typed = line.arguments[0];
  v1::RedactDocumentRequest request;
  request.set_reason(line.reason);
  if (typed.size() == 64) {
    request.set_raw_digest(absl::HexStringToBytes(typed));
  } else {
    const auto letter = Find(typed, remote);
    if (!letter.ok()) return letter.status();
    request.set_raw_digest(letter->dead_letter().raw_digest());
  }
  const auto response = remote.RedactDocument(request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*response, console.width() > 0, true));
    return absl::OkStatus();
  }
  Table table;
  table.columns = {{"READ_FROM_IT", false, true}};
  for (const std::string& record : response->records()) table.rows.push_back({record});
  console.Write(table, line.output);
  console.Remark(
      "The bytes are erased, and stay so when they come again. Backups made before have them: delete those.");
  return absl::OkStatus();
}

}  // namespace trialweave::query
