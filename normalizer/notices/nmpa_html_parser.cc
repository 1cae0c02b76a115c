#include "normalizer/notices/nmpa_html_parser.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/notices/notice_builder.h"
#include "normalizer/notices/notice_page.h"
#include "normalizer/notices/notice_text.h"

namespace trialweave::normalizer {
namespace {

enum class Field { kIndex, kTitle, kDate, kOffice, kProduct, kCompany, kSubject, kIgnored, kEnd };

const std::map<std::string, Field, std::less<>>& Labels() {
  static const auto* const kLabels = new std::map<std::string, Field, std::less<>>{
      {"索引号", Field::kIndex},     {"标题", Field::kTitle},         {"发布日期", Field::kDate},
      {"发布时间", Field::kDate},    {"公示日期", Field::kDate},      {"发文日期", Field::kDate},
      {"成文日期", Field::kDate},    {"发布机构", Field::kOffice},    {"发文机关", Field::kOffice},
      {"来源", Field::kOffice},      {"信息来源", Field::kOffice},    {"药品名称", Field::kProduct},
      {"产品名称", Field::kProduct}, {"通用名称", Field::kProduct},   {"企业名称", Field::kCompany},
      {"申请人", Field::kCompany},   {"注册申请人", Field::kCompany}, {"申请人名称", Field::kCompany},
      {"注册人", Field::kCompany},   {"生产企业", Field::kCompany},   {"持有人", Field::kCompany},
      {"主题分类", Field::kSubject}, {"浏览次数", Field::kIgnored},   {"字号", Field::kIgnored},
      {"分享到", Field::kIgnored},   {"分享", Field::kIgnored},       {"相关链接", Field::kEnd},
      {"相关附件", Field::kEnd},     {"友情链接", Field::kEnd},       {"上一篇", Field::kEnd},
      {"下一篇", Field::kEnd},       {"版权所有", Field::kEnd},       {"主办单位", Field::kEnd},
      {"主办", Field::kEnd},         {"网站地图", Field::kEnd},       {"扫一扫在手机打开当前页", Field::kEnd},
  };
  return *kLabels;
}

// What a title ends in, before its number in brackets: "国家药监局关于……的公告（2024年第12号）".
std::string KindOf(std::string_view title) {
  const bool numbered = title.ends_with("）") || title.ends_with(")");
  const size_t bracket = std::min(title.rfind("（"), title.rfind('('));
  const std::string_view name = numbered ? title.substr(0, bracket) : title;
  for (std::string_view kind : {"公告", "通告", "通知", "公示", "批复", "复函", "意见"}) {
    if (name.ends_with(kind)) return std::string(kind);
  }
  return "";
}

// The document's number: "2024年第12号", "国药监药注〔2023〕20号"; empty when there is none.
std::string DocumentNumber(std::string_view text) {
  constexpr std::string_view kSign = "号";
  for (size_t sign = text.find(kSign); sign != std::string_view::npos; sign = text.find(kSign, sign + 1)) {
    size_t digits = sign;
    while (digits > 0 && absl::ascii_isdigit(text[digits - 1])) --digits;
    if (digits == sign) continue;
    const std::string_view before = text.substr(0, digits);
    if (before.ends_with("年第") && before.size() >= 10 && absl::ascii_isdigit(before[before.size() - 7]))
      return std::string(text.substr(digits - 10, sign + kSign.size() - digits + 10));
    const size_t open = before.ends_with("〕") ? before.rfind("〔") : std::string_view::npos;
    if (open == std::string_view::npos || before.size() - open > 12) continue;
    // The office's short name: Han characters, of three bytes each.
    size_t begin = open;
    while (begin >= 3 && open - begin < 30 && static_cast<unsigned char>(before[begin - 3]) >= 0xE4 &&
           static_cast<unsigned char>(before[begin - 3]) <= 0xE9)
      begin -= 3;
    if (begin < open) return std::string(text.substr(begin, sign + kSign.size() - begin));
  }
  return "";
}

// PageReader goes through an announcement's lines.
class PageReader {
 public:
  PageReader(const NoticePage& page, NoticeBuilder* builder) : page_(page), builder_(*builder) {}

