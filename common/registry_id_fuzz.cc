// Any bytes: no crash; what is found lies in the text, in order and apart, and is its own canonical spelling.
#include <cstdint>
#include <cstdlib>

#include "common/registry_id.h"

namespace {

using trialweave::common::RegistryId;

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequireCanonical(const RegistryId& id) {
  const auto again = trialweave::common::ParseRegistryId(id.value);
  Require(again.has_value() && again->value == id.value && again->scheme == id.scheme && again->repair.empty());
  Require(trialweave::common::SchemeOf(id.value) == id.scheme);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t end = 0;
  for (const RegistryId& id : trialweave::common::FindRegistryIds(text)) {
    Require(id.offset >= end && id.length > 0 && id.offset + id.length <= size);
    end = id.offset + id.length;
    RequireCanonical(id);
  }
  if (const auto id = trialweave::common::ParseRegistryId(text)) {
    Require(id->offset + id->length <= size);
    RequireCanonical(*id);
  }
  return 0;
}
