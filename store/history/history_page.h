#ifndef TRIALWEAVE_STORE_HISTORY_HISTORY_PAGE_H_
#define TRIALWEAVE_STORE_HISTORY_HISTORY_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/history/read_point.h"
#include "trialweave/v1/history.pb.h"

namespace trialweave::store {

// HistoryPage is one page of a listing of what was: where it begins, at which point, and when it is full.
class HistoryPage {
 public:
  // `scope` names the listing: a token is good for its own only. A later page is at the point of the first one.
  // The codes of ParseReadPoint; INVALID_ARGUMENT: INVALID_FIELD (a negative page_size), PAGE_TOKEN_INVALID (foreign,
  // or of another point).
  static absl::StatusOr<HistoryPage> Open(const Reader& snapshot, const std::string& scope, const v1::ReadPoint& point,
                                          int32_t page_size, const std::string& page_token);

  const ReadPoint& point() const { return point_; }
  // What the page before ended with; empty on the first.
  const std::string& after() const { return after_; }
  // Counts an item that was looked at, and one of `bytes` that is returned.
  void Examined() { ++examined_; }
  void Returned(size_t bytes) {
    ++returned_;
    bytes_ += bytes;
  }
  // Also after many items that are not returned, so that a page costs no more than a page.
  bool Full() const;
  // For what comes after `last`.
  std::string TokenAfter(const std::string& last) const;

 private:
  std::string scope_;
  ReadPoint point_;
  std::string after_;
  size_t page_size_ = 0;
  size_t examined_ = 0;
  size_t returned_ = 0;
  size_t bytes_ = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_HISTORY_PAGE_H_
