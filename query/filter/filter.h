#ifndef TRIALWEAVE_QUERY_FILTER_FILTER_H_
#define TRIALWEAVE_QUERY_FILTER_FILTER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "query/filter/ast.h"
#include "query/filter/field.h"
#include "trialweave/v1/literature.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// Filter is a parsed filter expression (AIP-160; docs/filters.md has the grammar). Immutable; threads may
// share it.
class Filter {
 public:
  // Matches everything.
  Filter() = default;

  // INVALID_ARGUMENT (FILTER_INVALID): what is wrong, its position (from 1, in characters) and what was
  // expected; metadata "position" and "expected".
  static absl::StatusOr<Filter> Parse(absl::string_view text, FieldTable table = FieldTable::kTrials);

  // The record is of the kind that the filter was parsed for.
  bool Matches(const v1::Trial& trial) const;
  bool Matches(const v1::Publication& publication) const;
  bool Matches(const v1::RegulatoryNotice& notice) const;

  // nullptr when everything matches.
  const FilterNode* root() const { return root_.get(); }

 private:
  std::shared_ptr<const FilterNode> root_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_FILTER_H_
