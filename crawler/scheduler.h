#ifndef TRIALWEAVE_CRAWLER_SCHEDULER_H_
#define TRIALWEAVE_CRAWLER_SCHEDULER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "crawler/crawl_run.h"
#include "crawler/sources/source.h"

namespace trialweave::crawler {

// What a run's watcher hears: the run as it stands, then once how it ended.
struct RunWatcher {
  std::function<void(const v1::Run& run, const std::string& activity)> on_progress;
  // OK with the finished run already told, or the errors of CrawlRun::Execute. Called exactly once.
  std::function<void(const absl::Status& status)> on_done;
};

// One source and when it runs.
struct ScheduledSource {
  std::unique_ptr<Source> source;
  // Between the starts of runs; zero means on request only.
  absl::Duration interval;
};

// Scheduler runs each source on its interval and on request, each in a thread of its own. Thread-safe.
class Scheduler {
 public:
  // What `options` points to must outlive it.
  Scheduler(std::vector<ScheduledSource> sources, const CrawlRunOptions& options);
  // Stops.
  ~Scheduler();

  void Start();
  // Ends the runs under way and waits for them; they stay open at the store and are taken up by the next.
  void Stop();

  // Asks for a run of a source now. NOT_FOUND (SOURCE_NOT_FOUND); FAILED_PRECONDITION (RUN_IN_PROGRESS);
  // UNAVAILABLE (SHUTTING_DOWN). Unless it fails, the watcher's on_done will be called.
  // INVALID_ARGUMENT (NO_DEAD_LETTERS): `dead_letters` are asked of a source that is not the archive.
  absl::Status Request(const std::string& source_id, bool full, RunWatcher watcher,
                       std::optional<v1::DeadLetterSelection> dead_letters = std::nullopt);

  struct Status {
    std::string id;
    std::string kind;
    std::string location;
    absl::Duration interval;
    bool running = false;
  };
  std::vector<Status> List();

 private:
  struct Slot;
  void Loop(Slot* slot);
  // One run, whole; false when it did not finish.
  struct Requested;
  bool RunOnce(Slot* slot, const Requested& what);

  const CrawlRunOptions options_;
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SCHEDULER_H_
