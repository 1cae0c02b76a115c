#ifndef TRIALWEAVE_STORE_LINKAGE_COMPONENT_READER_H_
#define TRIALWEAVE_STORE_LINKAGE_COMPONENT_READER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// Identifiers that are connected by statements, in the store or not.
struct Component {
  // Registrations that are in the store.
  std::map<std::string, storage::v1::StoredEdges> registrations;
  // All identifiers, those of `registrations` included.
  std::set<std::string> identifiers;
  // There are more than the limit; what was read is a part of it.
  bool oversized = false;
};

// Reads what is connected to `start` without passing through `without`. Stops after `limit` identifiers.
absl::StatusOr<Component> ReadComponent(const Reader& reader, const std::string& start, const std::string& without,
                                        size_t limit);

// Registrations that state `identifier`, at most `limit` + 1.
absl::StatusOr<std::vector<std::string>> ReadStating(const Reader& reader, const std::string& identifier, size_t limit);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_COMPONENT_READER_H_
