#include "query/cli/export_command.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status.h"
#include "query/cli/atomic_file.h"
#include "query/cli/get_command.h"
#include "query/cli/point_in_time.h"

namespace trialweave::query {
namespace {

constexpr int64_t kBarWidth = 30;

absl::StatusOr<v1::ExportFormat> FormatOf(const CommandLine& line) {
  if (line.format.empty() || line.format == "ndjson") return v1::EXPORT_FORMAT_NDJSON;
  if (line.format == "csv") return v1::EXPORT_FORMAT_CSV;
  if (line.format == "ris") return v1::EXPORT_FORMAT_RIS;
  return common::MakeError(
      absl::StatusCode::kInvalidArgument, "USAGE",
      absl::StrCat("--format: \"", common::Trimmed(line.format), "\" is none of ndjson, csv, ris"));
}

// A bar where it is known how many there are.
std::string Progress(const v1::ExportTrialsResponse& message, int64_t bytes) {
  const std::string done = absl::StrFormat("%d trials, %.1f MB", message.trials_written(), 1e-6 * bytes);
  if (message.total_size() <= 0) return done;
  const int64_t written = std::min(message.trials_written(), message.total_size());
  const int64_t filled = kBarWidth * written / message.total_size();
  return absl::StrFormat("[%s%s] %3d%%  %s", std::string(filled, '#'), std::string(kBarWidth - filled, '.'),
                         100 * written / message.total_size(), done);
}

// Where the bytes go: standard output, or a file.
absl::Status Put(const std::string& data, AtomicFile* file) {
  if (file != nullptr) return file->Write(data);
  if (std::fwrite(data.data(), 1, data.size(), stdout) == data.size()) return absl::OkStatus();
  return common::MakeError(absl::StatusCode::kInternal, "OUTPUT_CLOSED", "standard output takes no more");
}

}  // namespace

absl::Status ExportTrials(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto format = FormatOf(line);
  if (!format.ok()) return format.status();
  v1::ExportTrialsRequest request;
  request.set_filter(line.filter);
  request.set_format(*format);
  *request.mutable_read_mask() = ReadMaskOf(line);
  if (absl::Status status = SetPoint(line, request.mutable_options()); !status.ok()) return status;
  std::unique_ptr<AtomicFile> file;
  if (!line.file.empty()) {
    auto created = AtomicFile::Create(line.file);
    if (!created.ok()) return created.status();
    file = *std::move(created);
  }
  int64_t bytes = 0, trials = 0;
  uint64_t sequence = 0;
  absl::Status status = remote.ExportTrials(request, [&](const v1::ExportTrialsResponse& message) {
    if (message.has_freshness()) sequence = message.freshness().sequence();
    bytes += static_cast<int64_t>(message.data().size());
    trials = message.trials_written();
    console.Progress(Progress(message, bytes));
    return Put(message.data(), file.get());
  });
  console.EndProgress();
  if (status.ok() && file != nullptr) status = file->Finish();
  if (status.ok() && std::fflush(stdout) != 0) status = Put(" ", nullptr);
  if (!status.ok()) return status;
  console.Remark(absl::StrFormat("%d trials, as known at sequence %d.", trials, sequence));
  return absl::OkStatus();
}

}  // namespace trialweave::query
