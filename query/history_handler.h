#ifndef TRIALWEAVE_QUERY_HISTORY_HANDLER_H_
#define TRIALWEAVE_QUERY_HISTORY_HANDLER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "query/history_source.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// Whether a read asks for what was: the store answers it.
bool HasPoint(const v1::ReadOptions& options);

// HistoryHandler answers the methods of QueryService that read what was: it validates, asks the store, and merges the
// registrations that were a trial as the view does. The protos say what each method does and which errors it has.
// Blocks while the store answers. Thread-safe.
class HistoryHandler {
 public:
  // Both outlive it; the view resolves identifiers and knows the coverage.
  HistoryHandler(HistorySource* source, const TrialView* view) : source_(source), view_(view) {}

  // When the caller stops waiting, and whether it has.
  struct Caller {
    absl::Time deadline;
    std::function<bool()> gone;
  };

  absl::Status GetTrial(const v1::GetTrialRequest& request, const Caller& caller, v1::GetTrialResponse* response) const;
  absl::Status ListTrials(const v1::ListTrialsRequest& request, const Caller& caller,
                          v1::ListTrialsResponse* response) const;
  // By reading trial after trial, without an index: in the order of names, and a page may be short before the end.
  absl::Status SearchTrials(const v1::SearchTrialsRequest& request, const Caller& caller,
                            v1::SearchTrialsResponse* response) const;
  // Of read_sequence.
  absl::Status BatchGetTrials(const v1::BatchGetTrialsRequest& request, const Caller& caller,
                              v1::BatchGetTrialsResponse* response) const;
  absl::Status ListTrialRevisions(const v1::ListTrialRevisionsRequest& request, const Caller& caller,
                                  v1::ListTrialRevisionsResponse* response) const;
  absl::Status GetRegistration(const v1::GetRegistrationRequest& request, const Caller& caller,
                               v1::GetRegistrationResponse* response) const;
  absl::Status ListRegistrations(const v1::ListRegistrationsRequest& request, const Caller& caller,
                                 v1::ListRegistrationsResponse* response) const;
  absl::Status ListRegistrationRevisions(const v1::ListRegistrationRevisionsRequest& request, const Caller& caller,
                                         v1::ListRegistrationRevisionsResponse* response) const;
  absl::Status DiffRegistration(const v1::DiffRegistrationRequest& request, const Caller& caller,
                                v1::DiffRegistrationResponse* response) const;
  absl::Status DiffTrial(const v1::DiffTrialRequest& request, const Caller& caller,
                         v1::DiffTrialResponse* response) const;
  absl::Status ExplainTrial(const v1::ExplainTrialRequest& request, const Caller& caller,
                            v1::ExplainTrialResponse* response) const;

 private:
  // A page of the trials that were.
  struct TrialScan {
    v1::ReadPoint point;
    size_t page_size;
    std::string page_token;
    // What page tokens are bound to.
    std::string scope;
  };
  // Offers trials by name until the page is full; `take` returns the bytes of what it took, 0 when it did not.
  absl::Status ScanTrials(const TrialScan& scan, const Caller& caller, const std::function<size_t(v1::Trial&)>& take,
                          std::string* next_page_token, uint64_t* sequence) const;
  // The merged view of a trial that `name` stands for, in any spelling.
  absl::StatusOr<v1::Trial> FindTrial(const std::string& name, const v1::ReadPoint& point, absl::Time deadline,
                                      uint64_t* read_sequence) const;
  // What the store may know the trial as, in the order to ask for them.
  std::vector<std::string> NamesOf(const std::string& trial) const;
  // "registrations/{id}" with the identifier in canonical spelling, without its alias's.
  std::string CanonicalName(const std::string& name) const;
  void SetFreshness(uint64_t sequence, const v1::ReadOptions& options, v1::Freshness* freshness) const;

  HistorySource* const source_;
  const TrialView* const view_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_HISTORY_HANDLER_H_
