// Fuzz target of the filter parser: whatever the bytes, parsing ends with a filter or FILTER_INVALID, and a
// filter can be evaluated. In ordinary tests it replays the corpus; to fuzz, build it with clang's
// -fsanitize=fuzzer,address.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/string_view.h"
#include "query/filter/filter.h"

namespace query = trialweave::query;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto table : {query::FieldTable::kTrials, query::FieldTable::kPublications, query::FieldTable::kNotices}) {
    const auto filter = query::Filter::Parse(text, table);
    if (filter.ok()) {
      filter->Matches(trialweave::v1::Trial::default_instance());
      filter->Matches(trialweave::v1::Publication::default_instance());
      filter->Matches(trialweave::v1::RegulatoryNotice::default_instance());
    } else if (filter.status().code() != absl::StatusCode::kInvalidArgument) {
      std::abort();
    }
  }
  return 0;
}
