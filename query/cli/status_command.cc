#include "query/cli/status_command.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "query/cli/pipeline_text.h"
#include "query/cli/source_literature.h"

namespace trialweave::query {
namespace {

struct Answers {
  absl::StatusOr<v1::GetStoreStatusResponse> store;
  absl::StatusOr<v1::GetCoverageResponse> query;
};

std::string Lag(const Answers& answers) {
  const uint64_t newest = answers.store->sequence(), shown = answers.query->freshness().sequence();
  return shown >= newest ? "current" : absl::StrCat(newest - shown, " behind");
}

Table ServicesTable(const CommandLine& line, const Answers& answers) {
  Table table;
  table.columns = {{"SERVICE"},
                   {"ADDRESS"},
                   {"STATE", false, true},
                   {"SEQUENCE", true},
                   {"TRIALS", true},
                   {"REGISTRATIONS", true},
                   {"REVISIONS", true},
                   {"SIGHTINGS", true},
                   {"DEAD_LETTERS", true},
                   {"PUBLICATIONS", true},
                   {"NOTICES", true}};
  // The error itself follows on standard error.
  const auto unreachable = [&](const char* name, const std::string& address, const absl::Status& status) {
    const std::string reason = common::ErrorReason(status);
    const std::string state =
        reason == "UNREACHABLE" ? "out of reach" : (reason == "VIEW_NOT_READY" ? "not ready" : reason);
    table.rows.push_back({name, address, state, "-", "-", "-", "-", "-", "-", "-", "-"});
  };
  if (answers.store.ok()) {
    const auto& store = *answers.store;
    table.rows.push_back({"store", line.store, store.read_only() ? "read-only" : "answers",
                          absl::StrCat(store.sequence()), absl::StrCat(store.trials()),
                          absl::StrCat(store.registrations()), absl::StrCat(store.revisions()),
                          absl::StrCat(store.sightings()), absl::StrCat(store.dead_letters()),
                          absl::StrCat(store.publications()), absl::StrCat(store.notices())});
  } else {
    unreachable("store", line.store, answers.store.status());
  }
  if (answers.query.ok()) {
    const auto& query = *answers.query;
    table.rows.push_back({"query", line.server, answers.store.ok() ? Lag(answers) : "answers",
                          absl::StrCat(query.freshness().sequence()), absl::StrCat(query.trials()),
                          absl::StrCat(query.registrations()), "-", "-", absl::StrCat(query.dead_letters_open()),
                          absl::StrCat(query.publications()), absl::StrCat(query.notices())});
  } else {
    unreachable("query", line.server, answers.query.status());
  }
  return table;
}

// {"store": GetStoreStatusResponse or null, "query": GetCoverageResponse or null}, the content digest in
// hexadecimal beside them.
std::string StatusJson(const CommandLine& line, const Answers& answers) {
  const auto json = [](const google::protobuf::Message& message) {
    return std::string(absl::StripSuffix(ToJson(message, false, true), "\n"));
  };
  std::string out = absl::StrCat("{\"store\":", answers.store.ok() ? json(*answers.store) : "null",
                                 ",\"query\":", answers.query.ok() ? json(*answers.query) : "null");
  if (line.digest && answers.store.ok()) {
    absl::StrAppend(&out, ",\"contentDigest\":\"", absl::BytesToHexString(answers.store->content_digest()), "\"");
  }
  return out + "}\n";
}

}  // namespace

absl::Status WriteStatus(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::GetStoreStatusRequest request;
  request.set_content_digest(line.digest);
  const Answers answers = {remote.GetStoreStatus(request), remote.GetCoverage({})};
  if (line.output == OutputFormat::kJson) {
    console.Write(StatusJson(line, answers));
  } else {
    console.Write(ServicesTable(line, answers), line.output);
    if (line.digest && answers.store.ok() && line.output == OutputFormat::kTable) {
      console.Write(absl::StrCat("\ncontent digest: ", absl::BytesToHexString(answers.store->content_digest()), "\n"));
    }
    if (answers.store.ok() && answers.store->first_retained_sequence() > 1 && line.output == OutputFormat::kTable) {
      console.Write(absl::StrCat("\nthe changelog is kept from ", answers.store->first_retained_sequence(),
                                 " on; views begin with a snapshot\n"));
    }
    if (answers.query.ok() && !answers.query->sources().empty() && line.output == OutputFormat::kTable) {
      console.Write("\n");
      const std::vector<v1::SourceState> sources(answers.query->sources().begin(), answers.query->sources().end());
      console.Write(SourcesTable(sources, CountLiterature(sources, remote).value_or(std::vector<SourceLiterature>())),
                    line.output);
    }
  }
  if (!answers.store.ok()) return answers.store.status();
  if (answers.store->read_only()) {
    console.Remark(absl::StrCat("The store takes no changes (", answers.store->read_only_reason(),
                                "): ", answers.store->read_only_detail(), ". It goes on by itself when it can."));
  }
  if (answers.store->relink_pending()) {
    const std::string& before = answers.store->linkage_model_version();
    console.Remark(absl::StrCat("Registrations are linked by ", before.empty() ? "no model" : "model " + before,
                                " and not by the store's own one. Look at: trialctl relink --dry_run"));
  }
  return answers.query.status();
}

}  // namespace trialweave::query
