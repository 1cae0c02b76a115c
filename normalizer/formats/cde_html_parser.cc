#include "normalizer/formats/cde_html_parser.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/cde_record.h"
#include "normalizer/formats/cde_values.h"
#include "normalizer/formats/html_page.h"
#include "normalizer/formats/printed_date.h"

namespace trialweave::normalizer {
namespace {

// Labels with their values beside them; keys as HtmlLabelKey makes them. No label of a person is among them.
const std::map<std::string_view, CdeField>& Labels() {
  static const auto* const kLabels = new std::map<std::string_view, CdeField>{
      {"登记号", CdeField::kIdentifier},
      {"相关登记号", CdeField::kRelatedIdentifier},
      {"试验状态", CdeField::kStatus},
      {"首次公示信息日期", CdeField::kFirstPublished},
      {"首次公示日期", CdeField::kFirstPublished},
      {"最新公示信息日期", CdeField::kLastUpdated},
      {"申请人名称", CdeField::kApplicants},
      {"申办者名称", CdeField::kApplicants},
      {"试验项目经费来源", CdeField::kFunding},
      {"药物名称", CdeField::kDrugName},
      {"曾用名", CdeField::kPreviousDrugName},
      {"药物类型", CdeField::kDrugType},
      {"临床申请受理号", CdeField::kAcceptanceNumber},
      {"备案号", CdeField::kFilingNumber},
      {"适应症", CdeField::kIndication},
      {"试验专业题目", CdeField::kOfficialTitle},
      {"试验通俗题目", CdeField::kTitle},
      {"试验方案编号", CdeField::kProtocolNumber},
      {"试验目的", CdeField::kPurpose},
      {"试验分类", CdeField::kCategory},
      {"试验分期", CdeField::kPhase},
      {"设计类型", CdeField::kDesignType},
      {"随机化", CdeField::kRandomization},
      {"盲法", CdeField::kBlinding},
      {"年龄", CdeField::kAge},
      {"性别", CdeField::kSex},
      {"健康受试者", CdeField::kHealthyVolunteers},
      {"入选标准", CdeField::kInclusion},
      {"排除标准", CdeField::kExclusion},
      {"试验药", CdeField::kTestDrugs},
      {"对照药", CdeField::kControlDrugs},
      {"目标入组人数", CdeField::kPlannedSize},
      {"实际入组总人数", CdeField::kFinalSize},
      {"第一例受试者入组日期", CdeField::kFirstEnrolled},
      {"第一例入组日期", CdeField::kFirstEnrolled},
      {"第一例受试者入组时间", CdeField::kFirstEnrolled},
      {"试验完成日期", CdeField::kCompleted},
      {"试验终止日期", CdeField::kCompleted},
      {"试验终止时间", CdeField::kCompleted},
      {"终止日期", CdeField::kCompleted},
  };
  return *kLabels;
}

// Titles of columns.
bool IsColumn(const std::string& key) {
  static constexpr std::string_view kColumns[] = {
      "序号", "名称",     "用法",   "指标",     "评价时间", "终点指标选择", "机构名称", "主要研究者",
      "国家", "省",       "省州",   "城市",     "审查结论", "批准日期",     "备案日期", "批准日期备案日期",
      "时间", "更新记录", "版本号", "版本日期", "市",
  };
  return std::find(std::begin(kColumns), std::end(kColumns), key) != std::end(kColumns);
}

// What a table's rows are.
enum class Table { kNone, kCriteria, kDrugs, kEndpoints, kSites, kEthics, kResults, kUpdates };

// "1、试验目的" without its number.
std::string HeadingKey(std::string_view text) {
  std::string key = HtmlLabelKey(text);
  key.erase(0, key.find_first_not_of("0123456789"));
  return key;
}

bool IsHeading(const HtmlCell& cell) {
  const std::string line = CleanLine(cell.text, TextStyle::kPlain);
  // "6、数据安全监查委员会（DMC）", "四、研究者信息".
  const size_t mark = line.find("、");
  return cell.kind == HtmlCell::Kind::kText && mark != std::string::npos && mark <= 6 && line.size() <= 120;
}

bool HasLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return !absl::ascii_isdigit(c) && c != ' ' && c != '\n'; });
}

