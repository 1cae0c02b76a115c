#include "normalizer/notices/fda_html_parser.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "normalizer/notices/fda_letter_address.h"
#include "normalizer/notices/notice_builder.h"
#include "normalizer/notices/notice_page.h"
#include "normalizer/notices/notice_text.h"

namespace trialweave::normalizer {
namespace {

enum class Field {
  kIgnored,
  kAddressee,
  kPerson,
  kProduct,
  kOffice,
  kCompany,
  kSubject,
  kDate,
  kEnd,
};

// Labels of letters ("Recipient:") and of recalls ("Company Name:"), and of what stands below every page's content.
const std::map<std::string, Field, std::less<>>& Labels() {
  static const auto* const kLabels = new std::map<std::string, Field, std::less<>>{
      {"delivery method", Field::kIgnored},
      {"delivered via", Field::kIgnored},
      {"recipient", Field::kAddressee},
      {"recipient name", Field::kPerson},
      {"recipient title", Field::kAddressee},
      {"product", Field::kProduct},
      {"products", Field::kProduct},
      {"brand name", Field::kProduct},
      {"brand name(s)", Field::kProduct},
      {"product description", Field::kProduct},
      {"product type", Field::kIgnored},
      {"issuing office", Field::kOffice},
      {"company name", Field::kCompany},
      {"reason for announcement", Field::kSubject},
      {"recall reason description", Field::kSubject},
      {"company announcement date", Field::kDate},
      {"fda publish date", Field::kDate},
      {"date issued", Field::kDate},
      {"issued", Field::kDate},
      {"for immediate release", Field::kDate},
      {"content current as of", Field::kEnd},
      {"regulated product(s)", Field::kEnd},
      {"company contact information", Field::kEnd},
      {"contact information", Field::kEnd},
      {"media contacts", Field::kEnd},
      {"follow fda", Field::kEnd},
      {"was this helpful?", Field::kEnd},
  };
  return *kLabels;
}

// What a page says that it is, in its heading or its first lines.
std::string KindIn(std::string_view text) {
  const std::string lower = absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
  for (const char* kind :
       {"Warning Letter", "Untitled Letter", "Close-Out Letter", "Public Safety Notification", "Public Safety Alert",
        "Safety Communication", "Safety Alert", "Company Announcement", "News Release", "Consumer Update"}) {
    if (absl::StrContains(lower, absl::AsciiStrToLower(kind))) return kind;
  }
  return "";
}

bool BeginsWith(std::string_view line, std::string_view word) {
  return absl::StartsWithIgnoreCase(absl::string_view(line.data(), line.size()),
                                    absl::string_view(word.data(), word.size()));
}

bool IsSalutation(std::string_view line) { return BeginsWith(line, "Dear ") || BeginsWith(line, "To Whom It May"); }

bool IsClosing(std::string_view line) {
  for (const char* word : {"Sincerely", "Respectfully", "Very truly", "Yours ", "/S/"}) {
    if (BeginsWith(line, word)) return line.size() < 60;
  }
  return false;
}

// The date of a line that is one, or ends in one: "MARCS-CMS 699901 — February 04, 2025".
std::string DateIn(std::string_view line) {
  if (line.size() > 120) return "";
  for (std::string_view dash : {"—", "–", " - "}) {
    const size_t at = line.rfind(dash);
    if (at == std::string_view::npos) continue;
    const std::string behind = CleanLine(line.substr(at + dash.size()), TextStyle::kPlain);
    const auto date = ReadNoticeDate(behind);
    if (date.has_value() && date->day() != 0) return behind;
  }
  const auto date = ReadNoticeDate(line);
  return date.has_value() && date->day() != 0 ? std::string(line) : "";
}

// PageReader goes through a page's lines once it knows its persons.
class PageReader {
 public:
  PageReader(const NoticePage& page, NoticeBuilder* builder) : page_(page), builder_(*builder) {}

  void Read() {
    is_letter_ = std::any_of(page_.lines.begin(), page_.lines.end(),
                             [](const PageText& line) { return IsSalutation(line.text); });
    NotePersons();
    ReadHeading();
    for (const PageText& line : page_.lines) {
      if (!ReadLine(line)) break;
    }
    builder_.SetBody(body_, body_where_);
    if (const auto meta = page_.meta.find("article:published_time"); meta != page_.meta.end())
      builder_.SetIssueDate(meta->second.text, meta->second.where);
    SetFdaAddress(page_.address.text, page_.address.where, &builder_);
    if (IsFdaLetterAddress(page_.address.text)) builder_.SetKind("Warning Letter", page_.address.where);
  }

