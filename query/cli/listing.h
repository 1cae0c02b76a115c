#ifndef TRIALWEAVE_QUERY_CLI_LISTING_H_
#define TRIALWEAVE_QUERY_CLI_LISTING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"
#include "query/cli/table.h"

namespace trialweave::query {

// Rows of one page when all are asked for.
inline constexpr int kPageSizeForAll = 500;

// "ctgov" as "sources/ctgov".
inline std::string InCollection(const std::string& collection, const std::string& id) {
  return absl::StartsWith(id, collection) ? id : absl::StrCat(collection, id);
}

// Pages of a kind, written as they come (JSON) or together.

template <typename Request, typename Response, typename Item>
struct Listing {
  absl::StatusOr<Response> (RemoteService::*call)(const Request&);
  const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const;
  Table (*table)(const std::vector<Item>&);
  // Write fields with default values to JSON too.
  bool all_fields;
};

template <typename Request, typename Response, typename Item>
absl::Status WriteList(const Listing<Request, Response, Item>& listing, Request request, const CommandLine& line,
                       RemoteService& remote, const Console& console) {
  request.set_page_size(line.page_size != 0 ? line.page_size : (line.all ? kPageSizeForAll : 0));
  request.set_page_token(line.page_token);
  std::vector<Item> items;
  do {
    const auto response = (remote.*listing.call)(request);
    if (!response.ok()) return response.status();
    for (const Item& item : ((*response).*listing.items)()) {
      line.output == OutputFormat::kJson ? console.Write(ToJson(item, false, listing.all_fields))
                                         : items.push_back(item);
    }
    request.set_page_token(response->next_page_token());
  } while (line.all && !request.page_token().empty());
  if (line.output != OutputFormat::kJson) console.Write(listing.table(items), line.output);
  if (!request.page_token().empty()) {
    console.Remark(absl::StrCat("There are more: --all, or --page_token ", request.page_token()));
  }
  return absl::OkStatus();
}

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_LISTING_H_
