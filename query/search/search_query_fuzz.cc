// Whatever is typed as a query is read, planned and looked for without harm.
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "query/search/plan_matcher.h"
#include "query/search/search_query.h"
#include "query/search/snippets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace tw = trialweave::query;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto query = tw::ParseSearchQuery(text);
  if (!query.ok()) return 0;
  trialweave::v1::Trial trial;
  trial.mutable_study()->add_titles()->set_text(text.data(), text.size());
  for (const bool exact : {false, true}) {
    const tw::SearchPlan plan = tw::PlanSearch(*query, tw::Synonyms::Shipped(), exact);
    tw::Matches(tw::AnyOf(plan), trial);
    for (const auto& snippet : tw::SnippetsOf(plan, trial)) {
      for (const auto& span : snippet.highlights()) {
        if (span.offset() + span.length() > snippet.text().size()) __builtin_trap();
      }
    }
  }
  return 0;
}