Where WhereOf(std::string path, const HtmlCell& first, const HtmlCell& last) {
  if (first.length == 0) return {std::move(path), last.offset, last.length};
  if (last.length == 0) return {std::move(path), first.offset, first.length};
  return {std::move(path), first.offset, last.offset + last.length - first.offset};
}

// CdePage walks over a page's cells and hands what it finds to a record.
class CdePage {
 public:
  CdePage(const std::vector<HtmlCell>& cells, RegistrationBuilder* builder)
      : cells_(cells), builder_(*builder), record_(builder) {}

  // False when there was no label with a value.
  bool Read() {
    ReadIdentifier();
    for (size_t i = 0; i < cells_.size();) i = cells_[i].kind == HtmlCell::Kind::kCell ? ReadRow(i) : ReadText(i);
    EndTable();
    record_.Finish();
    return found_;
  }

 private:
  // The identifier first: what is stated twice is compared with it.
  void ReadIdentifier() {
    for (size_t i = 0; i + 1 < cells_.size(); ++i) {
      if (HtmlLabelKey(cells_[i].text) != "登记号" || !HtmlValueFollows(cells_[i], cells_[i + 1])) continue;
      Add(CdeField::kIdentifier, cells_[i + 1].text, {"登记号", cells_[i + 1].offset, cells_[i + 1].length});
    }
  }

  void Add(CdeField field, const std::string& value, const Where& where) {
    found_ = found_ || !value.empty();
    // Further down the applicants' names stand in input boxes, and only their numbers are text.
    if (field == CdeField::kApplicants && (!HasLetter(value) || builder_.study().sponsors_size() > 0)) return;
    if (field == CdeField::kTitle && builder_.study().titles_size() > 0) return;
    record_.Add(field, value, where);
  }

  // A heading with its text below it, or "label：value". Returns the next cell's index.
  size_t ReadText(size_t i) {
    const HtmlCell& cell = cells_[i];
    if (IsHeading(cell)) {
      EndTable();
      const std::string key = HeadingKey(cell.text);
      const bool purpose = key == "试验目的", status = key == "试验状态";
      std::string text;
      size_t end = i + 1;
      for (; end < cells_.size() && cells_[end].kind == HtmlCell::Kind::kText && (purpose || status); ++end) {
        if (!cells_[end].text.empty() && IsHeading(cells_[end]) && IsKnownHeading(cells_[end])) break;
        text += (text.empty() ? "" : "\n") + cells_[end].text;
      }
      if (!text.empty()) {
        Add(purpose ? CdeField::kPurpose : CdeField::kDetailedStatus, text,
            WhereOf(key, cells_[i + 1], cells_[end - 1]));
      }
      return end;
    }
    if (const auto line = SplitHtmlLine(cell.text)) {
      const auto it = Labels().find(HtmlLabelKey(line->label));
      if (it != Labels().end()) Add(it->second, line->value, {std::string(it->first), cell.offset, cell.length});
    }
    return i + 1;
  }

  // The headings that may follow the purpose and the status; "1、" may also begin a sentence of the purpose.
  static bool IsKnownHeading(const HtmlCell& cell) {
    static constexpr std::string_view kHeadings[] = {
        "试验设计", "受试者信息", "试验分组", "终点指标", "试验人数", "受试者招募及试验完成日期", "数据安全监查委员会"};
    const std::string key = HeadingKey(cell.text);
    return std::find(std::begin(kHeadings), std::end(kHeadings), key) != std::end(kHeadings);
  }

