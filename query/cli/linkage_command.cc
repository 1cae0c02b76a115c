#include "query/cli/linkage_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "query/cli/linkage_text.h"
#include "query/cli/listing.h"
#include "query/cli/pipeline_text.h"

namespace trialweave::query {
namespace {

constexpr char kTrials[] = "trials/";
constexpr char kDecisions[] = "decisions/";

absl::Status Usage(const std::string& problem) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", problem);
}

std::string VerdictWord(v1::DecisionVerdict verdict) {
  return absl::AsciiStrToLower(absl::StripPrefix(v1::DecisionVerdict_Name(verdict), "DECISION_VERDICT_"));
}

absl::StatusOr<v1::DecisionVerdict> VerdictOf(const std::string& word) {
  for (const v1::DecisionVerdict verdict :
       {v1::DECISION_VERDICT_SAME, v1::DECISION_VERDICT_DIFFERENT, v1::DECISION_VERDICT_UNSURE}) {
    if (VerdictWord(verdict) == word) return verdict;
  }
  return Usage(absl::StrCat("\"", common::Trimmed(word), "\" is none of same, different, unsure"));
}

std::string DecisionState(const v1::Decision& decision) {
  if (decision.has_revoke_time()) return absl::StrCat("revoked: ", decision.revoke_reason());
  if (!decision.superseded_by().empty()) return absl::StrCat("superseded by ", decision.superseded_by());
  return "holds";
}

Table DecisionsTable(const std::vector<v1::Decision>& decisions) {
  Table table;
  table.columns = {{"N", true}, {"VERDICT"}, {"REGISTRATIONS"},      {"AUTHOR"},
                   {"TIME"},    {"STATE"},   {"REASON", false, true}};
  for (const v1::Decision& decision : decisions) {
    table.rows.push_back({std::string(absl::StripPrefix(decision.name(), kDecisions)), VerdictWord(decision.verdict()),
                          absl::StrCat(decision.registration_a(), " ", decision.registration_b()), decision.author(),
                          FormatTimestamp(decision.create_time()), DecisionState(decision), decision.reason()});
  }
  return table;
}

Table QueueTable(const std::vector<v1::PairExplanation>& pairs) {
  Table table;
  table.columns = {{"PROBABILITY", true}, {"REGISTRATIONS"}, {"FOR", false, true}, {"AGAINST", false, true}};
  for (const v1::PairExplanation& pair : pairs) {
    table.rows.push_back({absl::StrFormat("%.3f", pair.probability()),
                          absl::StrCat(pair.registration_a(), " ", pair.registration_b()), SumText(pair, true),
                          SumText(pair, false)});
  }
  return table;
}

// With what it says on both sides, a heading for each pair.
void WritePairs(const google::protobuf::RepeatedPtrField<v1::PairExplanation>& pairs, const Console& console) {
  for (const v1::PairExplanation& pair : pairs) console.Write(PairText(pair, console.width(), console.color()));
}

Table DisagreementsTable(const v1::ExplainTrialResponse& response) {
  Table table;
  table.columns = {{"DIFFERS IN"}, {"REGISTRATION"}, {"VALUE", false, true}, {"STATED IN"}};
  for (const v1::Disagreement& disagreement : response.disagreements()) {
    for (const v1::FieldVariant& variant : disagreement.variants()) {
      const uint32_t document = variant.provenance().document();
      std::string stated;
      if (document < static_cast<uint32_t>(response.documents_size())) {
        stated = absl::StrCat(response.documents(document).source(), " ", variant.provenance().path());
      }
      table.rows.push_back({disagreement.field(), variant.registration_id(), variant.value(), std::move(stated)});
    }
  }
  return table;
}

absl::Status Revoke(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (line.arguments.size() != 2 || line.reason.empty()) return Usage("decisions revoke needs N and --reason TEXT");
  v1::RevokeDecisionRequest request;
  request.set_name(InCollection(kDecisions, line.arguments[1]));
  request.set_revoker(line.author);
  request.set_reason(line.reason);
  const auto response = remote.RevokeDecision(request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*response, console.width() > 0, false));
  } else {
    console.Write(DecisionsTable({response->decision()}), line.output);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteExplanation(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::ExplainTrialRequest request;
  if (line.arguments.size() == 2) {
    request.set_registration_a(line.arguments[0]);
    request.set_registration_b(line.arguments[1]);
  } else {
    request.set_name(InCollection(kTrials, line.arguments[0]));
  }
  const auto response = remote.ExplainTrial(request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*response, console.width() > 0, false));
    return absl::OkStatus();
  }
  if (line.output == OutputFormat::kCsv) {
    console.Write(WeightsTable(*response), line.output);
    return absl::OkStatus();
  }
  if (line.arguments.size() == 1) {
    console.Write(absl::StrCat(response->trial(), ": ", absl::StrJoin(response->registration_ids(), ", "), "\n"));
    if (response->pairs().empty()) console.Write("It has one registration, so there is nothing to link.\n");
  }
  WritePairs(response->pairs(), console);
  if (!response->near_misses().empty()) console.Write("\nLike them, and not in the trial:\n");
  WritePairs(response->near_misses(), console);
  const Table differences = DisagreementsTable(*response);
  if (differences.rows.empty()) return absl::OkStatus();
  console.Write("\n");
  console.Write(differences, line.output);
  return absl::OkStatus();
}

