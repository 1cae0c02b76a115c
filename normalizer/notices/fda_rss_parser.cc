#include "normalizer/notices/fda_rss_parser.h"

#include <string>

#include "normalizer/formats/xml_document.h"
#include "normalizer/notices/fda_letter_address.h"
#include "normalizer/notices/html_links.h"
#include "normalizer/notices/notice_builder.h"

namespace trialweave::normalizer {
namespace {

// Paragraphs of a description that is HTML, one a line.
std::string DescriptionText(const std::string& printed) {
  return printed.find('<') == std::string::npos ? printed : HtmlParagraphs(printed);
}

std::string TextOf(pugi::xml_node element) { return CleanLine(XmlDocument::TextOf(element), TextStyle::kReferences); }

}  // namespace

ParseResult ParseFdaRss(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = document.Read(content, context, "channel", "item")) return *cause;
  const pugi::xml_node item = document.record();
  pugi::xml_node link = item.child("link");
  // A feed may leave the link out where its guid is one.
  if (TextOf(link).empty()) link = item.child("guid");
  const std::string address = TextOf(link);
  if (address.empty()) return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "an item without an address");
  if (!IsFdaAddress(address))
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "an item that leads to no page of the FDA's");
  NoticeBuilder builder(context, "fda", "en");
  builder.AddTitle(XmlDocument::TextOf(item.child("title")), document.WhereOf(item.child("title")));
  const pugi::xml_node category = item.child("category");
  builder.SetKind(XmlDocument::TextOf(category), document.WhereOf(category));
  if (IsFdaLetterAddress(address)) builder.SetKind("Warning Letter", document.WhereOf(link));
  const pugi::xml_node description = item.child("description");
  builder.SetBody(DescriptionText(XmlDocument::TextOf(description)), document.WhereOf(description));
  const pugi::xml_node date = item.child("pubDate");
  builder.SetIssueDate(XmlDocument::TextOf(date), document.WhereOf(date));
  SetFdaAddress(address, document.WhereOf(link), &builder);
  return builder.Finish();
}

}  // namespace trialweave::normalizer
