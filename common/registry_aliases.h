#ifndef TRIALWEAVE_COMMON_REGISTRY_ALIASES_H_
#define TRIALWEAVE_COMMON_REGISTRY_ALIASES_H_

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/statusor.h"

namespace trialweave::common {

// RegistryAliases knows which identifiers are obsolete, and the current one of each. Registries keep such numbers
// alive as redirections: ClinicalTrials.gov has some thousands. The table is the operator's, a CSV file with a
// header row whose columns are "current" and "obsolete" ("nct_id" and "alias" mean the same), in either order;
// identifiers may be quoted and in any spelling that the grammar reads. Immutable, so threads may share it.
class RegistryAliases {
 public:
  // INVALID_ARGUMENT (REGISTRY_ALIASES_INVALID), with `name` and line: no such header, something that is no
  // identifier, identifiers of two registries, an identifier that replaces itself, directly or through others, or
  // that two others replace, more than 64 MiB.
  static absl::StatusOr<std::shared_ptr<const RegistryAliases>> Parse(std::string_view csv, const std::string& name);
  // Of a file. NOT_FOUND (REGISTRY_ALIASES_NOT_FOUND): it cannot be read.
  static absl::StatusOr<std::shared_ptr<const RegistryAliases>> Load(const std::string& path);

  // The current identifier that replaces `canonical`, at the end of its chain; nullptr when it is not obsolete.
  const std::string* CurrentOf(const std::string& canonical) const;

  // Obsolete identifiers.
  size_t size() const { return current_.size(); }
  // Changes with every change of what the table says: 12 hexadecimal digits of a SHA-256.
  const std::string& version() const { return version_; }

 private:
  std::unordered_map<std::string, std::string> current_;
  std::string version_;
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_REGISTRY_ALIASES_H_
