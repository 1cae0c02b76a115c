#include "query/cli/sheet.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "query/cli/display_width.h"
#include "query/date_range.h"

namespace trialweave::query {

void Sheet::Heading(const std::string& text) {
  absl::StrAppend(&out_, out_.empty() ? "" : "\n", color_ ? "\033[1m" : "", Printable(text), color_ ? "\033[0m" : "",
                  "\n");
}

void Sheet::Field(const std::string& label, const std::string& value) {
  if (!value.empty()) Line(absl::StrFormat("  %-16s %s", label, Printable(value)));
}

void Sheet::Item(const std::string& text) { Line("  " + Printable(text)); }

void Sheet::Warning(const std::string& text) {
  absl::StrAppend(&out_, color_ ? "\033[33m" : "");
  Item(text);
  if (color_) out_.insert(out_.size() - 1, "\033[0m");
}

void Sheet::Documents(const google::protobuf::RepeatedPtrField<v1::DocumentRef>& documents) {
  if (documents.empty()) return;
  Heading("documents");
  for (const v1::DocumentRef& document : documents) {
    const absl::Time observed = absl::FromUnixSeconds(document.observed_at().seconds());
    Item(absl::StrCat(
        document.record_id(), " from ", document.source(), " (", document.format(), ")",
        document.has_observed_at() ? absl::FormatTime(", as of %Y-%m-%d", observed, absl::UTCTimeZone()) : ""));
  }
}

void Sheet::Line(const std::string& line) {
  absl::StrAppend(&out_, width_ > 0 ? CutToWidth(line, width_) : line, "\n");
}

std::string BestText(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts) {
  for (const v1::LocalizedText& text : texts) {
    if (text.language() == "en" && !text.text().empty()) return text.text();
  }
  return texts.empty() ? "" : texts[0].text();
}

std::string DateText(const v1::StudyDate& date) {
  return date.has_date() ? FormatPartialDate(date.date()) : date.text();
}

}  // namespace trialweave::query
