#ifndef TRIALWEAVE_QUERY_QUERY_HANDLER_H_
#define TRIALWEAVE_QUERY_QUERY_HANDLER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "query/query_metrics.h"
#include "query/view/literature_view.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// QueryHandler answers the methods of QueryService from a view of trials and one of literature: it validates, asks,
// converts. The protos say what each method does and which errors it has. Whole trials of GetTrial and ListTrials are
// put into the response by AddSerialized. Thread-safe.
class QueryHandler {
 public:
  // All outlive it.
  QueryHandler(const TrialView* view, const LiteratureView* literature, QueryMetrics* metrics)
      : view_(view), literature_(literature), metrics_(metrics) {}

  // Says whether the caller has gone.
  using Gone = std::function<bool()>;

  absl::Status GetTrial(const v1::GetTrialRequest& request, const Gone& gone, v1::GetTrialResponse* response) const;
  absl::Status BatchGetTrials(const v1::BatchGetTrialsRequest& request, const Gone& gone,
                              v1::BatchGetTrialsResponse* response) const;
  absl::Status ListTrials(const v1::ListTrialsRequest& request, const Gone& gone,
                          v1::ListTrialsResponse* response) const;
  absl::Status GetRegistration(const v1::GetRegistrationRequest& request, const Gone& gone,
                               v1::GetRegistrationResponse* response) const;
  absl::Status ResolveIdentifier(const v1::ResolveIdentifierRequest& request, const Gone& gone,
                                 v1::ResolveIdentifierResponse* response) const;
  absl::Status GetPublication(const v1::GetPublicationRequest& request, const Gone& gone,
                              v1::GetPublicationResponse* response) const;
  absl::Status ListPublications(const v1::ListPublicationsRequest& request, const Gone& gone,
                                v1::ListPublicationsResponse* response) const;
  absl::Status GetNotice(const v1::GetNoticeRequest& request, const Gone& gone, v1::GetNoticeResponse* response) const;
  absl::Status ListNotices(const v1::ListNoticesRequest& request, const Gone& gone,
                           v1::ListNoticesResponse* response) const;
  absl::Status GetCoverage(const v1::GetCoverageRequest& request, const Gone& gone,
                           v1::GetCoverageResponse* response) const;

 private:
  void SetFreshness(const ViewPosition& position, const v1::ReadOptions& options, v1::Freshness* freshness) const;

  template <typename Record, typename Response>
  void FinishList(const Read<RecordPage<Record>>& page, const std::string& scope, const v1::ReadOptions& options,
                  Response* response) const;

  const TrialView* const view_;
  const LiteratureView* const literature_;
  QueryMetrics* const metrics_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_QUERY_HANDLER_H_
