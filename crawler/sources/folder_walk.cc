#include "crawler/sources/folder_walk.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "crawler/containers/left_out.h"

namespace trialweave::crawler {
namespace {

namespace fs = std::filesystem;

// Deeper folders are somebody's mistake, or a loop of mounts.
constexpr int kMaxFolderDepth = 64;

class Walk {
 public:
  explicit Walk(const fs::path& folder) : root_(folder) {
    std::error_code error;
    canonical_root_ = fs::canonical(folder, error);
  }

  void Visit(const fs::path& folder, const std::string& prefix, int depth) {
    std::error_code error;
    fs::directory_iterator it(folder, error);
    if (error || depth > kMaxFolderDepth) {
      Problem(prefix.empty() ? "." : prefix,
              error ? absl::StrCat("cannot read the folder: ", error.message()) : "folders are nested too deeply");
      return;
    }
    for (; it != fs::directory_iterator(); it.increment(error)) {
      if (error) break;
      Take(*it, prefix, depth);
    }
    if (error) Problem(prefix.empty() ? "." : prefix, absl::StrCat("cannot read the folder: ", error.message()));
  }

  std::vector<FolderEntry> Sorted() {
    std::sort(entries_.begin(), entries_.end(),
              [](const FolderEntry& a, const FolderEntry& b) { return a.path < b.path; });
    return std::move(entries_);
  }

 private:
  void Problem(const std::string& path, const std::string& text) { entries_.push_back({path, text}); }

  void Take(const fs::directory_entry& entry, const std::string& prefix, int depth) {
    const std::string name = entry.path().filename().string();
    if (IsLeftOut(name)) return;
    const std::string path = prefix.empty() ? name : absl::StrCat(prefix, "/", name);
    std::error_code error;
    const fs::file_status status = entry.symlink_status(error);
    if (error) return Problem(path, absl::StrCat("cannot stat: ", error.message()));
    if (fs::is_directory(status)) return Visit(entry.path(), path, depth + 1);
    if (fs::is_symlink(status)) return TakeLink(entry.path(), path);
    if (!fs::is_regular_file(status)) return Problem(path, "not a regular file");
    entries_.push_back({path, ""});
  }

  void TakeLink(const fs::path& link, const std::string& path) {
    std::error_code error;
    const fs::path target = fs::canonical(link, error);
    if (error) return Problem(path, absl::StrCat("a symbolic link to nothing: ", error.message()));
    const auto [end, unused] =
        std::mismatch(canonical_root_.begin(), canonical_root_.end(), target.begin(), target.end());
    (void)unused;
    if (end != canonical_root_.end()) return Problem(path, "a symbolic link out of the folder is not followed");
    if (!fs::is_regular_file(target, error))
      return Problem(path, "a symbolic link to something that is no regular file");
    entries_.push_back({path, ""});
  }

  const fs::path root_;
  fs::path canonical_root_;
  std::vector<FolderEntry> entries_;
};

}  // namespace

std::vector<FolderEntry> WalkFolder(const std::string& folder) {
  Walk walk(folder);
  walk.Visit(folder, "", 0);
  return walk.Sorted();
}

}  // namespace trialweave::crawler
