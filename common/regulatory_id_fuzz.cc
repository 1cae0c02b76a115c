// Any bytes: no crash; what is found lies in the text, in order and apart, and its canonical spelling is read again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/regulatory_id.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

// The words that numbers need beside them.
constexpr char kLabels[] = "510(k) PMA HDE IDE EV-TRACK Embase 批件号: ";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t end = 0;
  for (const trialweave::common::RegulatoryId& id : trialweave::common::FindRegulatoryIds(text)) {
    Require(id.offset >= end && id.length > 0 && id.offset + id.length <= size);
    Require(id.printed == text.substr(id.offset, id.length));
    end = id.offset + id.length;
    std::string labelled = kLabels + id.value;
    // "IND 2019" alone is a year.
    if (id.kind == trialweave::common::RegulatoryIdKind::kFdaInd) labelled.insert(labelled.rfind(' '), " No.");
    const auto again = trialweave::common::FindRegulatoryIds(labelled);
    Require(again.size() == 1 && again[0].value == id.value && again[0].kind == id.kind);
  }
  return 0;
}
