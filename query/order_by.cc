#include "query/order_by.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "query/query_errors.h"

namespace trialweave::query {
namespace {

bool HasOrder(const FieldSpec& spec) {
  return spec.field == Field::kName || spec.kind == FieldKind::kNumber || spec.kind == FieldKind::kDate;
}

std::string OrderedFields() {
  std::string names;
  for (const FieldSpec& spec : TrialFields()) {
    if (HasOrder(spec)) absl::StrAppend(&names, names.empty() ? "" : ", ", spec.name);
  }
  return names;
}

// Characters of UTF-8 before a byte.
size_t CharactersBefore(absl::string_view text, size_t offset) {
  return std::count_if(text.begin(), text.begin() + offset,
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

absl::Status Wrong(absl::string_view text, absl::string_view at, const std::string& problem,
                   const std::string& expected) {
  return OrderByInvalid(CharactersBefore(text, at.data() - text.data()) + 1, problem, expected);
}

// One of the keys, with blanks around it.
absl::StatusOr<TrialOrder::Key> ParseKey(absl::string_view text, absl::string_view part) {
  const absl::string_view key = absl::StripAsciiWhitespace(part);
  const size_t end = std::min(key.find_first_of(" \t\r\n"), key.size());
  const absl::string_view name = key.substr(0, end);
  const absl::string_view rest = absl::StripLeadingAsciiWhitespace(key.substr(end));
  const FieldSpec* spec = FindField(FieldTable::kTrials, name);
  if (spec == nullptr) {
    return Wrong(
        text, name.empty() ? part : name,
        name.empty() ? "a field is missing" : absl::StrCat("no field '", common::Trimmed(std::string(name), 40), "'"),
        absl::StrCat("one of ", OrderedFields()));
  }
  if (!HasOrder(*spec)) {
    return Wrong(text, name, absl::StrCat("trials have no order by ", spec->name),
                 absl::StrCat("one of ", OrderedFields()));
  }
  if (!rest.empty() && rest != "desc") {
    return Wrong(text, rest, absl::StrCat("unexpected '", common::Trimmed(std::string(rest), 40), "'"),
                 "desc, a comma or the end");
  }
  return TrialOrder::Key{spec->field, !rest.empty()};
}

}  // namespace

absl::StatusOr<TrialOrder> ParseOrderBy(absl::string_view text) {
  TrialOrder order;
  if (absl::StripAsciiWhitespace(text).empty()) return order;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const auto key = ParseKey(text, part);
    if (!key.ok()) return key.status();
    const bool again = std::any_of(order.keys.begin(), order.keys.end(),
                                   [&](const TrialOrder::Key& other) { return other.field == key->field; });
    if (again) {
      return Wrong(text, absl::StripLeadingAsciiWhitespace(part), "a field comes twice", "each field once");
    }
    order.keys.push_back(*key);
  }
  // As it is without order_by.
  if (order.keys.size() == 1 && order.keys[0].field == Field::kName && !order.keys[0].descending) order.keys.clear();
  return order;
}

std::string ListScope(const std::string& filter, const std::string& order_by) {
  // No filter begins with this byte.
  return order_by.empty() ? filter : absl::StrCat("\x01", order_by, "\x01", filter);
}

}  // namespace trialweave::query
