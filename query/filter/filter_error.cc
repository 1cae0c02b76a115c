#include "query/filter/filter_error.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status.h"

namespace trialweave::query {

absl::Status FilterInvalid(absl::string_view filter, size_t offset, absl::string_view problem,
                           absl::string_view expected) {
  size_t position = 1;
  for (size_t i = 0; i < offset && i < filter.size(); ++i) {
    if ((static_cast<unsigned char>(filter[i]) & 0xC0) != 0x80) ++position;
  }
  return common::MakeError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID",
                           absl::StrCat("filter, position ", position, ": ", problem, "; expected ", expected),
                           {{"position", absl::StrCat(position)}, {"expected", std::string(expected)}});
}

}  // namespace trialweave::query
