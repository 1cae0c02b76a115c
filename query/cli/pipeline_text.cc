#include "query/cli/pipeline_text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace trialweave::query {
namespace {

std::string Short(const std::string& name, const char* prefix) { return std::string(absl::StripPrefix(name, prefix)); }

std::string HealthName(v1::SourceHealth health) {
  return health == v1::SOURCE_HEALTH_UNSPECIFIED ? "NEVER_RUN" : Short(v1::SourceHealth_Name(health), "SOURCE_HEALTH_");
}

std::string DurationOf(const v1::Run& run) {
  if (!run.has_start_time() || !run.has_end_time()) return "";
  const absl::Duration took = absl::Seconds(run.end_time().seconds() - run.start_time().seconds()) +
                              absl::Nanoseconds(run.end_time().nanos() - run.start_time().nanos());
  return absl::FormatDuration(absl::Trunc(took, took < absl::Minutes(1) ? absl::Milliseconds(10) : absl::Seconds(1)));
}

// "sources/ctgov/runs/7" as "ctgov/7".
std::string RunLabel(const std::string& name) {
  return absl::StrReplaceAll(Short(name, "sources/"), {{"/runs/", "/"}});
}

}  // namespace

std::string FormatTimestamp(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() == 0 && timestamp.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", absl::FromUnixSeconds(timestamp.seconds()), absl::UTCTimeZone());
}

bool IsBalanced(const v1::Run& run) {
  const v1::OutcomeCounts& counts = run.counts();
  const uint64_t delivered = counts.created() + counts.updated() + counts.unchanged() + counts.dead_lettered();
  const uint64_t distinct = run.distinct() + counts.challenged() + counts.missing();
  return run.delivered() == delivered && (!run.has_declared() || run.declared() == distinct);
}

std::string SummarizeRun(const v1::Run& run) {
  const v1::OutcomeCounts& counts = run.counts();
  std::string out = absl::StrCat(run.delivered(), " delivered");
  const char* separator = ": ";
  const auto add = [&](uint64_t count, const char* what) {
    if (count == 0) return;
    absl::StrAppend(&out, separator, count, " ", what);
    separator = ", ";
  };
  add(counts.created(), "created");
  add(counts.updated(), "updated");
  add(counts.unchanged(), "unchanged");
  add(counts.dead_lettered(), "dead-lettered");
  add(counts.challenged(), "challenged");
  add(counts.missing(), "missing");
  return out;
}

Table SourcesTable(const std::vector<v1::SourceState>& sources, const std::vector<SourceLiterature>& literature) {
  Table table;
  table.columns = {{"SOURCE"},
                   {"HEALTH"},
                   {"LAST_SUCCESS"},
                   {"NEWEST_DATA"},
                   {"REGISTRATIONS", true},
                   {"PUBLICATIONS", true},
                   {"NOTICES", true},
                   {"DEAD_LETTERS", true},
                   {"DETAIL", false, true}};
  for (size_t i = 0; i < sources.size(); ++i) {
    const v1::SourceState& source = sources[i];
    const bool known = i < literature.size();
    table.rows.push_back({Short(source.name(), "sources/"), HealthName(source.health()),
                          FormatTimestamp(source.last_success_time()), FormatTimestamp(source.newest_observation()),
                          absl::StrCat(source.registrations()), known ? absl::StrCat(literature[i].publications) : "-",
                          known ? absl::StrCat(literature[i].notices) : "-", absl::StrCat(source.dead_letters_open()),
                          source.detail()});
  }
  return table;
}

Table RunsTable(const std::vector<v1::Run>& runs) {
  Table table;
  table.columns = {{"RUN"},
                   {"STATE"},
                   {"STARTED"},
                   {"TOOK", true},
                   {"DECLARED", true},
                   {"DELIVERED", true},
                   {"CREATED", true},
                   {"UPDATED", true},
                   {"UNCHANGED", true},
                   {"DEAD", true},
                   {"CHALLENGED", true},
                   {"MISSING", true},
                   {"BALANCED"},
                   {"DETAIL", false, true}};
  for (const v1::Run& run : runs) {
    const v1::OutcomeCounts& counts = run.counts();
    table.rows.push_back(
        {RunLabel(run.name()), Short(v1::RunState_Name(run.state()), "RUN_STATE_"), FormatTimestamp(run.start_time()),
         DurationOf(run), run.has_declared() ? absl::StrCat(run.declared()) : "-", absl::StrCat(run.delivered()),
         absl::StrCat(counts.created()), absl::StrCat(counts.updated()), absl::StrCat(counts.unchanged()),
         absl::StrCat(counts.dead_lettered()), absl::StrCat(counts.challenged()), absl::StrCat(counts.missing()),
         run.state() == v1::RUN_STATE_RUNNING ? "" : (IsBalanced(run) ? "yes" : "NO"), run.detail()});
  }
  return table;
}

Table FormatsTable(const v1::Run& run) {
  Table table;
  table.columns = {{"SOURCE"},        {"FORMAT"},          {"DELIVERED", true}, {"CREATED", true},
                   {"UPDATED", true}, {"UNCHANGED", true}, {"DEAD", true},      {"FRAGMENTS", true}};
  for (const v1::FormatCounts& format : run.counts_by_format()) {
    const v1::OutcomeCounts& counts = format.counts();
    const uint64_t delivered = counts.created() + counts.updated() + counts.unchanged() + counts.dead_lettered();
    table.rows.push_back({format.source(), format.format().empty() ? "-" : format.format(), absl::StrCat(delivered),
                          absl::StrCat(counts.created()), absl::StrCat(counts.updated()),
                          absl::StrCat(counts.unchanged()), absl::StrCat(counts.dead_lettered()),
                          absl::StrCat(format.fragments())});
  }
  return table;
}

Table DeadLettersTable(const std::vector<v1::DeadLetter>& dead_letters) {
  Table table;
  table.columns = {{"DEAD_LETTER"},  {"SOURCE"},      {"REASON"},      {"ORIGIN", false, true}, {"ORDINAL", true},
                   {"OFFSET", true}, {"BYTES", true}, {"TIMES", true}, {"MESSAGE", false, true}};
  for (const v1::DeadLetter& letter : dead_letters) {
    table.rows.push_back(
        {Short(letter.name(), "deadLetters/"), letter.source(),
         Short(v1::DeadLetterReason_Name(letter.cause().reason()), "DEAD_LETTER_REASON_"), letter.container().origin(),
         absl::StrCat(letter.container_ordinal()), absl::StrCat(letter.container_offset() + letter.cause().offset()),
         absl::StrCat(letter.kept_size()), absl::StrCat(letter.delivery_count()), letter.cause().message()});
  }
  return table;
}

}  // namespace trialweave::query
