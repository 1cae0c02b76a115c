#include "query/view/trial_columns.h"

#include <algorithm>
#include <bitset>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "query/filter/trial_values.h"
#include "query/folded_text.h"

namespace trialweave::query {
namespace {

// Fields of trials are the first ones of Field.
constexpr size_t kFields = static_cast<size_t>(Field::kEvDose) + 1;

TrialColumns::Terms TermsFor(const FieldSpec& spec, bool words) {
  switch (spec.kind) {
    case FieldKind::kEnum:
    case FieldKind::kBool:
      return TrialColumns::Terms::kValues;
    case FieldKind::kCode:
      // Every trial has a name of its own, by which the table finds it; and identifiers are for finding.
      return spec.field == Field::kName || (spec.field == Field::kRegistration && !words)
                 ? TrialColumns::Terms::kNone
                 : TrialColumns::Terms::kValues;
    case FieldKind::kText:
      // Texts that few others share their value with, or that are long, are looked at one by one.
      if (spec.field == Field::kCondition && words) return TrialColumns::Terms::kWords;
      return spec.field == Field::kLeadSponsor || spec.field == Field::kCity || spec.field == Field::kEvDose
                 ? TrialColumns::Terms::kValues
                 : TrialColumns::Terms::kNone;
    default:
      return TrialColumns::Terms::kNone;
  }
}

}  // namespace

std::string EnumTerm(Field field, int number) {
  std::string name = EnumValueName(field, number);
  return name.empty() ? absl::StrCat(number) : name;
}

std::string BoolTerm(bool value) { return value ? "true" : "false"; }

// What a trial has in the columns.
struct TrialColumns::Content {
  struct Term {
    Field field;
    std::string key;
    std::string label;

    bool operator<(const Term& other) const { return std::tie(field, key) < std::tie(other.field, other.key); }
  };

  void Add(Field field, std::string key, std::string label) {
    terms.push_back({field, std::move(key), std::move(label)});
  }
  void SetStated(Field field) { stated.set(static_cast<size_t>(field)); }

  // Sorted, distinct by field and key.
  std::vector<Term> terms;
  std::bitset<kFields> stated;
  std::vector<std::pair<Field, int64_t>> numbers;
  std::vector<std::pair<Field, PackedDate>> dates;
};

TrialColumns::TrialColumns(bool words) : columns_(kFields) {
  for (const FieldSpec& spec : TrialFields()) {
    Column& column = columns_[static_cast<size_t>(spec.field)];
    column.kind = spec.kind;
    column.terms = TermsFor(spec, words);
    // What is counted.
    column.index = TermIndex(column.terms == Terms::kValues && spec.field != Field::kRegistration);
  }
}

void TrialColumns::AddTerms(Field field, const v1::Trial& trial, Content& content) const {
  const Column& column = ColumnOf(field);
  switch (column.kind) {
    case FieldKind::kEnum:
      VisitEnums(field, trial, [&](int number) {
        const std::string name = EnumTerm(field, number);
        content.Add(field, name, name);
        content.SetStated(field);
      });
      return;
    case FieldKind::kCode:
      VisitCodes(field, trial, [&](absl::string_view code) {
        // Identifiers are never shown from here.
        std::string key = absl::AsciiStrToLower(code);
        content.Add(field, key, field == Field::kRegistration ? key : std::string(code));
        content.SetStated(field);
      });
      return;
    case FieldKind::kBool:
      if (const auto value = BoolOf(field, trial)) {
        content.Add(field, BoolTerm(*value), BoolTerm(*value));
        content.SetStated(field);
      }
      return;
    default:
      break;
  }
  VisitTexts(field, trial, [&](absl::string_view text) {
    if (!text.empty()) content.SetStated(field);
    if (column.terms == Terms::kValues) {
      content.Add(field, FoldText(text), std::string(text));
    } else {
      for (std::string& word : IndexWords(FoldText(text))) content.Add(field, word, word);
    }
    return false;
  });
}

TrialColumns::Content TrialColumns::ContentOf(const v1::Trial& trial) const {
  Content content;
  for (const FieldSpec& spec : TrialFields()) {
    const Column& column = ColumnOf(spec.field);
    if (column.terms != Terms::kNone) AddTerms(spec.field, trial, content);
    if (column.kind == FieldKind::kNumber) {
      if (const auto number = NumberOf(spec.field, trial)) {
        content.numbers.emplace_back(spec.field, *number);
        content.SetStated(spec.field);
      }
    } else if (column.kind == FieldKind::kDate) {
      if (const auto date = PackedDate::Of(DateOf(spec.field, trial).date())) {
        content.dates.emplace_back(spec.field, *date);
        content.SetStated(spec.field);
      }
    }
  }
  if (TermsOf(Field::kRegistration) != Terms::kNone) {
    // Found by what its registrations state, too.
    for (const std::string& id : trial.absent_registration_ids()) {
      content.Add(Field::kRegistration, absl::AsciiStrToLower(id), absl::AsciiStrToLower(id));
    }
  }
  std::stable_sort(content.terms.begin(), content.terms.end());
  const auto same = [](const Content::Term& a, const Content::Term& b) { return !(a < b) && !(b < a); };
  content.terms.erase(std::unique(content.terms.begin(), content.terms.end(), same), content.terms.end());
  return content;
}

void TrialColumns::Write(uint32_t row, const Content& before, const Content& after) {
  auto old = before.terms.begin();
  for (const Content::Term& term : after.terms) {
    for (; old != before.terms.end() && *old < term; ++old) {
      columns_[static_cast<size_t>(old->field)].index.Remove(old->key, row);
    }
    if (old != before.terms.end() && !(term < *old)) {
      ++old;
      continue;
    }
    columns_[static_cast<size_t>(term.field)].index.Add(term.key, term.label, row);
  }
  for (; old != before.terms.end(); ++old) columns_[static_cast<size_t>(old->field)].index.Remove(old->key, row);
  for (size_t i = 0; i < kFields; ++i) {
    if (before.stated[i] == after.stated[i]) continue;
    after.stated[i] ? columns_[i].stated.add(row) : columns_[i].stated.remove(row);
  }
  for (const auto& [field, number] : before.numbers) columns_[static_cast<size_t>(field)].numbers.Remove(row);
  for (const auto& [field, number] : after.numbers) columns_[static_cast<size_t>(field)].numbers.Add(row, number);
  for (const auto& [field, date] : after.dates) {
    std::vector<PackedDate>& dates = columns_[static_cast<size_t>(field)].dates;
    if (dates.size() <= row) dates.resize(row + 1);
    dates[row] = date;
  }
}

void TrialColumns::Add(uint32_t row, const v1::Trial& trial) {
  rows_.add(row);
  Write(row, Content(), ContentOf(trial));
}

void TrialColumns::Replace(uint32_t row, const v1::Trial& before, const v1::Trial& after) {
  Write(row, ContentOf(before), ContentOf(after));
}

void TrialColumns::Remove(uint32_t row, const v1::Trial& before) {
  rows_.remove(row);
  Write(row, ContentOf(before), Content());
}

std::optional<int64_t> TrialColumns::SortKey(Field field, uint32_t row) const {
  const Column& column = ColumnOf(field);
  if (!column.stated.contains(row)) return std::nullopt;
  return column.kind == FieldKind::kDate ? column.dates[row].Range().first : column.numbers.Of(row);
}

}  // namespace trialweave::query
