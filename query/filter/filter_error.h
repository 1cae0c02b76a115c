#ifndef TRIALWEAVE_QUERY_FILTER_FILTER_ERROR_H_
#define TRIALWEAVE_QUERY_FILTER_FILTER_ERROR_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace trialweave::query {

// INVALID_ARGUMENT (FILTER_INVALID). `offset` is the byte of `filter` at which `problem` was met; people are
// told the character, from 1.
absl::Status FilterInvalid(absl::string_view filter, size_t offset, absl::string_view problem,
                           absl::string_view expected);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_FILTER_ERROR_H_
