#ifndef TRIALWEAVE_TESTS_ORIGIN_FAULT_H_
#define TRIALWEAVE_TESTS_ORIGIN_FAULT_H_

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tests/origin/answer.h"

namespace trialweave::tests {

// FaultKind is one way in which a registry, or what stands before it, fails.
enum class FaultKind {
  kTooManyRequests,  // 429, with Retry-After when retry_after says so
  kUnavailable,      // 503, likewise
  kHtmlError,        // an HTML error page that calls itself JSON; status is 200 unless set
  kChallenge,        // a bot challenge page; status is 200 unless set, 405 is the other usual one
  kReset,            // the connection is reset in mid-body
  kCutShort,         // the connection ends in mid-body, though the whole length was announced
  kTruncated,        // half of the body, announced as the whole
  kSlow,             // `amount` bytes at a time, `delay` apart
  kGzip,             // Content-Encoding: gzip
  kBomb,             // a gzip body that grows to `amount` MiB
  kWithhold,         // `amount` studies are counted but never delivered
  kRepeatToken,      // the next page token leads back to the same page
  kDataTimestamp,    // the data's timestamp is `value`
  kStatus,           // any other status, in plain text
};

// Fault says what goes wrong, when and how often. As text, a kind and its settings:
//   "too_many_requests from=2 count=3 retry_after=7", "data_timestamp from=3 count=0 value=2026-06-13T09:00:05"
struct Fault {
  FaultKind kind = FaultKind::kUnavailable;
  // Only requests whose path starts with this count.
  std::string path = "/";
  // The first of those requests that it strikes, from 1, and how many it strikes; 0 means all that follow.
  int from = 1;
  int count = 1;
  int status = 0;
  // "" for none, "7" for seconds, "date+7" for an HTTP date 7 seconds ahead.
  std::string retry_after;
  size_t amount = 0;
  absl::Duration delay = absl::Milliseconds(50);
  std::string value;
};

// INVALID_ARGUMENT: an unknown kind or setting, or a value that cannot be read.
absl::StatusOr<Fault> ParseFault(absl::string_view text);

// The page that the fault puts in place of the answer; only for the kinds that do (see ReplacesAnswer).
Answer AnswerOfFault(const Fault& fault, absl::Time now);
bool ReplacesAnswer(FaultKind kind);

// FaultPlan holds the faults still to come. Thread-safe.
class FaultPlan {
 public:
  void Add(Fault fault) ABSL_LOCKS_EXCLUDED(mutex_);
  void Clear() ABSL_LOCKS_EXCLUDED(mutex_);
  // Counts one request and returns the faults that strike it, in the order in which they were added.
  std::vector<Fault> Strike(absl::string_view path) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Entry {
    Fault fault;
    int seen = 0;
  };
  absl::Mutex mutex_;
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_FAULT_H_