  // The cells of one row of a table. Returns the next row's index.
  size_t ReadRow(size_t begin) {
    size_t end = begin;
    std::vector<std::string> keys;
    for (; end < cells_.size() && cells_[end].kind == HtmlCell::Kind::kCell && cells_[end].row == cells_[begin].row;
         ++end)
      keys.push_back(HtmlLabelKey(cells_[end].text));
    if (keys.size() >= 2 && std::all_of(keys.begin(), keys.end(), IsColumn)) {
      StartTable(keys);
    } else if (IsLabel(keys[0]) || IsLabelled(keys)) {
      ReadPairs(begin, keys);
    } else if (table_ != Table::kNone) {
      ReadTableRow(begin, keys.size());
    }
    return end;
  }

  static bool IsEndpointLabel(const std::string& key) {
    return key.starts_with("主要终点指标") || key.starts_with("次要终点指标");
  }
  static bool IsLabel(const std::string& key) { return Labels().count(key) > 0 || IsEndpointLabel(key); }

  // Rows of persons begin with labels that are not known; tables' rows hold none.
  bool IsLabelled(const std::vector<std::string>& keys) const { return table_ == Table::kNone && keys.size() % 2 == 0; }

  void ReadPairs(size_t begin, const std::vector<std::string>& keys) {
    EndTable();
    for (size_t i = 0; i < keys.size(); ++i) {
      const auto it = Labels().find(keys[i]);
      if (it == Labels().end()) {
        if (IsEndpointLabel(keys[i])) {
          primary_ = keys[i].starts_with("主要");
          heads_ = Table::kEndpoints;
        }
        continue;
      }
      const bool valued = i + 1 < keys.size();
      const HtmlCell& value = cells_[begin + i + (valued ? 1 : 0)];
      if (valued && !value.text.empty()) {
        Add(it->second, value.text, {keys[i], value.offset, value.length});
      } else {
        Head(it->second, keys[i]);
      }
      ++i;
    }
  }

  // A label whose value is a table of its own.
  void Head(CdeField field, const std::string& label) {
    field_ = field;
    label_ = label;
    if (field == CdeField::kInclusion || field == CdeField::kExclusion) table_ = heads_ = Table::kCriteria;
    if (field == CdeField::kTestDrugs || field == CdeField::kControlDrugs) heads_ = Table::kDrugs;
  }

  void StartTable(const std::vector<std::string>& columns) {
    const auto has = [&](std::string_view key) {
      return std::find(columns.begin(), columns.end(), key) != columns.end();
    };
    const Table heads = heads_;
    if (!collected_.empty()) EndTable();
    columns_ = columns;
    if (has("机构名称")) {
      table_ = Table::kSites;
    } else if (has("审查结论")) {
      table_ = Table::kEthics;
    } else if (has("更新记录")) {
      table_ = Table::kUpdates;
    } else if (has("版本号")) {
      table_ = Table::kResults;
    } else if (has("指标")) {
      table_ = Table::kEndpoints;
    } else {
      table_ = has("用法") && heads == Table::kDrugs ? Table::kDrugs : Table::kNone;
    }
  }

