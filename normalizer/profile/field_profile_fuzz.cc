// Fuzz target of the field profiles: whatever the bytes, a walk ends with as many fields as are allowed at most. In
// ordinary tests it replays the corpus; to fuzz, build it with clang's -fsanitize=fuzzer,address.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "normalizer/profile/field_profile.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace normalizer = trialweave::normalizer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  normalizer::ParseContext context{nullptr, {}};
  context.columns = "a,b,c";
  for (const char* format : {"x_json", "x_xml", "x_csv", "x_html"}) {
    if (normalizer::FieldProfileOf(format, text, context).fields_size() > 4096) std::abort();
  }
  return 0;
}
