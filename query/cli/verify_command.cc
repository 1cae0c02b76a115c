#include "query/cli/verify_command.h"

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace trialweave::query {
namespace {

constexpr uint64_t kBarWidth = 30;

std::string Bar(const v1::VerifyProgress& progress) {
  const uint64_t total = std::max<uint64_t>(progress.total(), 1);
  const uint64_t done = std::min(progress.done(), total);
  const uint64_t filled = kBarWidth * done / total;
  return absl::StrFormat("[%s%s] %3d%%  %s", std::string(filled, '#'), std::string(kBarWidth - filled, '.'),
                         100 * done / total, progress.activity());
}

}  // namespace

absl::Status WriteVerify(const CommandLine& line, RemoteService& remote, const Console& console, bool* whole) {
  v1::VerifyStoreRequest request;
  request.set_skip_files(line.skip_files);
  Table table;
  table.columns = {{"VIOLATION"}, {"KEY", false, true}, {"DETAIL", false, true}};
  v1::VerifySummary summary;
  const absl::Status status = remote.VerifyStore(request, [&](const v1::VerifyStoreResponse& event) {
    if (event.has_progress()) console.Progress(Bar(event.progress()));
    if (event.has_summary()) summary = event.summary();
    if (!event.has_violation()) return;
    if (line.output == OutputFormat::kJson) {
      console.Write(ToJson(event.violation(), false, false));
    } else {
      table.rows.push_back({event.violation().kind(), event.violation().key(), event.violation().detail()});
    }
  });
  console.EndProgress();
  if (!table.rows.empty()) console.Write(table, line.output);
  if (!status.ok()) return status;
  *whole = summary.violations() == 0;
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(summary, false, true));
  } else if (line.output == OutputFormat::kTable) {
    console.Write(absl::StrCat(*whole ? "The store is whole" : absl::StrCat(summary.violations(), " violations"), ": ",
                               summary.records_checked(), " records checked at sequence ", summary.sequence(),
                               ", content digest ", absl::BytesToHexString(summary.content_digest()), "\n"));
  }
  if (!*whole) console.Remark("What they mean, and what to do: docs/operating.md");
  return absl::OkStatus();
}

}  // namespace trialweave::query
