#ifndef TRIALWEAVE_CRAWLER_CRAWL_OBSERVER_H_
#define TRIALWEAVE_CRAWLER_CRAWL_OBSERVER_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// CrawlObserver is told what happens, for metrics. Implementations are thread-safe; these do nothing.
class CrawlObserver {
 public:
  virtual ~CrawlObserver() = default;
  // One request; `code` is the HTTP status, or the error's reason when there was no answer.
  virtual void OnFetch(const std::string& source, const std::string& code, absl::Duration took, uint64_t bytes) {
    (void)source, (void)code, (void)took, (void)bytes;
  }
  virtual void OnThrottled(const std::string& source) { (void)source; }
  virtual void OnChallenged(const std::string& source) { (void)source; }
  // One document with its durable outcome.
  virtual void OnOutcome(const std::string& source, v1::Outcome outcome) { (void)source, (void)outcome; }
  // Documents sent and not answered yet.
  virtual void OnInFlight(const std::string& source, uint64_t documents, uint64_t bytes) {
    (void)source, (void)documents, (void)bytes;
  }
  // A run's ledger as it stands; final once its state is not RUNNING.
  virtual void OnRun(const v1::Run& run) { (void)run; }
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CRAWL_OBSERVER_H_
