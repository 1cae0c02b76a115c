#include "crawler/containers/html_pages.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/charset.h"
#include "common/registry_id.h"
#include "crawler/containers/challenge_page.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/html_list_splitter.h"
#include "crawler/containers/page_host.h"

namespace trialweave::crawler {
namespace {

// How a registry's page of one trial is known: by its identifier right behind one of the labels that introduce it, and
// by further labels of the same page.
struct PageKind {
  absl::string_view source;
  absl::string_view format;
  absl::string_view name;
  // Schemes of the identifiers, common/registry_id.h.
  std::initializer_list<absl::string_view> schemes;
  std::initializer_list<absl::string_view> identifier_labels;
  std::initializer_list<absl::string_view> labels;
};

const PageKind kPageKinds[] = {
    {"chictr",
     "chictr_html",
     "ChiCTR",
     {"chictr", "chimctr", "amctr", "itmctr"},
     {"注册号", "Registration number"},
     {"注册时间", "注册号状态", "征募研究对象情况", "研究实施负责", "研究所处阶段", "是否获伦理委员会批准",
      "Date of Registration", "Registration Status", "Recruiting status", "Primary sponsor", "Study phase",
      "Approved by ethic"}},
    {"cde",
     "cde_html",
     "chinadrugtrials.org.cn",
     {"cde"},
     {"登记号"},
     {"试验专业题目", "试验通俗题目", "首次公示信息日期", "试验分期", "药物类型", "试验方案编号", "目标入组人数"}},
};

// Labels of the filing system's pages (国家医学研究登记备案信息系统). They differ from project to project, so the
// number's shape anywhere on the page stands for the label beside it.
constexpr absl::string_view kNhcLabels[] = {
    "医学研究登记备案", "备案号",   "研究名称", "研究题目", "项目名称", "研究类型", "研究目的", "研究设计",
    "主要研究者",       "承担机构", "样本量",   "研究状态", "登记号",   "研究编号", "临床研究", "备案编号",
};
constexpr absl::string_view kNhcHost = "medicalresearch.org.cn";

// Column titles of ChiCTR's search results, and the links of their rows.
constexpr absl::string_view kChictrColumns[] = {
    "历史版本", "注册号",     "注册题目",  "研究类型", "注册时间", "History", "Registration number",
    "Title",    "Study type", "Registered"};
constexpr absl::string_view kChictrRowLink = "showproj";

// What pages of China's drug authority say of themselves.
constexpr absl::string_view kNmpaLabels[] = {"国家药品监督管理局", "索引号", "主题分类", "发布日期", "ArticleTitle"};

// Visible bytes behind a label within which its value begins; more than the label's other language needs.
constexpr size_t kBesideBytes = 160;
// Markup between a label and its value.
constexpr size_t kBesideMarkupBytes = 4096;

PageRecognition Page(absl::string_view source, absl::string_view format, PageRecognition::Kind kind) {
  PageRecognition page;
  page.kind = kind;
  page.source = std::string(source);
  page.format = std::string(format);
  return page;
}

PageRecognition None(v1::DeadLetterReason reason, absl::string_view message) {
  PageRecognition page;
  page.cause = MakeCause(reason, message);
  return page;
}

// The visible text from `at` on; tags, blanks and &nbsp; between words are one blank.
std::string VisibleText(absl::string_view page, size_t at) {
  std::string text;
  const size_t end = std::min(page.size(), at + kBesideMarkupBytes);
  const auto blank = [&text] {
    if (!text.empty() && text.back() != ' ') text.push_back(' ');
  };
  while (at < end && text.size() < kBesideBytes) {
    if (page[at] == '<') {
      const size_t close = page.find('>', at);
      if (close == absl::string_view::npos) break;
      blank();
      at = close + 1;
    } else if (absl::StartsWith(page.substr(at), "&nbsp;")) {
      blank();
      at += 6;
    } else {
      absl::ascii_isspace(page[at]) ? blank() : text.push_back(page[at]);
      ++at;
    }
  }
  return text;
}

// Whether an identifier of `kind` begins where the label's value does: nothing but colons and the label's other
// language stand between.
bool IdentifierBeside(absl::string_view page, size_t after_label, const PageKind& kind) {
  const std::string text = VisibleText(page, after_label);
  absl::string_view rest = text;
  for (bool again = true; again;) {
    again = false;
    for (absl::string_view skip : {" ", ":", "：", "Registration number"}) again |= absl::ConsumePrefix(&rest, skip);
  }
  const std::string token(rest.substr(0, rest.find(' ')));
  const auto id = common::ParseRegistryId(token);
  return id.has_value() && std::find(kind.schemes.begin(), kind.schemes.end(), id->scheme) != kind.schemes.end();
}

template <typename Labels>
size_t CountLabels(absl::string_view page, const Labels& labels) {
  return std::count_if(std::begin(labels), std::end(labels),
                       [page](absl::string_view label) { return absl::StrContains(page, label); });
}

bool HasIdentifier(absl::string_view page, const PageKind& kind) {
  // A hostile page may repeat the label; the registry's has it a few times.
  int tries = 100;
  for (absl::string_view label : kind.identifier_labels) {
    for (size_t at = page.find(label); at != absl::string_view::npos && --tries > 0;
         at = page.find(label, at + label.size())) {
      if (IdentifierBeside(page, at + label.size(), kind)) return true;
    }
  }
  return false;
}

// MR-<province, 2 digits>-<year, 2 digits>-<6 digits>
bool HasMedicalResearchId(absl::string_view page) {
  constexpr absl::string_view kShape = "MR-dd-dd-dddddd";
  for (size_t at = page.find("MR-"); at != absl::string_view::npos; at = page.find("MR-", at + 1)) {
    const absl::string_view found = page.substr(at, kShape.size());
    if (found.size() == kShape.size() && std::equal(found.begin(), found.end(), kShape.begin(), [](char c, char shape) {
          return shape == 'd' ? absl::ascii_isdigit(c) : c == shape;
        })) {
      return true;
    }
  }
  return false;
}

bool IsNhcPage(absl::string_view page) {
  if (!HasMedicalResearchId(page)) return false;
  const size_t labels = CountLabels(page, kNhcLabels);
  if (labels >= 2) return true;
  // A wall's page may echo the address that was asked for.
  return (labels == 1 || absl::StrContains(page, kNhcHost)) && ChallengeVendor(page).empty();
}

bool IsChictrList(absl::string_view page) {
  const bool counted = absl::StrContains(page, "共检索到") || absl::StrContains(page, "data-total");
  const bool linked = absl::StrContains(page, kChictrRowLink);
  return (linked || counted) && CountLabels(page, kChictrColumns) >= 3;
}

// A page of an authority's site. What it is about, and whether it is a notice at all, is the normalizer's to say; a
// wall's page may have the site's address too.
std::optional<PageRecognition> RecogniseNotice(absl::string_view page, absl::string_view vendor) {
  const std::string host = PageHost(page);
  const bool letter = absl::StrContains(page, "MARCS-CMS") && absl::StrContains(page, "Issuing Office");
  if (letter || (vendor.empty() && IsHostOf(host, "fda.gov")))
    return Page("fda", "fda_html", PageRecognition::Kind::kRecord);
  if (std::string columns = CdeListColumns(page); !columns.empty()) {
    PageRecognition list = Page("nmpa", "nmpa_list_html", PageRecognition::Kind::kList);
    list.columns = std::move(columns);
    return list;
  }
  const bool chinese = IsHostOf(host, "nmpa.gov.cn") || IsHostOf(host, "cde.org.cn");
  if (vendor.empty() && (chinese || CountLabels(page, kNmpaLabels) >= 3))
    return Page("nmpa", "nmpa_html", PageRecognition::Kind::kRecord);
  return std::nullopt;
}

}  // namespace

PageRecognition RecognisePage(absl::string_view page) {
  using Kind = PageRecognition::Kind;
  for (const PageKind& kind : kPageKinds) {
    if (CountLabels(page, kind.labels) >= 2 && HasIdentifier(page, kind))
      return Page(kind.source, kind.format, Kind::kRecord);
  }
  if (IsNhcPage(page)) return Page("nhc", "nhc_html", Kind::kRecord);
  const absl::string_view vendor = ChallengeVendor(page);
  if (IsChictrList(page) && (vendor.empty() || absl::StrContains(page, kChictrRowLink)))
    return Page("chictr", "chictr_list_html", Kind::kList);
  if (std::optional<PageRecognition> notice = RecogniseNotice(page, vendor)) return *notice;
  if (!vendor.empty())
    return None(v1::DEAD_LETTER_REASON_CHALLENGED, absl::StrCat("a block or challenge page: ", vendor));
  for (const PageKind& kind : kPageKinds) {
    if (CountLabels(page, kind.labels) < 2) continue;
    return None(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                absl::StrCat("a page of ", kind.name, " without an identifier beside its label; a list, a page saved ",
                             "before it was complete, or one of another kind"));
  }
  return None(
      v1::DEAD_LETTER_REASON_WRONG_ROOT,
      "an HTML page that is not a record of a known registry; an error page, or a page saved without its content");
}

PageRecognition RecogniseEncodedPage(absl::string_view page, std::string* encoding) {
  const std::string_view bytes(page.data(), page.size());
  const std::string declared = common::DeclaredHtmlCharset(bytes);
  const std::optional<std::string> charset = common::CharsetOf(declared);
  *encoding = declared.empty() ? "UTF-8" : declared;
  // What HTML means by these labels (WHATWG Encoding Standard, 4.2).
  if (charset == "ISO-8859-1") *encoding = "windows-1252";
  // A page that was converted to UTF-8 still declares what it was.
  if (charset.has_value() && *charset != "UTF-8" && !common::IsUtf8Text(bytes)) {
    // Bytes that are invalid in it are the normalizer's to say; what comes before them is enough to know the page.
    return RecognisePage(common::DecodeText(bytes, *charset).text);
  }
  PageRecognition recognition = RecognisePage(page);
  if (recognition.kind != PageRecognition::Kind::kNone || !declared.empty() || !common::LooksLikeGb18030(bytes))
    return recognition;
  const PageRecognition guess = RecognisePage(common::DecodeText(bytes, "GB18030").text);
  if (guess.kind == PageRecognition::Kind::kNone) return recognition;
  return None(v1::DEAD_LETTER_REASON_BAD_ENCODING,
              "the page is not UTF-8 and declares no character set; it looks like GB18030: save it as UTF-8");
}

}  // namespace trialweave::crawler
