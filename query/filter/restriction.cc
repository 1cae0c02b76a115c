#include "query/filter/restriction.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/registry_id.h"

namespace trialweave::query {
namespace {

bool SetCode(const FieldSpec& field, absl::string_view value, Restriction& restriction) {
  if (value.empty()) return false;
  // ISO 3166-1 alpha-2, so that country = China is told apart from a country without trials.
  if (field.field == Field::kCountry &&
      (value.size() != 2 || !absl::ascii_isalpha(static_cast<unsigned char>(value[0])) ||
       !absl::ascii_isalpha(static_cast<unsigned char>(value[1])))) {
    return false;
  }
  // Identifiers in any spelling, as everywhere else.
  if (field.field == Field::kRegistration || field.field == Field::kRelated || field.field == Field::kTrialId) {
    if (const auto id = common::ParseRegistryId({value.data(), value.size()})) {
      restriction.code = absl::AsciiStrToLower(id->value);
      return true;
    }
  }
  restriction.code = absl::AsciiStrToLower(value);
  return true;
}

bool SetBool(absl::string_view value, Restriction& restriction) {
  restriction.flag = absl::EqualsIgnoreCase(value, "true");
  return restriction.flag || absl::EqualsIgnoreCase(value, "false");
}

bool SetDate(absl::string_view value, Restriction& restriction) {
  const auto date = ParsePartialDate(value);
  if (!date) return false;
  restriction.date = *RangeOf(*date);
  return true;
}

bool SetValue(const FieldSpec& field, absl::string_view value, Restriction& restriction) {
  switch (field.kind) {
    case FieldKind::kEnum: {
      const auto number = ParseEnumValue(field.field, value);
      restriction.enum_value = number.value_or(0);
      return number.has_value();
    }
    case FieldKind::kCode:
      return SetCode(field, value, restriction);
    case FieldKind::kNumber:
      return absl::SimpleAtoi(value, &restriction.number);
    case FieldKind::kBool:
      return SetBool(value, restriction);
    case FieldKind::kDate:
      return SetDate(value, restriction);
    case FieldKind::kText:
      restriction.text = TextPattern(value);
      return !restriction.text.empty();
  }
  return false;
}

}  // namespace

bool AllowsComparator(FieldKind kind, Comparator comparator) {
  switch (comparator) {
    case Comparator::kEqual:
    case Comparator::kNotEqual:
    case Comparator::kHas:
      return true;
    default:
      return kind == FieldKind::kNumber || kind == FieldKind::kDate;
  }
}

std::string ComparatorsOf(FieldKind kind) {
  return AllowsComparator(kind, Comparator::kLess) ? "= != < <= > >= or :" : "= != or :";
}

std::optional<Restriction> MakeRestriction(const FieldSpec& field, Comparator comparator, absl::string_view value,
                                           bool quoted) {
  Restriction restriction;
  restriction.field = field.field;
  restriction.kind = field.kind;
  restriction.comparator = comparator;
  if (value == "*" && !quoted && comparator == Comparator::kHas && field.field != Field::kAnyText) {
    restriction.presence = true;
    return restriction;
  }
  if (!SetValue(field, value, restriction)) return std::nullopt;
  return restriction;
}

std::string ExpectedValue(const FieldSpec& field) {
  switch (field.kind) {
    case FieldKind::kEnum:
      return absl::StrCat("one of ", EnumValueNames(field.field));
    case FieldKind::kCode:
      return field.field == Field::kCountry ? "a country code of two letters such as CN" : "a code";
    case FieldKind::kNumber:
      return "a whole number";
    case FieldKind::kBool:
      return "true or false";
    case FieldKind::kDate:
      return "a date such as 2024, 2024-05 or 2024-05-17";
    case FieldKind::kText:
      return "a word, or words in double quotes";
  }
  return "a value";
}

}  // namespace trialweave::query
