#ifndef TRIALWEAVE_QUERY_RESOURCE_NAME_H_
#define TRIALWEAVE_QUERY_RESOURCE_NAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Names in requests.
namespace trialweave::query {

inline constexpr size_t kMaxIdBytes = 128;

// The id in "{collection}{id}", where the collection ends in a slash. Identifiers of registrations may hold a slash.
// INVALID_ARGUMENT (NAME_INVALID): `field` is none, or longer than `max_bytes`; `pattern` is what it should look like.
absl::StatusOr<std::string> IdIn(const std::string& name, const std::string& collection, const char* pattern,
                                 const std::string& field = "name", size_t max_bytes = kMaxIdBytes);

// Whether a name that the store is asked about is one of `collection`; its id may be spelled as people do.
// INVALID_ARGUMENT (NAME_INVALID).
absl::Status CheckName(const std::string& field, const std::string& name, const std::string& collection,
                       const char* pattern);

// trials/{trial}/revisions/{revision} in its parts.
struct TrialRevisionName {
  // trials/{trial}
  std::string trial;
  // Changelog sequence; 0: the name is one of a trial.
  uint64_t revision = 0;
};
// Says nothing about the trial. INVALID_ARGUMENT (NAME_INVALID): the revision is no number from 1.
absl::StatusOr<TrialRevisionName> SplitTrialRevision(const std::string& name);
bool NamesRevision(const std::string& name);

// An id and, where it is an identifier in another spelling, its canonical one: what to look for, in this order.
std::vector<std::string> SpellingsOf(const std::string& id);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_RESOURCE_NAME_H_
