#include "crawler/containers/left_out.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace trialweave::crawler {

namespace {

// Its upload is not done yet.
bool IsPartialUpload(absl::string_view name) {
  for (absl::string_view suffix : {".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download", ".swp", "~"}) {
    if (absl::EndsWithIgnoreCase(name, suffix)) return true;
  }
  return false;
}

}  // namespace

bool IsLeftOut(absl::string_view path) {
  if (absl::EndsWith(path, ".meta") || IsPartialUpload(path)) return true;
  for (absl::string_view part : absl::StrSplit(path, '/')) {
    // What macOS adds to the archives that it makes is none of the sender's files.
    if (part == "__MACOSX" || (absl::StartsWith(part, ".") && part != "." && part != "..")) return true;
  }
  return false;
}

}  // namespace trialweave::crawler
