#include "normalizer/formats/citation_card_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kBegin = "Citation card";
constexpr std::string_view kEnd = "End of card";

// Labels of the form, the tags of RIS for them, and whether several values stand between semicolons.
struct Label {
  std::string_view english;
  std::string_view chinese;
  std::string_view tag;
  bool list = false;
};
constexpr Label kLabels[] = {
    {"kind", "类型", "M3"},
    {"title", "题名", "TI"},
    {"original title", "原题名", "OP"},
    {"authors", "作者", "AU", true},
    {"published in", "来源", "JF"},
    {"date", "日期", "DA"},
    {"volume", "卷", "VL"},
    {"issue", "期", "IS"},
    {"pages", "页码", "SP"},
    {"doi", "doi", "DO"},
    {"pmid", "pmid", "PM"},
    {"address", "网址", "UR"},
    {"language", "语言", "LA"},
    {"trials", "试验", "CN"},
    {"keywords", "关键词", "KW", true},
    {"summary", "摘要", "AB"},
};

// Of the person who wrote the card; never read.
bool IsSupplier(std::string_view label) { return label == "supplied by" || label == "提供者"; }

const Label* LabelOf(std::string_view name) {
  for (const Label& label : kLabels) {
    if (name == label.english || name == label.chinese) return &label;
  }
  return nullptr;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && absl::ascii_isspace(text.front())) text.remove_prefix(1);
  while (!text.empty() && absl::ascii_isspace(text.back())) text.remove_suffix(1);
  return text;
}

// A line's label and what follows it; an empty label when the line has none.
struct Line {
  std::string label;
  std::string_view value;
};
Line ReadLine(std::string_view text) {
  size_t colon = text.find(':'), length = 1;
  if (const size_t wide = text.find("："); wide < colon) {
    colon = wide;
    length = 3;
  }
  Line line{"", Trimmed(text)};
  if (colon == std::string_view::npos || colon > 40 || absl::ascii_isspace(text[0])) return line;
  std::string label(Trimmed(text.substr(0, colon)));
  absl::AsciiStrToLower(&label);
  // "https://..."
  if (text.substr(colon + length).starts_with("//")) return line;
  return {std::move(label), Trimmed(text.substr(colon + length))};
}

struct Value {
  const Label* label = nullptr;
  std::string text;
  Where where;
};

void Add(const Value& value, TaggedReference* reference) {
  if (value.label == nullptr) return;
  if (!value.label->list) return reference->Add(value.label->tag, value.text, value.where);
  for (const std::string& part : SplitList(value.text, ';')) reference->Add(value.label->tag, part, value.where);
}

}  // namespace

ParseResult ParseCitationCard(std::string_view content, const ParseContext& context) {
  if (auto cause = CheckText(content, context.limits)) return *cause;
  const std::string_view text = StripMarkAndBlanks(content);
  if (!text.starts_with(kBegin)) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no citation card begins here");
  TaggedReference reference;
  reference.Add("DB", kBegin, Where{std::string(kBegin)});
  Value value;
  bool ended = false;
  for (size_t at = std::min(text.find('\n'), text.size()); at < text.size() && !ended;) {
    const size_t begin = at + 1, end = std::min(text.find('\n', begin), text.size());
    const std::string_view raw = text.substr(begin, end - begin);
    at = end;
    const Line line = ReadLine(raw);
    ended = raw.starts_with(kEnd);
    if (ended || (line.value.empty() && line.label.empty())) continue;
    const uint64_t offset = line.value.data() - content.data();
    const bool known = LabelOf(line.label) != nullptr || IsSupplier(line.label);
    // Lines of a summary may have colons of their own.
    if (line.label.empty() || (!known && value.label != nullptr && value.label->tag == "AB")) {
      if (value.label == nullptr) continue;
      const std::string_view more = Trimmed(raw);
      absl::StrAppend(&value.text, "\n", std::string(more));
      value.where.length = offset + line.value.size() - value.where.offset;
      continue;
    }
    if (!known) {
      return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED,
                       absl::StrCat("the form has no label \"", common::Trimmed(line.label), "\""), offset);
    }
    Add(value, &reference);
    value = {LabelOf(line.label), std::string(line.value), Where{line.label, offset, line.value.size()}};
  }
  if (!ended) return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the card has no \"End of card\"", content.size());
  Add(value, &reference);
  if (reference.First("TI OP") == nullptr)
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "a citation card without a title");
  return ReadRisReference(reference, context);
}

}  // namespace trialweave::normalizer
