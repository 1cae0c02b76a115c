#ifndef TRIALWEAVE_STORE_READING_LISTING_PAGE_H_
#define TRIALWEAVE_STORE_READING_LISTING_PAGE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"

namespace trialweave::store {

// 1 to 1,000; 0 means 50. INVALID_ARGUMENT (INVALID_FIELD).
absl::StatusOr<size_t> PageSizeOf(int32_t asked);

// A position in an index of one prefix. Tokens are the last key that was returned, hexadecimal: a token of
// another listing has another prefix and is refused.
class ListingPage {
 public:
  // INVALID_ARGUMENT (INVALID_FIELD, PAGE_TOKEN_INVALID).
  static absl::StatusOr<ListingPage> Open(const Reader& reader, Family family, const std::string& prefix, int32_t size,
                                          const std::string& token);

  bool Valid() const { return cursor_->Valid() && cursor_->key().substr(0, prefix_.size()) == prefix_; }
  bool Full() const { return left_ == 0; }
  const Cursor& cursor() const { return *cursor_; }
  // Steps over what was returned or skipped.
  void Returned();
  void Skipped() { cursor_->Next(); }
  absl::Status status() const { return cursor_->status(); }
  // Empty at the end.
  std::string NextToken() const;

 private:
  std::string prefix_;
  size_t left_ = 0;
  std::string last_;
  std::unique_ptr<Cursor> cursor_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_READING_LISTING_PAGE_H_
