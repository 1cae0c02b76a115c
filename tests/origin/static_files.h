#ifndef TRIALWEAVE_TESTS_ORIGIN_STATIC_FILES_H_
#define TRIALWEAVE_TESTS_ORIGIN_STATIC_FILES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tests/origin/answer.h"

namespace trialweave::tests {

// A file under `root`, byte for byte, with ETag; 304 when `if_none_match` names it; 404 for what is not there,
// leaves the folder or is larger than 256 MiB.
Answer AnswerStaticFile(const std::string& root, absl::string_view relative_path, absl::string_view if_none_match);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_STATIC_FILES_H_
