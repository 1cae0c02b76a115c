#ifndef TRIALWEAVE_STORE_READING_STORE_DIGEST_H_
#define TRIALWEAVE_STORE_READING_STORE_DIGEST_H_

#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"

namespace trialweave::store {

// SHA-256 over the content of the whole store: equal for the same input in any order of arrival, whatever runs
// brought it and when it was committed. It covers, each in order of its key:
//
//   chains       = per observation key: 'C' text text text text, then per observation
//                  'R' time digest (a revision) or 'S' time (a sighting)
//   dead letters = open ones: 'D' text(source) text(container digest) number(place) number(reason)
//   trials       = 'T' text(registration)*, by first registration
//   publications = 'U' text(entry)*, by first entry
//   snapshots    = per set: 'N' text(set), then 'M' time per snapshot
//   presence     = per set and registration in it: 'P' text(set) text(registration) time(first), then per gap
//                  'G' time(since) time(until) or, while it is open, 'O' time(since)
//
// with the parts of key_encoding.h. Reads everything; `snapshot` must not change meanwhile. DATA_LOSS.
absl::StatusOr<std::string> StoreContentDigest(const Reader& snapshot);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_READING_STORE_DIGEST_H_
