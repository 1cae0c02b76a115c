#include "store/verification/ledger_check.h"

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "store/document/dead_letters.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/ledger/outcome_counts.h"
#include "store/ledger/run_name.h"
#include "store/literature/record_names.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredRun;

// What the outcomes of a run add up to.
struct RunSums {
  v1::OutcomeCounts counts;
  uint64_t max_ordinal = 0;
  // As far as no ordinal is missing.
  uint64_t watermark = 0;
  v1::OutcomeCounts watermark_counts;
  uint64_t records = 0;
};

// Text and number, which begin the keys of outcomes and of a run's records.
RunKey RunOf(std::string_view key) {
  KeyReader reader(key);
  RunKey run;
  run.source = reader.Text();
  run.number = reader.Number();
  return run;
}

std::map<RunKey, RunSums> SumUp(const Reader& reader, VerifyReport& report) {
  std::map<RunKey, RunSums> sums;
  storage::v1::StoredOutcome outcome;
  ForEach(reader, Family::kOutcomes, "", &outcome, report, [&](std::string_view key) {
    const absl::StatusOr<OutcomeKey> at = DecodeOutcome(key);
    if (!report.Readable(at.status(), "an outcome")) return;
    RunSums& run = sums[at->run];
    Count(outcome.outcome(), &run.counts);
    run.max_ordinal = at->ordinal;
    if (at->ordinal != run.watermark + 1) return;
    run.watermark = at->ordinal;
    Count(outcome.outcome(), &run.watermark_counts);
  });
  ForEach(reader, Family::kRunRecords, "", nullptr, report, [&](std::string_view key) { ++sums[RunOf(key)].records; });
  return sums;
}

void CheckRun(const StoredRun& stored, const RunSums& sums, VerifyReport& report) {
  const v1::Run& run = stored.run();
  const auto differs = [&](const std::string& what) {
    report.Violation("LEDGER_DIFFERS", run.name(),
                     what + "; which of its documents arrived is not certain: run it again");
  };
  if (!SameDelivered(run.counts(), sums.counts)) {
    differs(absl::StrCat("it counts ", DeliveredText(run.counts()), ", its outcomes are ", DeliveredText(sums.counts)));
  }
  if (run.delivered() != Delivered(sums.counts)) {
    differs(absl::StrCat("it counts ", run.delivered(), " documents, ", Delivered(sums.counts), " have an outcome"));
  }
  if (run.distinct() != sums.records) {
    differs(absl::StrCat("it counts ", run.distinct(), " distinct records, ", sums.records, " are noted"));
  }
  if (stored.watermark() != sums.watermark || !SameDelivered(stored.watermark_counts(), sums.watermark_counts)) {
    differs(absl::StrCat("it has an outcome for every ordinal up to ", stored.watermark(), ", but one is missing at ",
                         sums.watermark + 1));
  }
  if (stored.max_ordinal() != sums.max_ordinal) {
    differs(absl::StrCat("its last ordinal is ", stored.max_ordinal(), ", the last outcome is of ", sums.max_ordinal));
  }
  if (run.checkpoint_ordinal() > stored.watermark()) {
    differs(absl::StrCat("its checkpoint is at ", run.checkpoint_ordinal(), ", beyond what is proven"));
  }
}

void CheckRuns(const Reader& reader, VerifyReport& report) {
  report.Begin("runs and their ledgers");
  std::map<RunKey, RunSums> sums = SumUp(reader, report);
  StoredRun stored;
  uint64_t runs = 0;
  ForEach(reader, Family::kRuns, "R", &stored, report, [&](std::string_view key) {
    ++runs;
    const absl::StatusOr<RunKey> run = DecodeRun(key);
    if (!report.Readable(run.status(), "a run")) return;
    CheckRun(stored, sums[*run], report);
    sums.erase(*run);
  });
  for (const auto& [key, rest] : sums) {
    report.Violation("RUN_MISSING", RunName(key), "it has outcomes and is not there: its ledger is lost");
  }
  uint64_t positions = 0;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kRuns);
  for (cursor->Seek("A"); cursor->Valid() && cursor->key()[0] == 'A'; cursor->Next()) {
    ++positions;
    const absl::StatusOr<std::string_view> run = Unwrap(Family::kRuns, cursor->value());
    if (!report.Readable(run.status(), "the order of runs")) continue;
    if (!Has(reader, Family::kRuns, *run, report, *run)) {
      report.Violation("RUN_MISSING", *run, "the order of runs names it and it is not there");
    }
  }
  report.counts().runs_started = positions;
  if (positions != runs) {
    report.Violation("INDEX_DIFFERS", "runs", absl::StrCat(runs, " runs, ", positions, " in their order"));
  }
}

// registrations/..., publications/{entry}, notices/{key} or deadLetters/...
bool RecordIsThere(const Reader& reader, const std::string& record, VerifyReport& report) {
  if (IsDeadLetterName(record)) {
    return Has(reader, Family::kDeadLetters, EncodeDeadLetter(std::string(absl::StripPrefix(record, "deadLetters/"))),
               report, record);
  }
  const std::string key(KeyInRecordName(record));
  if (record.compare(0, 13, "publications/") == 0) {
    return Has(reader, Family::kPublications, EncodePublicationEntry(key), report, record);
  }
  if (record.compare(0, 8, "notices/") == 0) {
    return Has(reader, Family::kNotices, EncodeNotice(key), report, record);
  }
  return Has(reader, Family::kRegistrations, std::string(absl::StripPrefix(record, "registrations/")), report, record);
}

}  // namespace

void CheckLedger(const Reader& reader, VerifyReport& report) {
  CheckRuns(reader, report);
  report.Begin("deliveries");
  storage::v1::StoredDelivery delivery;
  ForEach(reader, Family::kDeliveries, "", &delivery, report, [&](std::string_view) {
    if (RecordIsThere(reader, delivery.record(), report)) return;
    report.Violation("RECORD_MISSING", delivery.record(),
                     "a document became it and it is not there; sent again, the document counts as unchanged");
  });
}

}  // namespace trialweave::store
