#include "query/filter/filter.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "query/filter/evaluate.h"
#include "query/filter/parser.h"

namespace trialweave::query {

absl::StatusOr<Filter> Filter::Parse(absl::string_view text) {
  auto root = ParseFilter(text);
  if (!root.ok()) return root.status();
  Filter filter;
  filter.root_ = *std::move(root);
  return filter;
}

bool Filter::Matches(const v1::Trial& trial) const { return root_ == nullptr || Evaluate(*root_, trial); }

}  // namespace trialweave::query