  // The text of the row's cell under `column`; empty when there is none.
  std::string Under(size_t begin, std::string_view column, std::string_view other = "") const {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].starts_with(column) || (!other.empty() && columns_[i].starts_with(other)))
        return cells_[begin + i].text;
    }
    return "";
  }

  void ReadTableRow(size_t begin, size_t size) {
    const Where where = WhereOf("", cells_[begin], cells_[begin + size - 1]);
    if (table_ == Table::kCriteria) {
      std::string line;
      for (size_t i = 0; i < size; ++i) {
        const std::string text = CleanText(cells_[begin + i].text, TextStyle::kPlain);
        if (!text.empty()) line += (line.empty() ? "" : " ") + text;
      }
      Collect(line, where);
      return;
    }
    // A row that spans the table says that there is nothing.
    if (size != columns_.size()) return;
    const auto at = [&](const char* path) { return Where{path, where.offset, where.length}; };
    if (table_ == Table::kDrugs) {
      std::string name = CleanText(Under(begin, "名称"), TextStyle::kPlain);
      if (!absl::StrContains(name, "通用名")) name = "中文通用名:" + name;
      Collect(absl::StrCat(name, "\n", CleanText(Under(begin, "用法"), TextStyle::kPlain)), where);
    } else if (table_ == Table::kEndpoints) {
      record_.AddEndpoint(primary_, Under(begin, "指标"), Under(begin, "评价时间"), Under(begin, "终点指标选择"),
                          at(primary_ ? "主要终点指标" : "次要终点指标"));
    } else if (table_ == Table::kSites) {
      record_.AddSite(Under(begin, "机构名称"), Under(begin, "国家"), Under(begin, "省"), Under(begin, "城市", "市"),
                      at("各参加机构信息"));
    } else if (table_ == Table::kEthics) {
      record_.AddEthics(Under(begin, "名称"), Under(begin, "审查结论"), Under(begin, "批准日期", "备案日期"),
                        at("伦理委员会信息"));
    } else {
      ReadDated(Under(begin, table_ == Table::kResults ? "版本日期" : "时间"), where);
    }
  }

  // A version of the results summary, or an update: the newest counts.
  void ReadDated(const std::string& date, const Where& where) {
    if (!ReadDate(date).has_value()) return;
    v1::Study& study = builder_.study();
    const bool results = table_ == Table::kResults;
    v1::StudyDate* newest = results ? study.mutable_results_date() : study.mutable_last_update_date();
    if (results && !study.has_has_results()) {
      study.set_has_results(true);
      builder_.At("has_results", {"临床试验结果摘要", where.offset, where.length});
    }
    if (newest->text() >= CleanLine(date, TextStyle::kPlain)) return;
    builder_.SetDate(newest, date, v1::DATE_KIND_ACTUAL, results ? "results_date" : "last_update_date",
                     {results ? "临床试验结果摘要" : "信息更新记录", where.offset, where.length});
  }

  void Collect(const std::string& line, const Where& where) {
    if (line.empty()) return;
    if (collected_.empty()) collected_at_ = where;
    collected_at_.length = where.offset + where.length - std::min(collected_at_.offset, where.offset + where.length);
    collected_ += (collected_.empty() ? "" : "\n") + line;
  }

  // What the rows of a label's table said together is the label's value.
  void EndTable() {
    if (!collected_.empty()) {
      collected_at_.path = label_;
      Add(field_, collected_, collected_at_);
    }
    collected_.clear();
    columns_.clear();
    table_ = heads_ = Table::kNone;
  }

  const std::vector<HtmlCell>& cells_;
  RegistrationBuilder& builder_;
  CdeRecord record_;
  bool found_ = false;
  // The table under way, and what the next one will be as far as its label says.
  Table table_ = Table::kNone, heads_ = Table::kNone;
  std::vector<std::string> columns_;
  CdeField field_ = CdeField::kIdentifier;
  std::string label_, collected_;
  Where collected_at_;
  bool primary_ = false;
};

}  // namespace

ParseResult ParseCdeHtml(std::string_view content, const ParseContext& context) {
  HtmlPage html;
  if (auto cause = ReadHtmlPage(content, context, &html)) return *cause;
  RegistrationBuilder builder(context, {"cde", TextStyle::kPlain, "zh"});
  if (!CdePage(html.cells, &builder).Read()) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no label of a drug trial page with a value");
  }
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "no registration number (CTR20...) beside its label");
  }
  if (absl::StrContains(html.saved_from, "chinadrugtrials.org.cn/")) {
    builder.registration().set_url(html.saved_from);
    builder.At("url", {"saved from url", 0, 0});
  }
  return builder.Finish();
}

}  // namespace trialweave::normalizer
