#include "crawler/containers/recogniser.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "crawler/containers/challenge_page.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/euctr_text_splitter.h"
#include "crawler/containers/json_dialects.h"
#include "crawler/containers/xml_names.h"

namespace trialweave::crawler {
namespace {

// The XML files of records that are known: ChiCTR's own download (sic, "Triall"), the WHO portal's export,
// ClinicalTrials.gov's files of one study each, what the ISRCTN API answers to a query, for one trial, and less; the
// FDA's news feeds (RSS 2.0); PubMed's answers and files, whose updates end in a list of deleted entries; EndNote's
// libraries.
constexpr XmlDialect kDialects[] = {
    {"trials", "Triall", "chictr", "chictr_xml", ""},
    {"Trials_downloaded_from_ICTRP", "Trial", "ictrp", "ictrp_portal_xml", ""},
    {"clinical_study", "clinical_study", "ctgov", "ctgov_legacy_xml", ""},
    {"allTrials", "fullTrial", "isrctn", "isrctn_xml", ""},
    {"fullTrial", "fullTrial", "isrctn", "isrctn_xml", ""},
    {"trial", "trial", "isrctn", "isrctn_xml", "isrctn"},
    {"rss", "item", "fda", "fda_rss", "www.fda.gov/", "channel"},
    {"PubmedArticleSet", "PubmedArticle", "pubmed", "pubmed_xml", "", "", "PubmedBookArticle", "DeleteCitation",
     "PMID"},
    {"xml", "record", "report", "endnote_xml", "<records", "", "", "records", "record"},
    {"PubmedBookArticleSet", "PubmedBookArticle", "pubmed", "pubmed_xml", ""},
};

// Other kinds of file that people drop, by their first bytes.
struct Signature {
  absl::string_view bytes;
  absl::string_view name;
};
constexpr Signature kSignatures[] = {
    {"PK\x03\x04", "an Office file, or an archive inside an archive; export or unpack it first"},
    {"%PDF", "a PDF file"},
    {"\xD0\xCF\x11\xE0", "an old Office file; export it first"},
    {"7z\xBC\xAF", "a 7-Zip archive; unpack it first"},
    {"Rar!", "a RAR archive; unpack it first"},
    {"\x28\xB5\x2F\xFD", "a Zstandard file; decompress it first"},
    {"BZh", "a bzip2 file; decompress it first"},
    {"\xFD"
     "7zXZ",
     "an xz file; decompress it first"},
    {"\x1F\x8B", "gzip inside gzip; decompress it once"},
    {"\xFF\xFE", "UTF-16 text; save it as UTF-8"},
    {"\xFE\xFF", "UTF-16 text; save it as UTF-8"},
};

Recognition Rejected(v1::DeadLetterReason reason, absl::string_view message) {
  Recognition recognition;
  recognition.cause = MakeCause(reason, message);
  return recognition;
}

Recognition Unsupported(absl::string_view what) {
  return Rejected(v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT,
                  absl::StrCat("no format recognises this container: ", what));
}

Recognition Of(ContainerKind kind) {
  Recognition recognition;
  recognition.kind = kind;
  return recognition;
}

bool LooksLikeHtml(absl::string_view head) {
  const std::string lower = absl::AsciiStrToLower(head.substr(0, 8192));
  for (absl::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<title", "<script", "<meta"}) {
    if (absl::StrContains(lower, tag)) return true;
  }
  return false;
}

// Elements that a page, or a part of one, begins with; other XML may contain <title> and the like too.
bool IsHtmlTag(const std::string& name) {
  for (absl::string_view tag :
       {"html", "head", "body", "title", "script", "meta", "div", "h1", "center", "p", "style"}) {
    if (absl::EqualsIgnoreCase(name, tag)) return true;
  }
  return false;
}

// What the records in it are shows each by itself.
Recognition RecogniseObject(absl::string_view head) {
  const absl::string_view first = absl::StripLeadingAsciiWhitespace(head.substr(1));
  if (first.empty() || first[0] == '"' || first[0] == '}' || MentionsDialect(head)) return Of(ContainerKind::kJson);
  return Rejected(v1::DEAD_LETTER_REASON_WRONG_ROOT, "it begins with a brace, and is no JSON object");
}

Recognition RecogniseArray(absl::string_view head) {
  const absl::string_view first = absl::StripLeadingAsciiWhitespace(head.substr(1));
  if (first.empty())
    return Rejected(v1::DEAD_LETTER_REASON_TRUNCATED, "a JSON array that ends before its first record");
  if (first[0] == ']' || first[0] == '{' || MentionsDialect(head)) return Of(ContainerKind::kJson);
  return Rejected(v1::DEAD_LETTER_REASON_WRONG_ROOT, "it begins with a bracket, and is no JSON array of records");
}

// Answers of E-utilities that are no records: a list of numbers, or an error (with HTTP status 200).
bool IsUtilityAnswer(absl::string_view root) { return absl::StartsWith(root, "e") && absl::EndsWith(root, "Result"); }

Recognition UtilityAnswer(absl::string_view root, absl::string_view head) {
  std::string message = absl::StrCat("an answer of E-utilities without records, <", root, ">");
  const size_t begin = head.find("<ERROR>");
  if (begin != absl::string_view::npos) {
    absl::StrAppend(&message, ": ",
                    common::Trimmed(std::string(head.substr(begin + 7, head.find('<', begin + 7) - begin - 7))));
  }
  return Rejected(v1::DEAD_LETTER_REASON_WRONG_ROOT, message);
}

Recognition RecogniseXml(absl::string_view head) {
  const std::string root = RootElement(head);
  const std::string name = root.substr(root.rfind(':') + 1);
  for (const XmlDialect& dialect : kDialects) {
    if (name != dialect.root || !absl::StrContains(head, dialect.mark)) continue;
    Recognition recognition = Of(ContainerKind::kXml);
    recognition.dialect = dialect;
    return recognition;
  }
  if (IsHtmlTag(root) || (root.empty() && LooksLikeHtml(head))) return Of(ContainerKind::kHtml);
  const std::string lower = absl::AsciiStrToLower(head);
  if (absl::StrContains(lower, "<!entity")) {
    return Rejected(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                    "the document type declares entities, which are not expanded");
  }
  if (IsUtilityAnswer(name)) return UtilityAnswer(name, head);
  if (root.empty()) {
    return Rejected(v1::DEAD_LETTER_REASON_MALFORMED, "begins like XML, but no root element can be found");
  }
  return Rejected(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                  absl::StrCat("root element <", common::Trimmed(root),
                               ">, expected <trials> (ChiCTR), <Trials_downloaded_from_ICTRP> (WHO ICTRP), "
                               "<clinical_study> (ClinicalTrials.gov), <allTrials> (ISRCTN), <rss> (FDA) or "
                               "<PubmedArticleSet> (PubMed)"));
}

absl::string_view WithoutByteOrderMark(absl::string_view text) {
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  return text;
}

}  // namespace

Recognition Recognise(absl::string_view head) {
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(WithoutByteOrderMark(head));
  if (text.empty()) {
    return head.size() < kRecogniserBytes ? Rejected(v1::DEAD_LETTER_REASON_EMPTY, "nothing in it")
                                          : Unsupported("it begins with nothing but blanks");
  }
  for (const Signature& signature : kSignatures) {
    if (absl::StartsWith(head, signature.bytes)) return Unsupported(signature.name);
  }
  if (text.find('\0') != absl::string_view::npos) return Unsupported("binary data");
  if (text[0] == '{') return RecogniseObject(text);
  if (text[0] == '[') return RecogniseArray(text);
  const TaggedText tagged = TaggedTextOf(text);
  // Ovid's references begin with "<1. >".
  if (text[0] == '<' && tagged != TaggedText::kOvid) return RecogniseXml(text);
  if (std::optional<CsvTable> table = RecogniseTable(head)) {
    Recognition recognition = Of(ContainerKind::kCsv);
    recognition.table = *std::move(table);
    return recognition;
  }
  if (LooksLikeEuctrText(head)) return Of(ContainerKind::kEuctr);
  if (tagged != TaggedText::kNone) {
    Recognition recognition = Of(ContainerKind::kTagged);
    recognition.tagged = tagged;
    return recognition;
  }
  if (LooksLikeHtml(text)) return Of(ContainerKind::kHtml);
  if (head.size() < kRecogniserBytes && !ChallengeVendor(text).empty()) return Of(ContainerKind::kHtml);
  return Unsupported(absl::StrCat("it begins with \"", common::Trimmed(std::string(text.substr(0, 40))), "\""));
}

}  // namespace trialweave::crawler
