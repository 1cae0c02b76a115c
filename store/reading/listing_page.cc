#include "store/reading/listing_page.h"

#include "absl/strings/escaping.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 1000;

}  // namespace

absl::StatusOr<size_t> PageSizeOf(int32_t asked) {
  if (asked < 0 || asked > kMaxPage) return InvalidFieldError("page_size", "must be 0 to 1000");
  return static_cast<size_t>(asked == 0 ? kDefaultPage : asked);
}

absl::StatusOr<ListingPage> ListingPage::Open(const Reader& reader, Family family, const std::string& prefix,
                                              int32_t size, const std::string& token) {
  absl::StatusOr<size_t> page_size = PageSizeOf(size);
  if (!page_size.ok()) return page_size.status();
  const std::string after = absl::HexStringToBytes(token);
  if (absl::BytesToHexString(after) != token) return InvalidPageTokenError();
  if (!token.empty() && (after.substr(0, prefix.size()) != prefix || after.size() <= prefix.size())) {
    return InvalidPageTokenError();
  }
  ListingPage page;
  page.prefix_ = prefix;
  page.left_ = *page_size;
  page.cursor_ = reader.Scan(family);
  page.cursor_->Seek(token.empty() ? prefix : after);
  if (!token.empty() && page.cursor_->Valid() && page.cursor_->key() == after) page.cursor_->Next();
  return page;
}

void ListingPage::Returned() {
  last_ = std::string(cursor_->key());
  --left_;
  cursor_->Next();
}

std::string ListingPage::NextToken() const { return Valid() && Full() ? absl::BytesToHexString(last_) : ""; }

}  // namespace trialweave::store
