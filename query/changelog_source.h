#ifndef TRIALWEAVE_QUERY_CHANGELOG_SOURCE_H_
#define TRIALWEAVE_QUERY_CHANGELOG_SOURCE_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::query {

// ChangelogBatch is what the store sends at once.
struct ChangelogBatch {
  // In order; none in a bookmark. Of a snapshot: as the store sends them.
  google::protobuf::RepeatedPtrField<v1::ChangelogEntry> entries;
  // Everything up to here has been sent.
  uint64_t up_to_sequence = 0;
  // The store's newest sequence at that time.
  uint64_t latest_sequence = 0;
  // A part of a snapshot of the state at up_to_sequence; the first batch that is none says that it is whole.
  bool snapshot = false;
};

// ChangelogSource is where a follower gets the changelog from. One thread watches; any may cancel.
class ChangelogSource {
 public:
  virtual ~ChangelogSource() = default;

  // Hands the entries after `after_sequence` to `on_batch`, or for 0 a snapshot and the entries after it where the
  // store does not keep them all; then waits for new ones. Returns only when it
  // ends: with the error of `on_batch`; OUT_OF_RANGE when the changelog cannot be followed from there;
  // UNAVAILABLE when the store is out of reach; CANCELLED.
  virtual absl::Status Watch(uint64_t after_sequence,
                             const std::function<absl::Status(const ChangelogBatch&)>& on_batch) = 0;
  // Ends the watch under way, and every later one at once.
  virtual void Cancel() = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CHANGELOG_SOURCE_H_
