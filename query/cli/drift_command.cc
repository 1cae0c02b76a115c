#include "query/cli/drift_command.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "query/cli/listing.h"
#include "query/cli/pipeline_text.h"

namespace trialweave::query {
namespace {

std::string KindName(v1::FieldDriftKind kind) {
  return absl::AsciiStrToLower(absl::StripPrefix(v1::FieldDriftKind_Name(kind), "FIELD_DRIFT_KIND_"));
}

}  // namespace

absl::Status WriteDrifts(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto response = remote.ListSourceStates({});
  if (!response.ok()) return response.status();
  const std::string wanted = line.arguments.empty() ? "" : InCollection("sources/", line.arguments[0]);
  Table table;
  table.columns = {{"SOURCE"}, {"FORMAT"}, {"FIELD", false, true}, {"DRIFT"}, {"DETAIL", false, true}};
  for (const v1::SourceState& source : response->source_states()) {
    if (!wanted.empty() && source.name() != wanted) continue;
    for (const v1::FieldDrift& drift : source.drifts()) {
      if (line.output == OutputFormat::kJson) {
        console.Write(ToJson(drift, false, false));
        continue;
      }
      table.rows.push_back({std::string(absl::StripPrefix(source.name(), "sources/")), drift.format(), drift.path(),
                            KindName(drift.kind()), drift.detail()});
    }
  }
  if (line.output != OutputFormat::kJson) console.Write(table, line.output);
  return absl::OkStatus();
}

absl::Status AcceptFields(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::AcceptFieldProfileRequest request;
  request.set_name(InCollection("sources/", line.arguments[0]));
  const auto response = remote.AcceptFieldProfile(request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(response->source_state(), console.width() > 0, false));
  } else {
    console.Write(SourcesTable({response->source_state()}, {}), line.output);
  }
  return absl::OkStatus();
}

}  // namespace trialweave::query
