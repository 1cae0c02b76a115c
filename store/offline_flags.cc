#include "store/offline_flags.h"

#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::store {
namespace {

absl::Status Usage(const std::string& problem) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "USAGE", problem);
}

// The value of --name VALUE or --name=VALUE at `*i`, which is moved over it; false when another flag is there.
bool Take(const std::string& name, int argc, char** argv, int* i, std::string* value) {
  const std::string argument = argv[*i];
  if (argument == name && *i + 1 < argc) {
    *value = argv[++*i];
    return true;
  }
  if (argument.compare(0, name.size() + 1, name + "=") != 0) return false;
  *value = argument.substr(name.size() + 1);
  return true;
}

}  // namespace

absl::StatusOr<OfflineFlags> TakeOfflineFlags(int* argc, char** argv) {
  OfflineFlags flags;
  std::string sequence;
  int kept = 1;
  for (int i = 1; i < *argc; ++i) {
    if (Take("--restore", *argc, argv, &i, &flags.restore)) continue;
    if (Take("--restore_sequence", *argc, argv, &i, &sequence)) {
      if (!absl::SimpleAtoi(sequence, &flags.restore_sequence) || flags.restore_sequence == 0) {
        return Usage(absl::StrCat("--restore_sequence: \"", common::Trimmed(sequence), "\" is no sequence"));
      }
      continue;
    }
    if (std::string_view(argv[i]) == "--quarantine_log") {
      flags.quarantine_log = true;
      continue;
    }
    argv[kept++] = argv[i];
  }
  *argc = kept;
  if (!flags.restore.empty() && flags.restore_sequence > 0) return Usage("--restore and --restore_sequence: give one");
  return flags;
}

}  // namespace trialweave::store
