#include "tests/origin/static_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace trialweave::tests {
namespace {

constexpr uintmax_t kMaxBytes = uintmax_t{256} << 20;

std::string ContentType(const std::filesystem::path& path) {
  static const auto* types = new std::map<std::string, std::string>{
      {".json", "application/json"}, {".xml", "application/xml"}, {".html", "text/html"},
      {".csv", "text/csv"},          {".gz", "application/gzip"}, {".txt", "text/plain"},
  };
  const auto it = types->find(path.extension().string());
  return it == types->end() ? "application/octet-stream" : it->second;
}

}  // namespace

Answer AnswerStaticFile(const std::string& root, absl::string_view relative_path, absl::string_view if_none_match) {
  std::error_code error;
  const std::filesystem::path base = std::filesystem::canonical(root, error);
  if (root.empty() || error) return PlainTextAnswer(404, "no files are served");
  // canonical() follows links, so that neither ".." nor a link leads out.
  const std::filesystem::path path = std::filesystem::canonical(base / std::string(relative_path), error);
  if (error || !absl::StartsWith(path.string(), base.string() + "/") ||
      !std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > kMaxBytes) {
    return PlainTextAnswer(404, "not found");
  }
  const auto changed = std::filesystem::last_write_time(path, error).time_since_epoch().count();
  Answer answer;
  answer.headers["ETag"] = absl::StrCat("\"", std::filesystem::file_size(path, error), "-", changed, "\"");
  answer.content_type = ContentType(path);
  if (!if_none_match.empty() && if_none_match == answer.headers["ETag"]) {
    answer.status = 304;
    return answer;
  }
  std::ifstream file(path, std::ios::binary);
  answer.body.assign(std::istreambuf_iterator<char>(file), {});
  return answer;
}

}  // namespace trialweave::tests
