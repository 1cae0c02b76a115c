#include "normalizer/formats/ictrp_portal_xml_parser.h"

#include "normalizer/formats/ictrp_row.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {

ParseResult ParseIctrpPortalXml(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = document.Read(content, context, "Trials_downloaded_from_ICTRP", "Trial")) return *cause;
  IctrpFields row;
  for (const pugi::xml_node element : document.record().children()) {
    const auto field = IctrpFields::FieldOf(FoldedColumn(element.name()));
    if (field.has_value()) row.Add(*field, XmlDocument::TextOf(element), document.WhereOf(element));
  }
  RegistrationBuilder builder(context, {"ictrp", TextStyle::kMarkup, "en"});
  return ParseIctrpRow(row, &builder);
}

}  // namespace trialweave::normalizer
