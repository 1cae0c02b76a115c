#include "normalizer/formats/tagged_reference.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/encoding.h"

namespace trialweave::normalizer {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && absl::ascii_isspace(text.front())) text.remove_prefix(1);
  while (!text.empty() && absl::ascii_isspace(text.back())) text.remove_suffix(1);
  return text;
}

bool IsBegin(std::string_view line, TagStyle style) {
  if (style == TagStyle::kRis) return line.starts_with("TY  - ");
  if (style == TagStyle::kMedline) return line.starts_with("PMID- ");
  size_t end = 1;
  while (end < line.size() && absl::ascii_isdigit(line[end])) ++end;
  return line.starts_with("<") && end > 1 && end < 11 && line.substr(end).starts_with(". >");
}

// Length of the tag with what parts it from its value; 0 for a line without one.
size_t TagLength(std::string_view line, TagStyle style) {
  const auto is_letter = [&](size_t i) {
    return absl::ascii_isupper(line[i]) || (i > 0 && absl::ascii_isdigit(line[i]));
  };
  if (line.size() < 5 || !is_letter(0) || !is_letter(1)) return 0;
  if (style != TagStyle::kMedline) {
    const bool ended = line.size() == 5 || line[5] == ' ' || line[5] == '\r';
    return line.substr(2, 3) == "  -" && ended ? 5 : 0;
  }
  size_t letters = 2;
  while (letters < 4 && is_letter(letters)) ++letters;
  return line.find_first_not_of(' ', letters) == 4 && line[4] == '-' ? 5 : 0;
}

std::string_view TagOf(std::string_view line) { return Trimmed(line.substr(0, line.find_first_of(" -"))); }

}  // namespace

std::optional<v1::DeadLetterCause> TaggedReference::Read(std::string_view content, const ParseLimits& limits,
                                                         TagStyle style) {
  if (auto cause = CheckText(content, limits)) return cause;
  const std::string_view text = StripMarkAndBlanks(content);
  const size_t start = text.data() - content.data();
  if (!IsBegin(text, style)) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no reference begins here", start);
  size_t lines = 0;
  bool ended = style != TagStyle::kRis;
  for (size_t at = 0; at < text.size();) {
    if (++lines > limits.max_elements)
      return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, absl::StrCat("more than ", limits.max_elements, " lines"),
                       start + at);
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (at > 0 && IsBegin(line, style))
      return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "a second reference begins in it", start + at);
    const size_t tag = TagLength(line, style);
    const std::string_view value = Trimmed(line.substr(tag));
    const size_t offset = value.empty() ? 0 : start + (value.data() - text.data());
    if (tag > 0 && style == TagStyle::kRis && line.starts_with("ER")) {
      ended = true;
      break;
    }
    if (tag > 0) {
      const std::string name(TagOf(line));
      fields_.push_back({name, std::string(value), Where{name, offset, value.size()}});
    } else if (!fields_.empty() && !value.empty()) {
      TaggedField& field = fields_.back();
      if (!field.text.empty()) field.text += style == TagStyle::kMedline ? ' ' : '\n';
      field.text += value;
      if (field.where.length == 0) field.where.offset = offset;
      field.where.length = offset + value.size() - field.where.offset;
    }
    at = end + 1;
  }
  if (!ended)
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the reference has no \"ER  -\" at its end", content.size());
  return std::nullopt;
}

void TaggedReference::Add(std::string_view tag, std::string_view text, Where where) {
  std::string trimmed(Trimmed(text));
  if (!trimmed.empty()) fields_.push_back({std::string(tag), std::move(trimmed), std::move(where)});
}

void TaggedReference::Each(std::string_view tags, const Take& take) const {
  while (!tags.empty()) {
    const std::string_view tag = tags.substr(0, tags.find(' '));
    for (const TaggedField& field : fields_) {
      if (field.tag == tag && !field.text.empty()) take(field);
    }
    tags.remove_prefix(std::min(tag.size() + 1, tags.size()));
  }
}

const TaggedField* TaggedReference::First(std::string_view tags) const {
  const TaggedField* first = nullptr;
  Each(tags, [&first](const TaggedField& field) {
    if (first == nullptr) first = &field;
  });
  return first;
}

std::string_view TaggedReference::TextOf(std::string_view tags) const {
  const TaggedField* field = First(tags);
  return field == nullptr ? std::string_view() : std::string_view(field->text);
}

}  // namespace trialweave::normalizer
