#ifndef TRIALWEAVE_CRAWLER_OPEN_SNAPSHOTS_H_
#define TRIALWEAVE_CRAWLER_OPEN_SNAPSHOTS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/sources/source.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::crawler {

// OpenSnapshots is what of a run is said to be complete snapshots, until all of their documents have durable outcomes:
// one container each, or the containers of one archive, which come one after another. One thread.
class OpenSnapshots {
 public:
  struct Snapshot {
    // Container::snapshot_key
    std::string key;
    // Without run and token.
    v1::RecordSnapshotRequest request;
    // Why it is no complete snapshot after all; empty when nothing speaks against it.
    std::string fault;
    // Containers that are complete but for the snapshot.
    std::vector<std::string> held;
  };

  // Before a container is delivered: its documents are the ordinals after `last_ordinal`.
  void Begin(const Container& container, uint64_t last_ordinal);
  // A document of the container under way is a dead letter.
  void Fault(const std::string& why);
  // After the last container.
  void End(uint64_t last_ordinal);

  // Every document of a container has its outcome. True when it has to wait for its snapshot.
  bool Hold(const std::string& container);
  // The first snapshot that ends at or before ordinal `proven`, and no longer is one of these.
  std::optional<Snapshot> TakeProven(uint64_t proven);

 private:
  std::deque<Snapshot> snapshots_;
  // The last of them goes on.
  bool open_ = false;
  // Key of the snapshot by container.
  std::map<std::string, std::string> containers_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_OPEN_SNAPSHOTS_H_
