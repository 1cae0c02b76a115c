#ifndef TRIALWEAVE_COMMON_REGISTRY_ID_H_
#define TRIALWEAVE_COMMON_REGISTRY_ID_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::common {

// RegistryId is a registry identifier in its canonical spelling.
struct RegistryId {
  // Code of the scheme: "ctgov", "chictr", "chimctr", "itmctr", "cde", "nhc", "eudract", "ctis", "isrctn",
  // "drks", "jprn_umin", "jprn_jrct", "jprn_japic", "jprn_jmacct", "ctri", ... (docs/identifiers.md).
  std::string scheme;
  // "NCT06431152", "ChiCTR2000029308", "ChiCTR-TRC-13003806", "EUCTR2020-001722-66" (no country),
  // "CTIS2022-503089-57" (first three groups), "MR-13-24-017929", "JPRN-UMIN000044519".
  std::string value;
  // Country suffix that was cut off (EU CTR): "DE"; else empty.
  std::string country;
  // What was repaired, for people: "letter O read as zero"; empty when nothing was.
  std::string repair;
  // Where in the text it stood, bytes.
  size_t offset = 0;
  size_t length = 0;
};

// All identifiers in `text`, in order, without overlap. Placeholders (NCT00000000, ISRCTN12345678,
// 2222-222222-22) are refused. Linear in the text's size.
std::vector<RegistryId> FindRegistryIds(std::string_view text);

// `text` as one identifier and nothing else than blanks and punctuation around it (a label such as
// "EudraCT No:" may precede it); nullopt when it is not one.
std::optional<RegistryId> ParseRegistryId(std::string_view text);

// Scheme of a canonical value such as "NCT06431152"; empty when it is none.
std::string SchemeOf(std::string_view canonical);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_REGISTRY_ID_H_
