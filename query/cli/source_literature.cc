#include "query/cli/source_literature.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace trialweave::query {

absl::StatusOr<std::vector<SourceLiterature>> CountLiterature(const std::vector<v1::SourceState>& sources,
                                                              RemoteService& remote) {
  std::vector<SourceLiterature> counts;
  for (const v1::SourceState& source : sources) {
    const std::string filter = absl::StrCat("source = \"", absl::StripPrefix(source.name(), "sources/"), "\"");
    v1::ListPublicationsRequest publications_request;
    publications_request.set_filter(filter);
    publications_request.set_page_size(1);
    const auto publications = remote.ListPublications(publications_request);
    if (!publications.ok()) return publications.status();
    v1::ListNoticesRequest notices_request;
    notices_request.set_filter(filter);
    notices_request.set_page_size(1);
    const auto notices = remote.ListNotices(notices_request);
    if (!notices.ok()) return notices.status();
    counts.push_back({publications->total_size(), notices->total_size()});
  }
  return counts;
}

}  // namespace trialweave::query
