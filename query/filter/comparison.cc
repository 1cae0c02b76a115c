#include "query/filter/comparison.h"

#include <algorithm>
#include <memory>

namespace trialweave::query {

bool CompareNumber(const Restriction& r, std::optional<int64_t> value) {
  if (!value) return false;
  if (r.presence) return true;
  switch (r.comparator) {
    case Comparator::kEqual:
    case Comparator::kHas:
      return *value == r.number;
    case Comparator::kNotEqual:
      return *value != r.number;
    case Comparator::kLess:
      return *value < r.number;
    case Comparator::kLessEqual:
      return *value <= r.number;
    case Comparator::kGreater:
      return *value > r.number;
    case Comparator::kGreaterEqual:
      return *value >= r.number;
  }
  return false;
}

bool CompareDate(const Restriction& r, const v1::StudyDate& date) {
  if (!date.has_date()) return false;
  const auto value = RangeOf(date.date());
  return value && (r.presence || CompareRange(r, *value));
}

bool CompareRange(const Restriction& r, const DateRange& value) {
  switch (r.comparator) {
    case Comparator::kEqual:
    case Comparator::kHas:
      return r.date.Contains(value);
    case Comparator::kNotEqual:
      return !r.date.Overlaps(value);
    case Comparator::kLess:
      return value.last < r.date.first;
    case Comparator::kLessEqual:
      return value.last <= r.date.last;
    case Comparator::kGreater:
      return value.first > r.date.last;
    case Comparator::kGreaterEqual:
      return value.first >= r.date.first;
  }
  return false;
}

bool CompareBool(const Restriction& r, bool known, bool value) {
  if (!known) return false;
  return r.presence || (value == r.flag) != (r.comparator == Comparator::kNotEqual);
}

bool CompareTexts(const Restriction& r, const std::function<bool(const TextVisit&)>& visit_texts) {
  if (r.presence) return visit_texts([](absl::string_view text) { return !text.empty(); });
  if (r.comparator == Comparator::kHas) {
    return visit_texts([&](absl::string_view text) { return r.text.Matches(text); });
  }
  bool any = false;
  const bool equal = visit_texts([&](absl::string_view text) {
    any = true;
    return FoldText(text) == r.text.folded();
  });
  return r.comparator == Comparator::kEqual ? equal : any && !equal;
}

bool VisitTexts(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts, const TextVisit& visit) {
  return AnyOf(texts, [&](const v1::LocalizedText& text) { return visit(text.text()); });
}

bool EvaluateTree(const FilterNode& node, const std::function<bool(const Restriction&)>& holds) {
  const auto child_holds = [&](const std::unique_ptr<FilterNode>& child) { return EvaluateTree(*child, holds); };
  switch (node.kind) {
    case FilterNode::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case FilterNode::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case FilterNode::Kind::kNot:
      return !child_holds(node.children[0]);
    case FilterNode::Kind::kRestriction:
      return holds(node.restriction);
  }
  return false;
}

}  // namespace trialweave::query
