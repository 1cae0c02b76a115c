#include "query/filter/filter.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "query/filter/evaluate.h"
#include "query/filter/evaluate_literature.h"
#include "query/filter/parser.h"

namespace trialweave::query {

absl::StatusOr<Filter> Filter::Parse(absl::string_view text, FieldTable table) {
  auto root = ParseFilter(text, table);
  if (!root.ok()) return root.status();
  Filter filter;
  filter.root_ = *std::move(root);
  return filter;
}

bool Filter::Matches(const v1::Trial& trial) const { return root_ == nullptr || Evaluate(*root_, trial); }

bool Filter::Matches(const v1::Publication& publication) const {
  return root_ == nullptr || Evaluate(*root_, publication);
}

bool Filter::Matches(const v1::RegulatoryNotice& notice) const { return root_ == nullptr || Evaluate(*root_, notice); }

}  // namespace trialweave::query
