// Any bytes: no crash; what is entries to its end is the same after it was unpacked and packed again.
#include <cstdint>
#include <cstdlib>

#include "common/packed_provenance.h"

namespace {

namespace tw = trialweave;

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tw::v1::Registration registration;
  registration.set_packed_provenance(std::string(reinterpret_cast<const char*>(data), size));
  const auto entries = tw::common::ProvenanceOf(registration);
  const std::optional<size_t> count = tw::common::CountPackedProvenance(registration.packed_provenance());
  Require(!count.has_value() || *count == static_cast<size_t>(entries.size()));
  tw::common::UnpackProvenance(&registration);
  tw::common::PackProvenance(&registration);
  const auto again = tw::common::ProvenanceOf(registration);
  Require(again.size() == entries.size());
  for (int i = 0; i < entries.size(); ++i) {
    Require(again[i].SerializeAsString() == entries[i].SerializeAsString());
  }
  // So is what users get.
  tw::common::UnpackProvenance(&registration);
  Require(tw::v1::Registration().ParseFromString(registration.SerializeAsString()));
  return 0;
}
