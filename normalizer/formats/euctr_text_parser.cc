#include "normalizer/formats/euctr_text_parser.h"

#include "absl/strings/str_cat.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/euctr_record.h"
#include "normalizer/formats/euctr_sections.h"

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kSummary = "Summary";
constexpr std::string_view kFirstPart = "A. Protocol Information";
constexpr std::string_view kLastPart = "P. End of Trial";

// EuctrLines cuts a record into answers: a line that begins a section, and those behind it until the next.
class EuctrLines {
 public:
  EuctrLines(std::string_view content, EuctrRecord* record) : content_(content), record_(*record) {}

  void Read() {
    for (size_t begin = 0; begin < content_.size();) {
      const size_t end = std::min(content_.find('\n', begin), content_.size());
      std::string_view line = content_.substr(begin, end - begin);
      if (line.ends_with("\r")) line.remove_suffix(1);
      ReadLine(line);
      begin = end + 1;
    }
    Flush();
  }

  int summaries() const { return summaries_; }
  bool complete() const { return complete_; }

 private:
  void ReadLine(std::string_view line) {
    if (line == kFirstPart) in_summary_ = false;
    if (line == kLastPart) complete_ = true;
    // The heading of this record, or of one that was not cut off.
    if (summary_line_ && line.starts_with("EudraCT Number:")) ++summaries_;
    summary_line_ = line == kSummary;
    const EuctrLine read = ReadEuctrLine(line, in_summary_);
    if (read.section == nullptr) {
      if (current_.section != nullptr && !line.empty()) end_ = line.data() + line.size();
      return;
    }
    Flush();
    current_ = read;
    end_ = read.value.data() + read.value.size();
  }

  void Flush() {
    if (current_.section != nullptr && !current_.section->code.empty()) {
      const std::string_view value(current_.value.data(), end_ - current_.value.data());
      EuctrAnswer answer{current_.section->code, current_.language, value, {}};
      answer.where.path =
          std::string(current_.section->printed.empty() ? current_.section->label : current_.section->printed);
      if (!current_.language.empty()) answer.where.path += absl::StrCat(" (", std::string(current_.language), ")");
      answer.where.offset = value.data() - content_.data();
      answer.where.length = value.size();
      record_.Take(answer);
    }
    current_ = EuctrLine();
  }

  const std::string_view content_;
  EuctrRecord& record_;
  EuctrLine current_;
  const char* end_ = nullptr;
  bool in_summary_ = true;
  bool summary_line_ = false;
  bool complete_ = false;
  int summaries_ = 0;
};

}  // namespace

ParseResult ParseEuctrText(std::string_view content, const ParseContext& context) {
  if (auto cause = CheckText(content, context.limits)) return *cause;
  RegistrationBuilder builder(context, {"euctr", TextStyle::kMarkup, "en"});
  EuctrRecord record(&builder);
  EuctrLines lines(content, &record);
  lines.Read();
  if (lines.summaries() > 1) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "several records in one document");
  if (!lines.complete() && (record.has_number() || lines.summaries() == 1))
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the record ends before its last part, \"P. End of Trial\"");
  if (!record.has_number())
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no EudraCT number: not a record of the EU CTR's download");
  record.Finish();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty())
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "A.2 is no EudraCT number");
  return builder.Finish();
}

}  // namespace trialweave::normalizer
