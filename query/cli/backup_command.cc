#include "query/cli/backup_command.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status.h"
#include "query/cli/listing.h"

namespace trialweave::query {
namespace {

absl::Status Usage(const std::string& problem) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", problem);
}

Table BackupsTable(const std::vector<v1::Backup>& backups) {
  Table table;
  table.columns = {{"BACKUP"},       {"CREATED"},     {"SEQUENCE", true},      {"REGISTRATIONS", true},
                   {"TRIALS", true}, {"BYTES", true}, {"PROBLEM", false, true}};
  for (const v1::Backup& backup : backups) {
    const absl::Time created = absl::FromUnixSeconds(backup.create_time().seconds());
    table.rows.push_back(
        {backup.name(),
         backup.has_create_time() ? absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", created, absl::UTCTimeZone()) : "-",
         absl::StrCat(backup.sequence()), absl::StrCat(backup.registrations()), absl::StrCat(backup.trials()),
         absl::StrCat(backup.byte_size()), backup.problem()});
  }
  return table;
}

absl::Status Show(const std::vector<v1::Backup>& backups, const CommandLine& line, const Console& console) {
  if (line.output != OutputFormat::kJson) {
    console.Write(BackupsTable(backups), line.output);
    return absl::OkStatus();
  }
  for (const v1::Backup& backup : backups) console.Write(ToJson(backup, false, true));
  return absl::OkStatus();
}

}  // namespace

absl::Status RunBackup(const CommandLine& line, RemoteService& remote, const Console& console) {
  const std::string& what = line.arguments[0];
  const bool named = line.arguments.size() == 2;
  const std::string name = named ? InCollection("backups/", line.arguments[1]) : "";
  if ((what == "verify" || what == "restore") != named) {
    return Usage("backup create | list | verify ID | restore ID");
  }
  if (what == "create") {
    v1::CreateBackupRequest request;
    request.set_keep(static_cast<uint32_t>(line.keep));
    const auto response = remote.CreateBackup(request);
    if (!response.ok()) return response.status();
    return Show({response->backup()}, line, console);
  }
  if (what == "list") {
    const auto response = remote.ListBackups({});
    if (!response.ok()) return response.status();
    return Show({response->backups().begin(), response->backups().end()}, line, console);
  }
  if (what == "verify") {
    v1::VerifyBackupRequest request;
    request.set_name(name);
    const auto response = remote.VerifyBackup(request);
    if (!response.ok()) return response.status();
    return Show({response->backup()}, line, console);
  }
  if (what == "restore") {
    return Usage(
        absl::StrCat("a store is restored while it does not run, onto an empty data_dir. Stop it, move its "
                     "data_dir away, and run on its machine:\n  store --config FILE --restore ",
                     name));
  }
  return Usage(absl::StrCat("backup has no \"", common::Trimmed(what), "\""));
}

}  // namespace trialweave::query
