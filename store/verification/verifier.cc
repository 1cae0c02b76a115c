#include "store/verification/verifier.h"

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "store/commit/write_context.h"
#include "store/reading/store_digest.h"
#include "store/verification/chain_check.h"
#include "store/verification/changelog_check.h"
#include "store/verification/dead_letter_check.h"
#include "store/verification/ledger_check.h"
#include "store/verification/linkage_check.h"
#include "store/verification/literature_check.h"
#include "store/verification/past_check.h"
#include "store/verification/presence_check.h"
#include "store/verification/trial_check.h"
#include "store/verification/verify_report.h"

namespace trialweave::store {
namespace {

// Files count by the MiB, keys one by one; registrations are gone through twice.
uint64_t EstimateSteps(const Database& database, bool skip_files) {
  uint64_t steps = database.EstimateKeys(Family::kRegistrations);
  for (const Family family :
       {Family::kObservations, Family::kStates,         Family::kRegistrations, Family::kTrials,
        Family::kMembership,   Family::kNames,          Family::kIdentifiers,   Family::kOutcomes,
        Family::kRunRecords,   Family::kRuns,           Family::kDeliveries,    Family::kDeadLetters,
        Family::kChangelog,    Family::kChangelogState, Family::kHeads,         Family::kObservations,
        Family::kPast,         Family::kPublications,   Family::kNotices,       Family::kPresence}) {
    steps += database.EstimateKeys(family);
  }
  const DatabaseStats stats = database.Stats();
  return steps + (skip_files ? 0 : (stats.table_bytes + stats.blob_bytes) >> 20);
}

void CheckFiles(const Database& database, VerifyReport& report) {
  report.Begin("files");
  const absl::Status status = database.CheckFiles([&](const std::string& file, const std::string& problem) {
    if (!problem.empty()) {
      report.Violation("FILE_CORRUPT", file, problem + ": reading what is in it fails; restore a backup");
    } else {
      report.Step();
    }
    return !report.stopped();
  });
  report.Readable(status, "files");
}

void CheckTotals(const Reader& reader, VerifyReport& report) {
  report.Begin("totals");
  storage::v1::StoredTotals totals;
  if (!report.Readable(reader.Read(Family::kMeta, kTotalsKey, &totals).status(), kTotalsKey)) return;
  VerifyCounts& counts = report.counts();
  const auto check = [&](const char* what, uint64_t stored, uint64_t counted) {
    if (stored == counted) return;
    report.Violation("TOTALS_DIFFER", what, absl::StrCat("the total is ", stored, ", there are ", counted));
  };
  check("registrations", totals.registrations(), counts.registrations);
  check("trials", totals.trials(), counts.trials);
  check("revisions", totals.revisions(), counts.revisions);
  check("sightings", totals.sightings(), counts.sightings);
  check("absent", totals.absent(), counts.absent);
  check("withdrawn", totals.withdrawn(), counts.withdrawn);
  check("publications", totals.publications(), counts.publications);
  check("notices", totals.notices(), counts.notices);
  check("dead_letters_open", totals.dead_letters_open(), counts.dead_letters_open);
  check("dead_letters_added", totals.dead_letters_added(), counts.dead_letters_added);
  check("runs_started", totals.runs_started(), counts.runs_started);
  v1::SourceState source;
  ForEach(reader, Family::kSources, "", &source, report, [&](std::string_view key) {
    const uint64_t counted = counts.dead_letters_open_by_source[std::string(key)];
    if (source.dead_letters_open() == counted) return;
    report.Violation("TOTALS_DIFFER", source.name(),
                     absl::StrCat("it counts ", source.dead_letters_open(), " open dead letters, there are ", counted));
  });
}

}  // namespace

v1::VerifySummary VerifyDatabase(const Database& database, bool skip_files,
                                 const std::function<bool(const v1::VerifyStoreResponse&)>& on_event) {
  VerifyReport report(on_event, EstimateSteps(database, skip_files));
  const std::unique_ptr<Reader> snapshot = database.Snapshot();
  v1::VerifySummary summary;
  if (!skip_files) CheckFiles(database, report);
  CheckChains(*snapshot, report);
  CheckTrials(*snapshot, report);
  CheckLinkage(*snapshot, report);
  CheckPresence(*snapshot, report);
  CheckLiterature(*snapshot, report);
  CheckDeadLetters(*snapshot, report);
  CheckLedger(*snapshot, report);
  CheckPast(*snapshot, report);
  summary.set_sequence(CheckChangelog(*snapshot, report));
  if (!report.stopped()) {
    CheckTotals(*snapshot, report);
    report.Begin("content digest");
    absl::StatusOr<std::string> digest = StoreContentDigest(*snapshot);
    if (report.Readable(digest.status(), "content digest")) summary.set_content_digest(*std::move(digest));
  }
  summary.set_violations(report.violations());
  summary.set_records_checked(report.steps());
  return summary;
}

}  // namespace trialweave::store
