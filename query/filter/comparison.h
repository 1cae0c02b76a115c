#ifndef TRIALWEAVE_QUERY_FILTER_COMPARISON_H_
#define TRIALWEAVE_QUERY_FILTER_COMPARISON_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/strings/string_view.h"
#include "query/filter/ast.h"
#include "trialweave/v1/types.pb.h"

// How a restriction compares with the values of a record. What a record does not state satisfies no comparison.
namespace trialweave::query {

// Calls `visit` for each value; stops and returns true when it returns true.
template <typename Range, typename Visit>
bool AnyOf(const Range& values, Visit visit) {
  for (const auto& value : values) {
    if (visit(value)) return true;
  }
  return false;
}

// A field with several values: = and : hold when one is equal, != when there are some and none is.
template <typename Range, typename Equal>
bool CompareSet(const Restriction& r, const Range& values, Equal equal) {
  if (values.empty()) return false;
  if (r.presence) return true;
  const bool found = AnyOf(values, equal);
  return r.comparator == Comparator::kNotEqual ? !found : found;
}

bool CompareNumber(const Restriction& r, std::optional<int64_t> value);
// Holds when it holds for every day that the record's date may mean.
bool CompareDate(const Restriction& r, const v1::StudyDate& date);
// As CompareDate, for a date that is stated; not for presence.
bool CompareRange(const Restriction& r, const DateRange& value);
bool CompareBool(const Restriction& r, bool known, bool value);

using TextVisit = std::function<bool(absl::string_view)>;

// `visit_texts` calls its argument for each text of the field until that returns true, and returns whether it did.
bool CompareTexts(const Restriction& r, const std::function<bool(const TextVisit&)>& visit_texts);

// Calls `visit` for each text until it returns true; whether it did.
bool VisitTexts(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts, const TextVisit& visit);

// Whether an expression holds, by what `holds` says of its restrictions.
bool EvaluateTree(const FilterNode& node, const std::function<bool(const Restriction&)>& holds);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_COMPARISON_H_
