#include "query/cli/search_command.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "query/cli/listing.h"
#include "query/cli/search_text.h"
#include "query/cli/trial_text.h"

namespace trialweave::query {
namespace {

// Between two attempts to take a watch up again.
constexpr absl::Duration kPause = absl::Seconds(1);

void RemarkFallback(const v1::SearchTrialsResponse& page, const Console& console) {
  switch (page.fallback()) {
    case v1::SEARCH_FALLBACK_SUGGESTION:
      return console.Remark(absl::StrCat("Nothing has these words; shown is: ", page.suggested_query()));
    case v1::SEARCH_FALLBACK_ANY_WORD:
      return console.Remark("No trial has all of these words; shown are those with any of them.");
    default:
      if (!page.suggested_query().empty()) {
        console.Remark(absl::StrCat("Did you mean: ", page.suggested_query(), "?"));
      }
  }
}

void WritePage(const v1::SearchTrialsResponse& page, int64_t first, const CommandLine& line, const Console& console) {
  if (line.output == OutputFormat::kTable) return console.Write(DescribeHits(page, first, console.color()));
  if (line.output == OutputFormat::kJson) {
    for (const v1::SearchHit& hit : page.hits()) console.Write(ToJson(hit, false, false));
    return;
  }
  std::vector<v1::Trial> trials;
  for (const v1::SearchHit& hit : page.hits()) trials.push_back(hit.trial());
  console.Write(TrialsTable(trials, true), line.output);
}

v1::SearchTrialsRequest RequestOf(const CommandLine& line) {
  v1::SearchTrialsRequest request;
  request.set_query(absl::StrJoin(line.arguments, " "));
  request.set_filter(line.filter);
  request.set_order_by(line.order_by);
  request.set_exact_words(line.exact);
  request.set_page_token(line.page_token);
  request.set_page_size(line.page_size != 0 ? line.page_size : (line.all ? kPageSizeForAll : 0));
  for (const auto facet : absl::StrSplit(line.facets, ',', absl::SkipEmpty())) {
    request.add_facets(std::string(facet));
  }
  return request;
}

// A watch that broke and can be taken up again.
bool Broken(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

}  // namespace

absl::Status WriteSearch(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::SearchTrialsRequest request = RequestOf(line);
  int64_t shown = 0;
  do {
    const auto page = remote.SearchTrials(request);
    if (!page.ok()) return page.status();
    if (shown == 0) RemarkFallback(*page, console);
    WritePage(*page, shown + 1, line, console);
    shown += page->hits_size();
    if (page->facets_size() > 0 && line.output == OutputFormat::kTable) {
      console.Write(FacetsTable(*page), line.output);
    }
    request.set_page_token(page->next_page_token());
    if (line.output == OutputFormat::kTable && !line.all) {
      console.Remark(absl::StrCat(shown, " of ", page->total_size(), " trials."));
    }
  } while (line.all && !request.page_token().empty());
  if (!request.page_token().empty()) {
    console.Remark(absl::StrCat("There are more: --all, or --page_token ", request.page_token()));
  }
  return absl::OkStatus();
}

absl::Status WriteWatch(const CommandLine& line, RemoteService& remote, const Console& console) {
  v1::WatchTrialsRequest request;
  request.set_filter(line.filter);
  request.set_initial_state(line.initial);
  if (line.has_after_sequence) request.set_after_sequence(line.after_sequence);
  while (true) {
    const absl::Status status = remote.WatchTrials(request, [&](const v1::WatchTrialsResponse& item) {
      // Where to go on when the connection breaks; of the initial state only after all of it.
      const bool existing = item.has_change() && item.change().kind() == v1::TRIAL_CHANGE_KIND_EXISTING;
      if (!existing) {
        request.set_initial_state(false);
        request.set_after_sequence(item.has_change() ? item.change().sequence() : item.bookmark().sequence());
      }
      if (line.output == OutputFormat::kJson) {
        console.Write(ToJson(item, false, false));
      } else if (item.has_change()) {
        console.Write(DescribeChange(item.change(), console.color()));
      }
    });
    if (!Broken(status)) return status;
    console.Remark(absl::StrCat("The connection broke (", status.message(), "); going on."));
    absl::SleepFor(kPause);
  }
}

}  // namespace trialweave::query
