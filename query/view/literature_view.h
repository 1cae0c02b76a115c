#ifndef TRIALWEAVE_QUERY_VIEW_LITERATURE_VIEW_H_
#define TRIALWEAVE_QUERY_VIEW_LITERATURE_VIEW_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::query {

// LiteratureView answers about publications and notices as TrialView does about trials. Thread-safe.
class LiteratureView {
 public:
  virtual ~LiteratureView() = default;

  // By `id` without "publications/", by one that was merged into it, or by a key of literature_keys.h.
  virtual Read<std::optional<v1::Publication>> FindPublication(const std::string& id) const = 0;
  // By `id` without "notices/" or by a key.
  virtual Read<std::optional<v1::RegulatoryNotice>> FindNotice(const std::string& id) const = 0;

  // By name. INVALID_ARGUMENT (PAGE_TOKEN_EXPIRED): the snapshot is no longer, or not, in the view. CANCELLED.
  virtual absl::StatusOr<Read<RecordPage<v1::Publication>>> ListPublications(const TrialQuery& query) const = 0;
  virtual absl::StatusOr<Read<RecordPage<v1::RegulatoryNotice>>> ListNotices(const TrialQuery& query) const = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_LITERATURE_VIEW_H_
