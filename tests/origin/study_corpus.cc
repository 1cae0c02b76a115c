#include "tests/origin/study_corpus.h"

#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace trialweave::tests {
namespace {

constexpr size_t kMaxFileBytes = size_t{4} << 30;

size_t SkipBlanks(absl::string_view json, size_t at) {
  while (at < json.size() && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) ++at;
  return at;
}

// Position after the string that starts at `at`, or npos.
size_t SkipString(absl::string_view json, size_t at) {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      return at + 1;
    }
  }
  return absl::string_view::npos;
}

// Position after the value that starts at `at`, or npos. Brackets and strings are all that cutting needs;
// whether the inside is JSON is for the parser under test to say.
size_t SkipValue(absl::string_view json, size_t at) {
  size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = SkipString(json, at);
      if (at == absl::string_view::npos || depth == 0) return at;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    }
    if (depth == 0 && c == ',') return at;
    ++at;
  }
  return depth == 0 ? at : absl::string_view::npos;
}

// The string value of `key` in the text from `from` on; empty when there is none.
std::string StringValueOf(absl::string_view json, absl::string_view key, size_t from) {
  size_t at = json.find(absl::StrCat("\"", key, "\""), from);
  if (at == absl::string_view::npos) return "";
  at = SkipBlanks(json, at + key.size() + 2);
  if (at >= json.size() || json[at] != ':') return "";
  at = SkipBlanks(json, at + 1);
  if (at >= json.size() || json[at] != '"') return "";
  const size_t end = SkipString(json, at);
  return end == absl::string_view::npos ? "" : std::string(json.substr(at + 1, end - at - 2));
}

// Start of the value of the top-level member `key` of the object at `at`, or npos.
size_t FindMember(absl::string_view json, size_t at, absl::string_view key) {
  at = SkipBlanks(json, at + 1);
  while (at < json.size() && json[at] == '"') {
    const size_t end = SkipString(json, at);
    if (end == absl::string_view::npos) return end;
    const bool found = json.substr(at + 1, end - at - 2) == key;
    at = SkipBlanks(json, end);
    if (at >= json.size() || json[at] != ':') return absl::string_view::npos;
    at = SkipBlanks(json, at + 1);
    if (found) return at;
    at = SkipValue(json, at);
    if (at == absl::string_view::npos) return at;
    at = SkipBlanks(json, at);
    if (at < json.size() && json[at] == ',') at = SkipBlanks(json, at + 1);
  }
  return absl::string_view::npos;
}

}  // namespace

absl::Status StudyCorpus::AddStudy(absl::string_view bytes) {
  OriginStudy study;
  study.nct_id = StringValueOf(bytes, "nctId", 0);
  if (study.nct_id.empty()) return absl::InvalidArgumentError("a study has no nctId");
  const size_t posted = bytes.find("\"lastUpdatePostDateStruct\"");
  if (posted != absl::string_view::npos) study.last_update_post_date = StringValueOf(bytes, "date", posted);
  study.bytes = std::string(bytes);
  const auto [it, added] = by_id_.try_emplace(study.nct_id, studies_.size());
  if (added) {
    studies_.push_back(std::move(study));
  } else {
    studies_[it->second] = std::move(study);
  }
  return absl::OkStatus();
}

absl::Status StudyCorpus::AddJson(absl::string_view json) {
  if (absl::StartsWith(json, "\xEF\xBB\xBF")) json.remove_prefix(3);
  size_t at = SkipBlanks(json, 0);
  if (at < json.size() && json[at] == '{') {
    const size_t list = FindMember(json, at, "studies");
    if (list == absl::string_view::npos) {
      const size_t end = SkipValue(json, at);
      if (end == absl::string_view::npos) return absl::InvalidArgumentError("the study does not end");
      return AddStudy(json.substr(at, end - at));
    }
    at = list;
  }
  if (at >= json.size() || json[at] != '[') return absl::InvalidArgumentError("neither a study array nor a page");
  at = SkipBlanks(json, at + 1);
  while (at < json.size() && json[at] == '{') {
    const size_t end = SkipValue(json, at);
    if (end == absl::string_view::npos) break;
    if (absl::Status added = AddStudy(json.substr(at, end - at)); !added.ok()) return added;
    at = SkipBlanks(json, end);
    if (at < json.size() && json[at] == ',') at = SkipBlanks(json, at + 1);
  }
  if (at >= json.size() || json[at] != ']') return absl::InvalidArgumentError("the study array does not end");
  return absl::OkStatus();
}

absl::Status StudyCorpus::AddPath(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    absl::StatusOr<std::string> bytes = ReadMaybeGzip(path, kMaxFileBytes);
    if (!bytes.ok()) return bytes.status();
    const absl::Status added = AddJson(*bytes);
    return added.ok() ? added : absl::Status(added.code(), absl::StrCat(path, ": ", added.message()));
  }
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string name = entry.path().string();
    if (absl::EndsWith(name, ".json") || absl::EndsWith(name, ".json.gz")) files.push_back(name);
  }
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    if (absl::Status added = AddPath(file); !added.ok()) return added;
  }
  return absl::OkStatus();
}

const OriginStudy* StudyCorpus::Find(absl::string_view nct_id) const {
  const auto it = by_id_.find(nct_id);
  return it == by_id_.end() ? nullptr : &studies_[it->second];
}

absl::StatusOr<std::string> ReadMaybeGzip(const std::string& path, size_t max_bytes) {
  // gzread hands plain files through unchanged.
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return absl::NotFoundError(absl::StrCat("cannot open ", path));
  std::string bytes;
  std::string block(1 << 20, '\0');
  int got = 0;
  while ((got = gzread(file, block.data(), block.size())) > 0) {
    bytes.append(block.data(), got);
    if (bytes.size() > max_bytes) break;
  }
  const bool whole = gzclose(file) == Z_OK && got >= 0;
  if (bytes.size() > max_bytes) return absl::ResourceExhaustedError(absl::StrCat(path, " is too large"));
  if (!whole) return absl::DataLossError(absl::StrCat("cannot read ", path));
  return bytes;
}

}  // namespace trialweave::tests
