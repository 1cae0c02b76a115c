#include "normalizer/formats/chictr_list_html_parser.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/html_page.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/registry_rows.h"

namespace trialweave::normalizer {
namespace {

// Where the rows' relative links lead: the registry's own site.
constexpr std::string_view kSite = "https://www.chictr.org.cn/";

// The link to the trial's page: what is printed as its text, and its target. Offsets are those of the row.
struct TitleLink {
  std::string_view target;
  size_t begin = 0;
  size_t end = 0;
};

// The first <a> whose target is a trial's page; nullopt when there is none or it is never closed.
std::optional<TitleLink> FindTitleLink(std::string_view row) {
  constexpr std::string_view kHref = "href=";
  for (size_t at = row.find("showproj"); at != std::string_view::npos; at = row.find("showproj", at + 1)) {
    const size_t tag = row.rfind('<', at);
    const size_t href = row.rfind(kHref, at);
    if (tag == std::string_view::npos || href == std::string_view::npos || href < tag) continue;
    std::string name(row.substr(tag, 3));
    absl::AsciiStrToLower(&name);
    if (name != "<a " && name != "<a\n" && name != "<a\t" && name != "<a\r") continue;
    const size_t open = href + kHref.size();
    if (open >= row.size() || (row[open] != '"' && row[open] != '\'')) continue;
    const size_t close = row.find(row[open], open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    // A title with '>' in it stands in quotes.
    size_t begin = close + 1;
    for (char quote = 0; begin < row.size(); ++begin) {
      const char c = row[begin];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        break;
      }
    }
    const size_t end = row.find("</a>", begin);
    if (begin >= row.size() || end == std::string_view::npos) return std::nullopt;
    return TitleLink{row.substr(open + 1, close - open - 1), begin + 1, end};
  }
  return std::nullopt;
}

size_t CountTags(std::string_view content, std::string_view name) {
  size_t count = 0;
  for (size_t i = content.find('<'); i != std::string_view::npos; i = content.find('<', i + 1)) {
    std::string head(content.substr(i, name.size() + 1));
    absl::AsciiStrToLower(&head);
    const bool same = std::string_view(head).starts_with(name);
    if (same && (head.size() == name.size() || !absl::ascii_isalnum(head.back()))) ++count;
  }
  return count;
}

bool IsChictrScheme(std::string_view scheme) {
  return scheme == "chictr" || scheme == "chimctr" || scheme == "itmctr" || scheme == "amctr";
}

// The cell that holds a registration number and nothing else, else the first one that holds one.
void ReadIdentifier(const std::vector<HtmlCell>& cells, RegistrationBuilder* builder) {
  for (const HtmlCell& cell : cells) {
    for (const common::RegistryId& id : common::FindRegistryIds(cell.text)) {
      if (!IsChictrScheme(id.scheme)) continue;
      if (builder->SetIdentifier(id.value, {"registration number", cell.offset, cell.length})) return;
    }
  }
}

void ReadLink(std::string_view content, const TitleLink& link, const ParseContext& context,
              RegistrationBuilder* builder) {
  bool too_many = false;
  std::string title;
  for (const HtmlCell& cell :
       ReadHtmlCells(content.substr(link.begin, link.end - link.begin), context.limits.max_elements, &too_many)) {
    title += (title.empty() ? "" : " ") + cell.text;
  }
  const Where where{"title", link.begin, link.end - link.begin};
  builder->AddText(builder->study().mutable_titles(), CleanLine(title, TextStyle::kPlain), "titles", where);
  std::string target(link.target);
  while (target.starts_with("./") || target.starts_with("/")) target.erase(0, target[0] == '/' ? 1 : 2);
  // Only a page of the registry's own; anything else is not the trial's page.
  if (!target.starts_with("showproj") && !target.starts_with(kSite)) return;
  builder->registration().set_url(target.starts_with("http") ? target : std::string(kSite) + target);
  builder->At("url", {"title/href", static_cast<uint64_t>(link.target.data() - content.data()), link.target.size()});
}

// The type and the date are known by what they are, not by their place.
void ReadOthers(const std::vector<HtmlCell>& cells, RegistrationBuilder* builder) {
  v1::Study& study = builder->study();
  for (const HtmlCell& cell : cells) {
    const std::string text = CleanLine(cell.text, TextStyle::kPlain);
    if (text.empty()) continue;
    const Where where{"", cell.offset, cell.length};
    if (study.study_type_text().empty() && builder->vocabulary().StudyType("chictr", text).has_value()) {
      builder->SetStudyType(text, {"study type", where.offset, where.length});
    } else if (!study.has_registration_date() && ReadDate(text).has_value()) {
      builder->SetDate(study.mutable_registration_date(), text, v1::DATE_KIND_UNSPECIFIED, "registration_date",
                       {"date of registration", where.offset, where.length});
    }
  }
}

}  // namespace

ParseResult ParseChictrListHtml(std::string_view content, const ParseContext& context) {
  if (auto cause = CheckText(content, context.limits)) return *cause;
  const size_t rows = CountTags(content, "<tr");
  if (rows != 1) {
    // A beginning of "<tr" is one that was cut off.
    const bool cut = rows == 0 && std::string_view("<tr").starts_with(StripMarkAndBlanks(content).substr(0, 3));
    return MakeCause(cut ? v1::DEAD_LETTER_REASON_TRUNCATED : v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     absl::StrCat(rows, " table rows where one row of a list was expected"));
  }
  bool too_many = false;
  const std::vector<HtmlCell> cells = ReadHtmlCells(content, context.limits.max_elements, &too_many);
  if (too_many) {
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                     absl::StrCat("more than ", context.limits.max_elements, " tags"));
  }
  // Rows end with their tag, or with their last cell's where the next row begins without it.
  std::string tail(StripMarkAndBlanks(content));
  tail = absl::AsciiStrToLower(tail.substr(tail.size() > 8 ? tail.size() - 8 : 0));
  if (!absl::EndsWith(tail, "</tr>") && !absl::EndsWith(tail, "</td>"))
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the row ends before </tr>", content.size());
  RegistrationBuilder builder(context, {"chictr", TextStyle::kPlain, "en"});
  ReadIdentifier(cells, &builder);
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "no registration number of ChiCTR in the row");
  }
  if (const auto link = FindTitleLink(content)) ReadLink(content, *link, context, &builder);
  ReadOthers(cells, &builder);
  ApplyWithdrawalInTitle(&builder);
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  return builder.Finish();
}

}  // namespace trialweave::normalizer
