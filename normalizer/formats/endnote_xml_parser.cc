#include "normalizer/formats/endnote_xml_parser.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "normalizer/formats/inline_markup.h"
#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {
namespace {

// Elements, as paths below the record, and the tags that EndNote's RIS has for them. Addresses, labels of the user's
// own and the library's numbers have none.
struct ElementTag {
  const char* path;
  std::string_view tag;
};
constexpr ElementTag kElementTags[] = {
    {"contributors/authors/author", "AU"},
    {"titles/title", "TI"},
    {"titles/secondary-title", "T2"},
    {"titles/translated-title", "TT"},
    {"orig-pub", "OP"},
    {"periodical/full-title", "JF"},
    {"periodical/abbr-1", "JA"},
    {"pages", "SP"},
    {"volume", "VL"},
    {"number", "IS"},
    {"keywords/keyword", "KW"},
    {"dates/year", "PY"},
    {"dates/pub-dates/date", "DA"},
    {"isbn", "SN"},
    {"accession-num", "AN"},
    {"abstract", "AB"},
    {"notes", "N1"},
    {"work-type", "M3"},
    {"custom2", "C2"},
    {"electronic-resource-num", "DO"},
    {"urls/related-urls/url", "UR"},
    {"urls/web-urls/url", "UR"},
    {"remote-database-name", "DB"},
    {"remote-database-provider", "DP"},
    {"language", "LA"},
};

// Elements `name` below `parent`; the last of a path may occur several times.
void AddElements(const XmlDocument& document, std::string_view content, pugi::xml_node parent, std::string_view path,
                 std::string_view tag, TaggedReference* reference) {
  const size_t slash = path.find('/');
  const std::string name(path.substr(0, slash));
  for (pugi::xml_node node : parent.children(name.c_str())) {
    if (slash != std::string_view::npos) {
      AddElements(document, content, node, path.substr(slash + 1), tag, reference);
      continue;
    }
    // Lines end with carriage returns.
    reference->Add(tag, absl::StrReplaceAll(InlineText(node), {{"\r\n", "\n"}, {"\r", "\n"}}),
                   WhereOfMixed(document, content, node));
  }
}

}  // namespace

ParseResult ParseEndnoteXml(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = document.Read(content, context, "records", "record")) return *cause;
  const pugi::xml_node record = document.record();
  TaggedReference reference;
  reference.Add("TY", record.child("ref-type").attribute("name").value(), Where{"ref-type"});
  for (const ElementTag& element : kElementTags)
    AddElements(document, content, record, element.path, element.tag, &reference);
  return ReadRisReference(reference, context);
}

}  // namespace trialweave::normalizer
