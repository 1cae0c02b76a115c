#include "normalizer/formats/isrctn_parser.h"

#include "absl/strings/str_cat.h"
#include "normalizer/formats/isrctn_record.h"
#include "normalizer/formats/json_as_xml.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {
namespace {

ParseResult Read(const XmlDocument& document, const ParseContext& context) {
  const pugi::xml_node record = document.record();
  const pugi::xml_node trial = record.name() == std::string_view("trial") ? record : record.child("trial");
  if (!trial.child("isrctn") && !trial.child("trialDescription"))
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "neither isrctn nor trialDescription: no trial of ISRCTN");
  RegistrationBuilder builder(context, {"isrctn", TextStyle::kReferences, "en"});
  ElementReader reader(document, &builder, nullptr);
  IsrctnRecord(&reader, trial, record).Read();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  const std::string& id = builder.registration().registration_id();
  if (id.empty()) return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "isrctn holds no ISRCTN number");
  builder.registration().set_url(absl::StrCat("https://www.isrctn.com/", id));
  return builder.Finish();
}

}  // namespace

ParseResult ParseIsrctnXml(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  const bool bare = XmlDocument::RootOf(content) == "trial";
  if (auto cause = document.Read(content, context, bare ? "" : "allTrials", bare ? "trial" : "fullTrial"))
    return *cause;
  return Read(document, context);
}

ParseResult ParseIsrctnJson(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = ReadJsonAsXml(content, context, "fullTrial", &document)) return *cause;
  pugi::xml_node record = document.record();
  if (!record.child("trial")) record.set_name("trial");
  return Read(document, context);
}

}  // namespace trialweave::normalizer
