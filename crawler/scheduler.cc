#include "crawler/scheduler.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"
#include "crawler/fetch_error.h"

namespace trialweave::crawler {

struct Scheduler::Requested {
  bool full = false;
  RunWatcher watcher;
  std::optional<v1::DeadLetterSelection> dead_letters;
};

struct Scheduler::Slot {
  std::unique_ptr<Source> source;
  absl::Duration interval;
  std::thread thread;

  absl::Mutex mutex;
  bool started ABSL_GUARDED_BY(mutex) = false;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  bool running ABSL_GUARDED_BY(mutex) = false;
  std::optional<Requested> request ABSL_GUARDED_BY(mutex);
  CrawlRun* run ABSL_GUARDED_BY(mutex) = nullptr;
};

Scheduler::Scheduler(std::vector<ScheduledSource> sources, const CrawlRunOptions& options) : options_(options) {
  for (ScheduledSource& source : sources) {
    auto slot = std::make_unique<Slot>();
    slot->source = std::move(source.source);
    slot->interval = source.interval;
    slots_.push_back(std::move(slot));
  }
}

Scheduler::~Scheduler() { Stop(); }

void Scheduler::Start() {
  for (const auto& slot : slots_) {
    {
      absl::MutexLock lock(&slot->mutex);
      slot->started = true;
    }
    slot->thread = std::thread([this, raw = slot.get()] { Loop(raw); });
  }
}

void Scheduler::Stop() {
  for (const auto& slot : slots_) {
    absl::MutexLock lock(&slot->mutex);
    slot->stopping = true;
    if (slot->run != nullptr) slot->run->Cancel();
  }
  for (const auto& slot : slots_) {
    if (slot->thread.joinable()) slot->thread.join();
  }
}

absl::Status Scheduler::Request(const std::string& source_id, bool full, RunWatcher watcher,
                                std::optional<v1::DeadLetterSelection> dead_letters) {
  const auto it = std::find_if(slots_.begin(), slots_.end(),
                               [&source_id](const auto& slot) { return slot->source->id() == source_id; });
  if (it == slots_.end()) {
    return common::MakeError(absl::StatusCode::kNotFound, "SOURCE_NOT_FOUND",
                             absl::StrCat("this crawler has no source \"", common::Trimmed(source_id), "\""));
  }
  Slot& slot = **it;
  if (dead_letters.has_value() && slot.source->kind() != "archive") {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "NO_DEAD_LETTERS",
                             absl::StrCat("source ", source_id,
                                          " has no dead letters to send again; a source of kind "
                                          "archive has"));
  }
  absl::MutexLock lock(&slot.mutex);
  if (slot.stopping || !slot.started) {
    return common::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "the crawler is not running sources now");
  }
  if (slot.running || slot.request.has_value()) {
    return common::MakeError(absl::StatusCode::kFailedPrecondition, "RUN_IN_PROGRESS",
                             absl::StrCat("source ", source_id, " is running already"));
  }
  slot.request = Requested{full, std::move(watcher), std::move(dead_letters)};
  return absl::OkStatus();
}

std::vector<Scheduler::Status> Scheduler::List() {
  std::vector<Status> list;
  for (const auto& slot : slots_) {
    absl::MutexLock lock(&slot->mutex);
    list.push_back({slot->source->id(), slot->source->kind(), slot->source->location(), slot->interval, slot->running});
  }
  return list;
}

void Scheduler::Loop(Slot* slot) {
  common::Clock& clock = *options_.clock;
  absl::Time next = slot->interval > absl::ZeroDuration() ? clock.Now() : absl::InfiniteFuture();
  for (;;) {
    Requested what;
    bool stopping = false;
    {
      absl::MutexLock lock(&slot->mutex);
      const auto called = [slot]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(slot->mutex) {
        return slot->stopping || slot->request.has_value();
      };
      clock.AwaitWithTimeout(&slot->mutex, absl::Condition(&called), next - clock.Now());
      if (slot->request.has_value()) what = *std::exchange(slot->request, std::nullopt);
      stopping = slot->stopping;
      slot->running = !stopping;
    }
    if (stopping) {
      if (what.watcher.on_done) what.watcher.on_done(InterruptedError());
      return;
    }
    const absl::Time start = clock.Now();
    const bool finished = RunOnce(slot, what);
    if (slot->interval == absl::ZeroDuration()) continue;
    next = start + slot->interval;
    // Another crawler had the source: it may go away long before the interval is over.
    if (!finished) next = std::min(next, clock.Now() + options_.lease_ttl);
  }
}

bool Scheduler::RunOnce(Slot* slot, const Requested& what) {
  const RunWatcher& watcher = what.watcher;
  CrawlRun run(slot->source.get(), options_, what.full, watcher.on_progress, what.dead_letters);
  {
    absl::MutexLock lock(&slot->mutex);
    slot->run = &run;
    if (slot->stopping) run.Cancel();
  }
  const absl::StatusOr<v1::Run> finished = run.Execute();
  {
    absl::MutexLock lock(&slot->mutex);
    slot->run = nullptr;
    slot->running = false;
  }
  if (!finished.ok()) {
    common::LogWarn("run did not finish",
                    {{"source", slot->source->id()}, {"error", std::string(finished.status().message())}});
  } else if (watcher.on_progress) {
    watcher.on_progress(*finished, "");
  }
  if (watcher.on_done) watcher.on_done(finished.status());
  return finished.ok();
}

}  // namespace trialweave::crawler
