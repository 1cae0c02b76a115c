#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_TEXTS_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_TEXTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// SearchText is a text of a trial that is searched. It points into the trial.
struct SearchText {
  // Field of docs/filters.md: "title".
  const char* field;
  absl::string_view text;
  // How often its words count.
  int weight;
};

// All texts of a trial that are searched, in every language, the weightiest fields first.
std::vector<SearchText> SearchTexts(const v1::Trial& trial);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_TEXTS_H_
