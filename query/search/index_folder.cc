#include "query/search/index_folder.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace trialweave::query {

IndexFolder::IndexFolder(const std::string& data_folder) {
  if (!data_folder.empty()) {
    // Not the folder itself, which may hold other things.
    path_ = absl::StrCat(data_folder, "/text-index");
    return;
  }
  std::error_code error;
  path_ = absl::StrCat(std::filesystem::temp_directory_path(error).string(), "/trialweave-index.XXXXXX");
  temporary_ = mkdtemp(path_.data()) != nullptr;
}

IndexFolder::~IndexFolder() {
  std::error_code ignored;
  if (temporary_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace trialweave::query
