#ifndef TRIALWEAVE_CRAWLER_SOURCES_SOURCE_H_
#define TRIALWEAVE_CRAWLER_SOURCES_SOURCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// Container is one page or file, ready to be split.
struct Container {
  v1::ContainerRef ref;
  // Names it to the pass that made it.
  std::string key;
  // Its bytes; empty when there are none.
  std::string path;
  // Documents that are cut already, each with its own container; then there are no bytes.
  std::vector<v1::RecordDocument> documents;
  // Keeps a spool file alive until the container has been split.
  std::shared_ptr<void> spool;
  // Set when it cannot be read: it becomes one dead letter without content.
  std::optional<v1::DeadLetterCause> cause;
  // How its bytes end: not OK when what it was taken from breaks off inside it (an error of container_error.h).
  absl::Status ending;
  // Of a complete snapshot (ref.complete_set): the key under which the pass knows the file that is one, of which an
  // archive's members are parts that follow one another, and the snapshot's time. Empty: of none.
  std::string snapshot_key;
  google::protobuf::Timestamp snapshot_time;
};

// How a pass went, beside what was delivered.
struct PassSummary {
  // What the source says there is.
  std::optional<uint64_t> declared;
  // A challenge page came instead of (some of) the records.
  bool challenged = false;
  // Something could not be got; with no declared total this is how it is known.
  bool incomplete = false;
  // For people.
  std::string detail;
  // UNSPECIFIED: the ledger says.
  v1::SourceHealth health = v1::SOURCE_HEALTH_UNSPECIFIED;
  // Replaces the checkpoint state when the run succeeds.
  std::string state;
};

// SourcePass is one pass over a source. Used by one thread.
class SourcePass {
 public:
  virtual ~SourcePass() = default;
  // The next container; nullopt at the end. An error means that the run cannot do its work (it becomes
  // FAILED); CANCELLED: shutting down.
  virtual absl::StatusOr<std::optional<Container>> Next() = 0;
  // Whether the file of a snapshot_key is still what it was when Next yielded its containers, none of which is complete
  // yet: what changed meanwhile is no snapshot of anything.
  virtual bool Unchanged(const std::string& snapshot_key) const = 0;
  // Every document of this container has a durable outcome, and so has its snapshot. In the order of Next.
  virtual void Complete(const std::string& key) = 0;
  // What may be skipped by the next run if this one ends here; goes with every checkpoint.
  virtual std::string State() const = 0;
  // After the last container.
  virtual absl::StatusOr<PassSummary> Finish() = 0;
};

// What a pass starts from.
struct PassRequest {
  // Everything, whatever the state says.
  bool full = false;
  // Of the source's last checkpoint; empty when it has none.
  std::string state;
  // Dead letters to be sent again instead of what the source is for; only sources of kind "archive" have them.
  std::optional<v1::DeadLetterSelection> dead_letters = std::nullopt;
};

// Source is one configured source. Thread-safe; its passes are not.
class Source {
 public:
  virtual ~Source() = default;
  // "ctgov", "file_drop".
  virtual const std::string& id() const = 0;
  // "ctgov_api", "file_drop".
  virtual std::string kind() const = 0;
  // Base URL or folder, for people.
  virtual std::string location() const = 0;
  // Errors as SourcePass::Next.
  virtual absl::StatusOr<std::unique_ptr<SourcePass>> Open(const PassRequest& request) = 0;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_SOURCE_H_