absl::Status WriteReviewQueue(const CommandLine& line, RemoteService& remote, const Console& console) {
  return WriteList<v1::ListReviewQueueRequest, v1::ListReviewQueueResponse, v1::PairExplanation>(
      {&RemoteService::ListReviewQueue, &v1::ListReviewQueueResponse::pairs, QueueTable, false}, {}, line, remote,
      console);
}

absl::Status Decide(const CommandLine& line, RemoteService& remote, const Console& console) {
  const absl::StatusOr<v1::DecisionVerdict> verdict = VerdictOf(line.arguments[0]);
  if (!verdict.ok()) return verdict.status();
  if (line.reason.empty()) return Usage("decide needs --reason TEXT");
  v1::CreateDecisionRequest request;
  v1::Decision& decision = *request.mutable_decision();
  decision.set_verdict(*verdict);
  decision.set_registration_a(line.arguments[1]);
  decision.set_registration_b(line.arguments[2]);
  decision.set_author(line.author);
  decision.set_reason(line.reason);
  const auto response = remote.CreateDecision(request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*response, console.width() > 0, false));
    return absl::OkStatus();
  }
  console.Write(DecisionsTable({response->decision()}), line.output);
  const bool one = !response->trial_a().empty() && response->trial_a() == response->trial_b();
  console.Remark(one ? absl::StrCat("They are one trial: ", response->trial_a())
                     : absl::StrCat("They are two: ", response->trial_a().empty() ? "not here" : response->trial_a(),
                                    " and ", response->trial_b().empty() ? "not here" : response->trial_b()));
  return absl::OkStatus();
}

absl::Status RunDecisions(const CommandLine& line, RemoteService& remote, const Console& console) {
  if (!line.arguments.empty() && line.arguments[0] == "revoke") return Revoke(line, remote, console);
  if (line.arguments.size() > 1) return Usage("decisions takes one identifier, or revoke N");
  v1::ListDecisionsRequest request;
  if (!line.arguments.empty()) request.set_registration(InCollection("registrations/", line.arguments[0]));
  request.set_show_revoked(line.revoked);
  return WriteList<v1::ListDecisionsRequest, v1::ListDecisionsResponse, v1::Decision>(
      {&RemoteService::ListDecisions, &v1::ListDecisionsResponse::decisions, DecisionsTable, false}, request, line,
      remote, console);
}

absl::Status Relink(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::RelinkRequest request;
  request.set_dry_run(line.dry_run);
  Table table;
  table.columns = {{"ONE TRIAL", false, true}, {"WAS IN", false, true}};
  v1::RelinkSummary summary;
  const absl::Status status = remote.Relink(request, [&](const v1::RelinkResponse& event) {
    if (event.has_summary()) {
      summary = event.summary();
    } else if (!event.has_change()) {
      console.Progress(absl::StrCat(event.done(), " of ", event.total(), " registrations"));
    } else if (line.output == OutputFormat::kJson) {
      console.Write(ToJson(event.change(), false, false));
    } else {
      table.rows.push_back(
          {absl::StrJoin(event.change().registration_ids(), " "), absl::StrJoin(event.change().trials_before(), " ")});
    }
  });
  console.EndProgress();
  if (!status.ok()) return status;
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(summary, false, true));
    return absl::OkStatus();
  }
  if (!table.rows.empty()) console.Write(table, line.output);
  console.Remark(absl::StrCat(line.dry_run ? "Would link " : "Linked ", summary.registrations(),
                              " registrations with model ", summary.model_version(), " (until now: ",
                              summary.model_version_before().empty() ? "none" : summary.model_version_before(),
                              "): ", summary.merged(), " trials come together, ", summary.split(), " part"));
  return absl::OkStatus();
}

}  // namespace trialweave::query
