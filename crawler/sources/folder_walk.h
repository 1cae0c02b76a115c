#ifndef TRIALWEAVE_CRAWLER_SOURCES_FOLDER_WALK_H_
#define TRIALWEAVE_CRAWLER_SOURCES_FOLDER_WALK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// One thing found in a watched folder.
struct FolderEntry {
  // Relative to the folder, with '/'.
  std::string path;
  // Why it cannot be taken; empty for a regular file.
  std::string problem;
};

// All files below `folder`, sorted by path. Left out: dotfiles and folders whose name begins with a dot,
// side-cars (*.meta) and partial uploads. A symbolic link is followed only to a file inside the folder; links
// out of it, links to folders, unreadable folders, pipes and devices are entries with a problem.
std::vector<FolderEntry> WalkFolder(const std::string& folder);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_FOLDER_WALK_H_