  void Read() {
    FromMeta("pubdate", [this](const PageText& text) { builder_.SetIssueDate(text.text, text.where); });
    FromMeta("contentsource", [this](const PageText& text) { builder_.SetOffice(text.text, text.where); });
    FromMeta("articletitle", [this](const PageText& text) { SetTitle(text); });
    const PageText heading = {CleanLine(page_.heading.text, TextStyle::kPlain), page_.heading.where};
    // The lines are those behind a heading of level 1.
    if (heading.where.path == "h1" && (title_.empty() || heading.text == title_)) {
      SetTitle(heading);
      in_text_ = true;
    }
    for (const PageText& line : page_.lines) {
      if (!ReadLine(line)) break;
    }
    SetTitle(heading);
    builder_.SetBody(body_, body_where_);
    builder_.SetAddress(page_.address.text, "", /*stable=*/false, page_.address.where);
  }

 private:
  template <typename Take>
  void FromMeta(const char* name, const Take& take) {
    const auto it = page_.meta.find(name);
    if (it != page_.meta.end()) take(it->second);
  }

  void SetTitle(const PageText& title) {
    if (!title_.empty() || title.text.empty()) return;
    title_ = title.text;
    builder_.AddTitle(title_, title.where);
    builder_.SetKind(KindOf(title_), title.where);
    builder_.AddReference(DocumentNumber(title_), title.where);
  }

  // False when nothing of the content follows.
  bool ReadLine(const PageText& line) {
    const std::optional<LabelledLine<Field>> labelled = ReadLabelledLine(line.text, Labels());
    if (labelled.has_value()) {
      if (labelled->field == Field::kEnd) return !in_text_;
      field_ = labelled->field;
      if (!labelled->value.empty()) Take(labelled->value, line.where);
      return true;
    }
    if (field_.has_value()) {
      Take(line.text, line.where);
      return true;
    }
    const bool heading = line.text == title_ || (title_.empty() && line.text == page_.heading.text);
    if (heading) in_text_ = true;
    if (heading && title_.empty()) SetTitle(line);
    if (heading || !in_text_) return true;
    builder_.AddReference(body_.size() < 300 ? DocumentNumber(line.text.substr(0, 120)) : "", line.where);
    // The day alone is what the signature ends in, or stands above the text.
    const std::string date = ReadNoticeDate(line.text).has_value() ? line.text : "";
    builder_.SetIssueDate(date, {"date", line.where.offset, line.where.length});
    if (date.empty()) AddToBody(line);
    return true;
  }

  void Take(const std::string& value, const Where& where) {
    const Field field = *field_;
    field_.reset();
    const auto at = [&where](const char* path) { return Where{path, where.offset, where.length}; };
    if (field == Field::kIndex) {
      builder_.SetKey(value, at("索引号"));
      builder_.AddReference(value, at("索引号"));
    }
    if (field == Field::kTitle) SetTitle({value, at("标题")});
    // Text follows what is said about the page.
    if (field == Field::kTitle || field == Field::kDate) in_text_ = in_text_ || !title_.empty();
    if (field == Field::kDate) builder_.SetIssueDate(value, at("发布日期"));
    if (field == Field::kOffice) builder_.SetOffice(value, at("来源"));
    if (field == Field::kProduct) builder_.AddProduct(value, at("产品名称"));
    if (field == Field::kCompany) builder_.AddCompany(value, at("企业名称"));
    if (field == Field::kSubject) builder_.SetSubject(value, at("主题分类"));
  }

  void AddToBody(const PageText& line) {
    if (body_.empty()) {
      body_where_ = {"text", line.where.offset, line.where.length};
    } else if (line.where.offset >= body_where_.offset) {
      body_where_.length = line.where.offset + line.where.length - body_where_.offset;
    }
    absl::StrAppend(&body_, body_.empty() ? "" : "\n", line.text);
  }

  const NoticePage& page_;
  NoticeBuilder& builder_;
  std::string title_;
  bool in_text_ = false;
  // The label whose value is on the next line.
  std::optional<Field> field_;
  std::string body_;
  Where body_where_;
};

}  // namespace

ParseResult ParseNmpaHtml(std::string_view content, const ParseContext& context) {
  NoticePage page;
  if (auto cause = ReadNoticePage(content, context, &page)) return *cause;
  NoticeBuilder builder(context, "nmpa", "zh");
  PageReader(page, &builder).Read();
  if (builder.notice().titles_size() == 0 || !builder.notice().issue_date().has_date()) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     "neither a title nor a date of issue; a list, an error page, or one of another kind");
  }
  return builder.Finish();
}

}  // namespace trialweave::normalizer
