#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_COLUMNS_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_COLUMNS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/filter/field.h"
#include "query/view/number_index.h"
#include "query/view/packed_date.h"
#include "query/view/postings.h"
#include "query/view/term_index.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// The key of an enum's value: its name without prefix, or its number when it has none.
std::string EnumTerm(Field field, int number);
// "true", "false".
std::string BoolTerm(bool value);

// TrialColumns holds, field by field, what trials state: for enums, codes, bools and some texts the rows of each value,
// for numbers and dates a vector by row. A row is one trial, or one version of one. Not thread-safe.
class TrialColumns {
 public:
  // What a field's terms are.
  enum class Terms {
    kNone,
    // Each value: an enum's name, a code in lower case, "true", a whole text as FoldText makes it.
    kValues,
    // Index words of texts (folded_text.h): they narrow, and decide about single words.
    kWords,
  };

  // With `words` conditions have kWords and registrations kValues, so that filters find them; counts need neither.
  explicit TrialColumns(bool words);

  // `row` is not there yet.
  void Add(uint32_t row, const v1::Trial& trial);
  // `before` is what the row holds.
  void Replace(uint32_t row, const v1::Trial& before, const v1::Trial& after);
  void Remove(uint32_t row, const v1::Trial& before);

  const Rows& rows() const { return rows_; }
  Terms TermsOf(Field field) const { return ColumnOf(field).terms; }
  const TermIndex& IndexOf(Field field) const { return ColumnOf(field).index; }
  // The rows that state a value; not of fields without terms, numbers or dates.
  const Rows& Stated(Field field) const { return ColumnOf(field).stated; }
  // Of a row that states it.
  int64_t Number(Field field, uint32_t row) const { return ColumnOf(field).numbers.Of(row); }
  const NumberIndex& NumbersOf(Field field) const { return ColumnOf(field).numbers; }
  PackedDate Date(Field field, uint32_t row) const { return ColumnOf(field).dates[row]; }
  // What a row is ordered by: its number, or the first day that its date may mean. nullopt: not stated.
  std::optional<int64_t> SortKey(Field field, uint32_t row) const;

 private:
  struct Column {
    FieldKind kind = FieldKind::kText;
    Terms terms = Terms::kNone;
    TermIndex index;
    Rows stated;
    NumberIndex numbers;
    std::vector<PackedDate> dates;
  };
  struct Content;

  Content ContentOf(const v1::Trial& trial) const;
  void AddTerms(Field field, const v1::Trial& trial, Content& content) const;
  void Write(uint32_t row, const Content& before, const Content& after);
  const Column& ColumnOf(Field field) const { return columns_[static_cast<size_t>(field)]; }

  // By Field.
  std::vector<Column> columns_;
  Rows rows_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_COLUMNS_H_
