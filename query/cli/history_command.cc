#include "query/cli/history_command.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "query/cli/history_text.h"
#include "query/cli/listing.h"
#include "query/cli/pipeline_text.h"
#include "query/cli/point_in_time.h"

namespace trialweave::query {
namespace {

constexpr char kRegistrations[] = "registrations/";
constexpr char kTrials[] = "trials/";

Table RevisionsTable(const std::vector<v1::RegistrationRevision>& revisions) {
  Table table;
  table.columns = {{"REVISION", true}, {"SEQUENCE", true}, {"KNOWN SINCE"}, {"OBSERVED"}, {"EVENTS", false, true}};
  for (const v1::RegistrationRevision& revision : revisions) {
    std::vector<std::string> events;
    if (revision.rederived()) events.push_back("derived again");
    for (const v1::RegistrationEvent& event : revision.events()) events.push_back(EventText(event));
    const size_t slash = revision.name().rfind('/');
    table.rows.push_back({slash == std::string::npos ? "" : revision.name().substr(slash + 1),
                          revision.sequence() == 0 ? "" : absl::StrCat(revision.sequence()),
                          FormatTimestamp(revision.commit_time()), FormatTimestamp(revision.observed_at()),
                          absl::StrJoin(events, "; ")});
  }
  return table;
}

// "+NCT06000001", "-NCT06000002": what came and went.
void AddMembers(const google::protobuf::RepeatedPtrField<std::string>& ids, const char* sign,
                std::vector<std::string>* texts) {
  for (const std::string& id : ids) texts->push_back(absl::StrCat(sign, id));
}

Table TrialRevisionsTable(const std::vector<v1::TrialRevision>& revisions) {
  Table table;
  table.columns = {{"REVISION", true}, {"KNOWN SINCE"}, {"REGISTRATIONS", false, true}, {"EVENTS", false, true}};
  for (const v1::TrialRevision& revision : revisions) {
    std::vector<std::string> events;
    if (revision.rederived()) events.push_back("derived again");
    AddMembers(revision.joined_registration_ids(), "+", &events);
    AddMembers(revision.left_registration_ids(), "-", &events);
    for (const v1::RegistrationEvents& each : revision.events()) {
      for (const v1::RegistrationEvent& event : each.events()) {
        events.push_back(absl::StrCat(each.registration_id(), " ", EventText(event)));
      }
    }
    table.rows.push_back({absl::StrCat(revision.sequence()), FormatTimestamp(revision.commit_time()),
                          absl::StrJoin(revision.registration_ids(), "; "), absl::StrJoin(events, "; ")});
  }
  return table;
}

absl::Status WriteTrialHistory(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (line.by_observation) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE",
                             "a trial's history is what was known of it; --by_observation is for registrations");
  }
  v1::ListTrialRevisionsRequest request;
  request.set_parent(line.arguments[0]);
  request.mutable_options()->set_read_sequence(line.read_sequence);
  return WriteList<v1::ListTrialRevisionsRequest, v1::ListTrialRevisionsResponse, v1::TrialRevision>(
      {&RemoteService::ListTrialRevisions, &v1::ListTrialRevisionsResponse::revisions, TrialRevisionsTable, false},
      request, line, remote, console);
}

absl::Status WriteChanges(const google::protobuf::RepeatedPtrField<v1::FieldChange>& changes, uint64_t sequence,
                          const CommandLine& line, const Console& console) {
  Table table;
  table.columns = {{"FIELD", false, true}, {"CHANGE"}, {"BEFORE", false, true}, {"AFTER", false, true}};
  for (const v1::FieldChange& change : changes) {
    if (line.output == OutputFormat::kJson) {
      console.Write(ToJson(change, false, false));
      continue;
    }
    table.rows.push_back({change.field(), ValueWord(v1::ChangeKind_Name(change.kind()), "CHANGE_KIND_"),
                          change.old_value(), change.new_value()});
  }
  if (line.output != OutputFormat::kJson) console.Write(table, line.output);
  console.Remark(
      absl::StrCat(changes.empty() ? "No differences, as known at sequence " : "As known at sequence ", sequence, "."));
  return absl::OkStatus();
}

// What to compare: --base and --target, or --as_of, and then the arguments after the identifier; at most two, of which
// the second is now when it is not given.
absl::StatusOr<std::vector<v1::RegistrationVersion>> Versions(const CommandLine& line) {
  std::vector<std::string> texts(line.arguments.begin() + 1, line.arguments.end());
  if (!line.as_of.empty()) texts.insert(texts.begin(), line.as_of);
  if (!line.target.empty() && line.base.empty()) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", "--target needs --base");
  }
  if (!line.target.empty()) texts.insert(texts.begin(), line.target);
  if (!line.base.empty()) texts.insert(texts.begin(), line.base);
  if (texts.empty() || texts.size() > 2) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE",
                             "diff needs one or two versions: a revision's number, or a time");
  }
  std::vector<v1::RegistrationVersion> versions;
  for (const std::string& text : texts) {
    absl::StatusOr<v1::RegistrationVersion> version = ParseVersion(text);
    if (!version.ok()) return version.status();
    versions.push_back(*std::move(version));
  }
  versions.resize(2);
  return versions;
}

absl::Status DiffTrial(const std::vector<v1::RegistrationVersion>& versions, const CommandLine& line,
                       RemoteService& remote, const Console& console) {
  v1::DiffTrialRequest request;
  request.set_name(line.arguments[0]);
  request.set_base_revision(versions[0].revision());
  request.set_target_revision(versions[1].revision());
  if (versions[0].has_as_of()) *request.mutable_base_as_of() = versions[0].as_of();
  if (versions[1].has_as_of()) *request.mutable_target_as_of() = versions[1].as_of();
  request.mutable_options()->set_read_sequence(line.read_sequence);
  const auto response = remote.DiffTrial(request);
  if (!response.ok()) return response.status();
  return WriteChanges(response->changes(), response->freshness().sequence(), line, console);
}

}  // namespace

absl::Status WriteHistory(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (absl::StartsWith(line.arguments[0], kTrials)) return WriteTrialHistory(line, remote, console);
  v1::ListRegistrationRevisionsRequest request;
  request.set_parent(InCollection(kRegistrations, line.arguments[0]));
  request.set_order(line.by_observation ? v1::HISTORY_ORDER_OBSERVATION : v1::HISTORY_ORDER_UNSPECIFIED);
  request.mutable_options()->set_read_sequence(line.read_sequence);
  return WriteList<v1::ListRegistrationRevisionsRequest, v1::ListRegistrationRevisionsResponse,
                   v1::RegistrationRevision>({&RemoteService::ListRegistrationRevisions,
                                              &v1::ListRegistrationRevisionsResponse::revisions, RevisionsTable, false},
                                             request, line, remote, console);
}

absl::Status WriteDiff(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto versions = Versions(line);
  if (!versions.ok()) return versions.status();
  if (absl::StartsWith(line.arguments[0], kTrials)) return DiffTrial(*versions, line, remote, console);
  v1::DiffRegistrationRequest request;
  request.set_name(InCollection(kRegistrations, line.arguments[0]));
  *request.mutable_base() = (*versions)[0];
  *request.mutable_target() = (*versions)[1];
  request.mutable_options()->set_read_sequence(line.read_sequence);
  const auto response = remote.DiffRegistration(request);
  if (!response.ok()) return response.status();
  if (response->derivations_differ()) {
    console.Remark("The two were read by different parsers or vocabularies: some of it may be those.");
  }
  return WriteChanges(response->changes(), response->freshness().sequence(), line, console);
}

}  // namespace trialweave::query
