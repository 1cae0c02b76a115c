#ifndef TRIALWEAVE_STORE_VERIFICATION_VERIFY_REPORT_H_
#define TRIALWEAVE_STORE_VERIFICATION_VERIFY_REPORT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "store/database/database.h"
#include "trialweave/v1/store_admin.pb.h"

namespace trialweave::store {

// What the checks have counted, to be compared with the totals that are stored.
struct VerifyCounts {
  uint64_t registrations = 0;
  uint64_t trials = 0;
  uint64_t revisions = 0;
  uint64_t sightings = 0;
  uint64_t absent = 0;
  uint64_t withdrawn = 0;
  uint64_t publications = 0;
  uint64_t notices = 0;
  uint64_t dead_letters_open = 0;
  // Position of the newest one.
  uint64_t dead_letters_added = 0;
  uint64_t runs_started = 0;
  std::map<std::string, uint64_t> dead_letters_open_by_source;
};

// VerifyReport takes what the checks find, and tells how far they are. One thread.
class VerifyReport {
 public:
  // `on_event` gets violations and, now and then, progress; false stops the checks. `total` is the number of steps, by
  // estimate.
  VerifyReport(std::function<bool(const v1::VerifyStoreResponse&)> on_event, uint64_t total)
      : on_event_(std::move(on_event)), total_(total) {}

  void Begin(std::string_view activity);
  // One step is done.
  void Step();
  void Violation(std::string_view kind, std::string_view key, std::string_view detail);
  // A violation when `status`, of reading `key`, is an error; whether it is none.
  bool Readable(const absl::Status& status, std::string_view key);
  // Nobody listens any more.
  bool stopped() const { return stopped_; }

  uint64_t violations() const { return violations_; }
  uint64_t steps() const { return done_; }
  VerifyCounts& counts() { return counts_; }

 private:
  void Tell();

  const std::function<bool(const v1::VerifyStoreResponse&)> on_event_;
  const uint64_t total_;
  std::string activity_;
  uint64_t done_ = 0;
  uint64_t violations_ = 0;
  bool stopped_ = false;
  VerifyCounts counts_;
};

// Calls `check` for every key of a family with this prefix and, when `message` is not null, with its value parsed into
// it. What cannot be read is a violation, and the rest of the family is then left out.
void ForEach(const Reader& reader, Family family, std::string_view prefix, google::protobuf::MessageLite* message,
             VerifyReport& report, const std::function<void(std::string_view key)>& check);

// Reads a message that must be there: a violation of `kind` for `key` when it is not, or cannot be read.
bool MustRead(const Reader& reader, Family family, std::string_view stored_key, google::protobuf::MessageLite* message,
              VerifyReport& report, std::string_view kind, std::string_view key, std::string_view detail);

// Whether a key is there; unreadable ones are violations.
bool Has(const Reader& reader, Family family, std::string_view stored_key, VerifyReport& report, std::string_view key);

// The archived bytes of `digest` must be there and have it, or have been erased on purpose.
void CheckRaw(const Reader& reader, const std::string& digest, std::string_view key, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_VERIFY_REPORT_H_
