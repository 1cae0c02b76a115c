#ifndef TRIALWEAVE_QUERY_PAGE_TOKEN_H_
#define TRIALWEAVE_QUERY_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace trialweave::query {

// PageToken says where the next page of a listing begins.
struct PageToken {
  // The snapshot that all pages show.
  uint64_t sequence = 0;
  int64_t total_size = 0;
  // Name of the last record of the page before. In another order than that of names the record's place follows from
  // what it is in the snapshot.
  std::string after_name;
};

// Opaque to clients, bound to `filter`, or to all that decides which records come and in which order. The format is in
// page_token.cc.
std::string EncodePageToken(const PageToken& token, const std::string& filter);

// INVALID_ARGUMENT (PAGE_TOKEN_INVALID): not made by EncodePageToken, or for another filter.
absl::StatusOr<PageToken> DecodePageToken(const std::string& text, const std::string& filter);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_PAGE_TOKEN_H_
