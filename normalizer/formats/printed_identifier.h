#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_IDENTIFIER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_IDENTIFIER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/registry_aliases.h"
#include "common/registry_id.h"
#include "trialweave/v1/types.pb.h"

namespace trialweave::normalizer {

// A record's own identifier.
struct OwnIdentifier {
  common::RegistryId id;
  // Something stood behind it: CTRI's "CTRI/2017/11/010531 [Registered on: 16/11/2017]".
  bool remark = false;
};

// The one identifier of a field, perhaps with a remark behind it; nullopt when no grammar recognises it.
std::optional<OwnIdentifier> ReadOwnIdentifier(std::string_view text);

// What a field of ids states: one identifier, or each of those that stand in it; where none is recognised, the text
// alone. `type` is what the source calls it; it also serves as the label that a bare number lacks.
std::vector<v1::Identifier> ReadIdentifiers(std::string_view text, std::string_view type);

v1::Identifier MakeIdentifier(const common::RegistryId& id, std::string_view printed, std::string_view type);

// Replaces the value by the current one where `aliases` (may be null) says that it is obsolete, and says so in
// `repair`; the printed one stays. True when it did.
bool ReplaceObsolete(const common::RegistryAliases* aliases, v1::Identifier* identifier);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_IDENTIFIER_H_
