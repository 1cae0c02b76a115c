#include "query/view/column_filter.h"

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "query/filter/comparison.h"
#include "query/folded_text.h"

namespace trialweave::query {
namespace {

class Evaluator {
 public:
  Evaluator(const TrialColumns& columns, const RowsOfName& rows_of_name)
      : columns_(columns), rows_of_name_(rows_of_name) {}

  Verdict Node(const FilterNode& node, const Rows& within) const {
    switch (node.kind) {
      case FilterNode::Kind::kAnd:
        return And(node, within);
      case FilterNode::Kind::kOr: {
        Verdict all;
        for (const auto& child : node.children) {
          const Verdict one = Node(*child, within);
          all.sure |= one.sure;
          all.may |= one.may;
        }
        return all;
      }
      case FilterNode::Kind::kNot: {
        const Verdict of = Node(*node.children[0], within);
        return {within - of.may, within - of.sure};
      }
      case FilterNode::Kind::kRestriction:
        return Leaf(node.restriction, within);
    }
    return {Rows(), within};
  }

 private:
  // Whether a part is cheap to look up, so that it goes before those that look at some or all rows that are left.
  bool IsLookUp(const FilterNode& node) const {
    return node.kind == FilterNode::Kind::kRestriction && node.restriction.kind != FieldKind::kNumber &&
           node.restriction.kind != FieldKind::kDate;
  }

  Verdict And(const FilterNode& node, const Rows& within) const {
    Verdict all = {within, within};
    for (const bool look_ups : {true, false}) {
      for (const auto& child : node.children) {
        if (IsLookUp(*child) != look_ups) continue;
        Verdict one = Node(*child, all.may);
        all.sure &= one.sure;
        all.may = std::move(one.may);
      }
    }
    return all;
  }

  static Verdict Exactly(Rows rows) {
    Verdict verdict;
    verdict.may = rows;
    verdict.sure = std::move(rows);
    return verdict;
  }

  // `found` among those that state a value, or the others of those.
  Verdict Values(const Restriction& r, const Rows& found, const Rows& within) const {
    if (r.comparator == Comparator::kNotEqual) return Exactly((columns_.Stated(r.field) & within) - found);
    return Exactly(found & within);
  }

  Verdict Leaf(const Restriction& r, const Rows& within) const {
    if (r.field == Field::kName) return Name(r, within);
    const bool decided = r.kind == FieldKind::kNumber || r.kind == FieldKind::kDate ||
                         columns_.TermsOf(r.field) != TrialColumns::Terms::kNone;
    if (!decided) return {Rows(), within};
    if (r.presence) return Exactly(columns_.Stated(r.field) & within);
    const TermIndex& index = columns_.IndexOf(r.field);
    switch (r.kind) {
      case FieldKind::kEnum:
        return Values(r, index.Find(EnumTerm(r.field, r.enum_value)), within);
      case FieldKind::kCode:
        return Values(r, index.Find(r.code), within);
      case FieldKind::kBool:
        return Values(r, index.Find(BoolTerm(r.flag)), within);
      case FieldKind::kNumber:
        return Exactly(Numbers(r, columns_.Stated(r.field) & within));
      case FieldKind::kDate:
        return Scan(r, within, [&](uint32_t row) { return CompareRange(r, columns_.Date(r.field, row).Range()); });
      case FieldKind::kText:
        return columns_.TermsOf(r.field) == TrialColumns::Terms::kWords ? Words(r, within) : WholeTexts(r, within);
    }
    return {Rows(), within};
  }

  // Every trial has a name.
  Verdict Name(const Restriction& r, const Rows& within) const {
    if (r.presence) return Exactly(within);
    Rows found;
    if (absl::string_view id = r.code; absl::ConsumePrefix(&id, "trials/")) found = rows_of_name_(std::string(id));
    return Exactly(r.comparator == Comparator::kNotEqual ? within - found : found & within);
  }

  // Of rows that state one.
  Rows Numbers(const Restriction& r, const Rows& rows) const {
    const auto at_least = [&](int64_t low) { return columns_.NumbersOf(r.field).AtLeast(low, rows); };
    const auto above = [&] {
      return r.number == std::numeric_limits<int64_t>::max() ? Rows() : at_least(r.number + 1);
    };
    switch (r.comparator) {
      case Comparator::kGreaterEqual:
        return at_least(r.number);
      case Comparator::kGreater:
        return above();
      case Comparator::kLess:
        return rows - at_least(r.number);
      case Comparator::kLessEqual:
        return rows - above();
      case Comparator::kEqual:
      case Comparator::kHas:
        return at_least(r.number) - above();
      case Comparator::kNotEqual:
        return rows - (at_least(r.number) - above());
    }
    return Rows();
  }

  template <typename Holds>
  Verdict Scan(const Restriction& r, const Rows& within, Holds holds) const {
    std::vector<uint32_t> found;
    ForEachRow(columns_.Stated(r.field) & within, [&](uint32_t row) {
      if (holds(row)) found.push_back(row);
    });
    return Exactly(Rows(found.size(), found.data()));
  }

  // Each distinct text is compared once.
  Verdict WholeTexts(const Restriction& r, const Rows& within) const {
    const TermIndex& index = columns_.IndexOf(r.field);
    if (r.comparator != Comparator::kHas) return Values(r, index.Find(r.text.folded()), within);
    Rows found;
    for (const auto& [key, entry] : index.entries()) {
      if (r.text.MatchesFolded(key)) entry.postings().AddTo(found);
    }
    return Values(r, found, within);
  }

  // The pattern's words each begin a word of the texts of every row that matches.
  Verdict Words(const Restriction& r, const Rows& within) const {
    if (r.comparator == Comparator::kNotEqual) return {Rows(), within};
    const TermIndex& index = columns_.IndexOf(r.field);
    const std::vector<std::string> words = IndexWords(r.text.folded());
    Rows may = within;
    for (const std::string& word : words) {
      may &= StartsIdeographic(word) ? index.Find(word) : index.FindPrefix(word);
    }
    // One word is in one text; several may be in different ones.
    if (words.size() == 1 && r.comparator == Comparator::kHas) return Exactly(std::move(may));
    return {Rows(), std::move(may)};
  }

  const TrialColumns& columns_;
  const RowsOfName& rows_of_name_;
};

}  // namespace

Verdict EvaluateColumns(const FilterNode* filter, const TrialColumns& columns, const RowsOfName& rows_of_name,
                        const Rows& within) {
  if (filter == nullptr) return {within, within};
  return Evaluator(columns, rows_of_name).Node(*filter, within);
}

}  // namespace trialweave::query