 private:
  void NotePersons() {
    bool next = false;
    for (const PageText& line : page_.lines) {
      const auto labelled = ReadLabelledLine(line.text, Labels());
      if (next && !labelled.has_value()) builder_.NotePerson(line.text);
      next = labelled.has_value() && labelled->field == Field::kPerson && labelled->value.empty();
      if (labelled.has_value() && labelled->field == Field::kPerson) builder_.NotePerson(labelled->value);
    }
  }

  void ReadHeading() {
    const PageText& heading = page_.heading;
    builder_.SetKind(KindIn(heading.text), heading.where);
    if (is_letter_) {
      // "WARNING LETTER", then whom it went to.
      for (absl::string_view line : absl::StrSplit(heading.text, '\n')) {
        if (KindIn(std::string_view(line.data(), line.size())).size() != line.size())
          builder_.AddCompany(std::string_view(line.data(), line.size()), heading.where);
      }
    }
    builder_.AddTitle(heading.text, heading.where);
  }

  // False when nothing of the content follows.
  bool ReadLine(const PageText& line) {
    if (in_body_) {
      if (IsClosing(line.text)) return false;
      AddToBody(line);
      return true;
    }
    if (IsSalutation(line.text)) {
      in_body_ = true;
      return true;
    }
    if (const auto labelled = ReadLabelledLine(line.text, Labels())) {
      if (labelled->field == Field::kEnd) return is_letter_;
      field_ = labelled->field;
      if (!labelled->value.empty()) Take(labelled->value, line.where);
      return true;
    }
    if (field_.has_value()) {
      Take(line.text, line.where);
    } else {
      ReadPlain(line);
    }
    return true;
  }

  // A line that no label speaks for: a letter's head, or an announcement's text.
  void ReadPlain(const PageText& line) {
    const std::string date = builder_.notice().has_issue_date() ? "" : DateIn(line.text);
    builder_.SetIssueDate(date, {"date", line.where.offset, line.where.length});
    const Where where{"head", line.where.offset, line.where.length};
    builder_.Mention(line.text, where);
    if (is_letter_) SetFdaCase(line.text, where, &builder_);
    const std::string kind = body_.size() < 500 ? KindIn(line.text.substr(0, 60)) : "";
    builder_.SetKind(kind, where);
    if (!is_letter_ && date.empty() && kind.size() != line.text.size()) AddToBody(line);
  }

  void AddToBody(const PageText& line) {
    if (body_.empty()) {
      body_where_ = {"text", line.where.offset, line.where.length};
    } else if (line.where.offset >= body_where_.offset) {
      body_where_.length = line.where.offset + line.where.length - body_where_.offset;
    }
    absl::StrAppend(&body_, body_.empty() ? "" : "\n", line.text);
  }

  // A value behind a label. A letter's head is labels throughout, so that a value goes on until the next one;
  // elsewhere it is one line.
  void Take(const std::string& value, const Where& where) {
    const auto at = [&where](const char* path) { return Where{path, where.offset, where.length}; };
    const Field field = *field_;
    if (!is_letter_) field_.reset();
    if (field == Field::kProduct) builder_.AddProduct(value, at("product"));
    if (field == Field::kCompany) builder_.AddCompany(value, at("company name"));
    if (field == Field::kSubject) builder_.SetSubject(value, at("reason for announcement"));
    if (field == Field::kDate) builder_.SetIssueDate(value, at("date"));
    if (field != Field::kOffice) return;
    // Its address follows, then the letter's own numbers and date.
    if (!builder_.notice().office().empty()) ReadPlain({value, where});
    builder_.SetOffice(value, at("issuing office"));
  }

  const NoticePage& page_;
  NoticeBuilder& builder_;
  bool is_letter_ = false;
  bool in_body_ = false;
  // The label whose value is being read.
  std::optional<Field> field_;
  std::string body_;
  Where body_where_;
};

}  // namespace

ParseResult ParseFdaHtml(std::string_view content, const ParseContext& context) {
  NoticePage page;
  if (auto cause = ReadNoticePage(content, context, &page)) return *cause;
  NoticeBuilder builder(context, "fda", "en");
  PageReader(page, &builder).Read();
  const v1::RegulatoryNotice& notice = builder.notice();
  const bool own = IsFdaAddress(page.address.text) && page.address.text.starts_with("http");
  if (!own && notice.name().empty() && notice.reference_numbers_size() == 0)
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "a page that does not say that it is the FDA's");
  if (notice.name().empty() && !notice.issue_date().has_date()) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     "neither a case number nor a date of issue; a list, an error page, or one of another kind");
  }
  return builder.Finish();
}

}  // namespace trialweave::normalizer
