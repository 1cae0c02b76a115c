#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "store/errors.h"
#include "store/history/history_page.h"
#include "store/history/history_reader.h"
#include "store/history/trial_history.h"
#include "store/history/trial_timeline.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kTrials = "trials/";
// Read at a time.
constexpr size_t kSomeRevisions = 64;

}  // namespace

absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> ListTrialRevisions(
    const Reader& snapshot, const v1::StoreServiceListTrialRevisionsRequest& request) {
  if (request.parent().compare(0, kTrials.size(), kTrials) != 0 || request.parent().size() == kTrials.size()) {
    return InvalidFieldError("parent", "not trials/{trial}");
  }
  v1::ReadPoint point;
  point.set_read_sequence(request.read_sequence());
  absl::StatusOr<HistoryPage> page = HistoryPage::Open(snapshot, absl::StrCat("revisions/", request.parent()), point,
                                                       request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  absl::StatusOr<std::string> name =
      FindTrialNameAt(snapshot, request.parent().substr(kTrials.size()), page->point().known);
  if (!name.ok()) return name.status();
  if (name->empty()) return NotFoundError("trial", request.parent());
  uint64_t after = 0;
  if (!page->after().empty() && !absl::SimpleAtoi(page->after(), &after)) return InvalidPageTokenError();
  v1::StoreServiceListTrialRevisionsResponse response;
  response.set_read_sequence(page->point().known);
  while (true) {
    absl::StatusOr<std::vector<v1::TrialRevision>> some =
        ReadTrialTimeline(snapshot, *name, page->point().known, after, kSomeRevisions);
    if (!some.ok()) return some.status();
    for (v1::TrialRevision& revision : *some) {
      if (page->Full()) {
        response.set_next_page_token(page->TokenAfter(absl::StrCat(after)));
        return response;
      }
      after = revision.sequence();
      page->Examined();
      page->Returned(revision.ByteSizeLong());
      response.add_revisions()->Swap(&revision);
    }
    if (some->size() < kSomeRevisions) break;
  }
  if (response.revisions().empty() && page->after().empty()) return NotFoundError("trial", request.parent());
  return response;
}

}  // namespace trialweave::store
