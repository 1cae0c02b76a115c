#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_LEFT_OUT_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_LEFT_OUT_H_

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// Whether a file of this path, relative to where the walk began, is left out, for its name or a folder's: dotfiles,
// side-cars (*.meta), what macOS adds to archives, and uploads that are not done yet (*.part, *.partial, *.tmp,
// *.crdownload, *.filepart, *.download, *.swp, *~).
bool IsLeftOut(absl::string_view path);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_LEFT_OUT_H_
