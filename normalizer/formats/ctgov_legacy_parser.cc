#include "normalizer/formats/ctgov_legacy_parser.h"

#include "absl/strings/str_cat.h"
#include "normalizer/formats/ctgov_legacy_record.h"
#include "normalizer/formats/json_as_xml.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/wrapped_text.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {
namespace {

// How the comment begins that the register writes into a record without posted results: "... for this study", or "...,
// but a results disposition has been submitted".
constexpr std::string_view kNoResults = "<!-- Results have not yet been posted";

std::string ResolvedAndUnwrapped(std::string_view text) { return Unwrapped(ResolveReferences(text)); }

ParseResult Finish(RegistrationBuilder* builder, std::string_view content) {
  if (HasLineEndMarks(content)) builder->Note("text: \"@@@\" read as the end of a line");
  if (builder->overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder->registration().registration_id().empty())
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "id_info/nct_id holds no registry identifier");
  builder->registration().set_url(
      absl::StrCat("https://clinicaltrials.gov/study/", builder->registration().registration_id()));
  return builder->Finish();
}

}  // namespace

ParseResult ParseCtgovLegacyXml(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = document.Read(content, context, "", "clinical_study")) return *cause;
  RegistrationBuilder builder(context, {"ctgov", TextStyle::kReferences, "en"});
  ElementReader reader(document, &builder, Unwrapped);
  CtgovLegacyRecord(&reader).Read();
  if (const size_t at = content.find(kNoResults); at != std::string_view::npos && !builder.study().has_has_results()) {
    builder.study().set_has_results(false);
    builder.At("has_results", {"comment()", at, kNoResults.size()});
  }
  return Finish(&builder, content);
}

ParseResult ParseCtgovLegacyJson(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = ReadJsonAsXml(content, context, "clinical_study", &document)) return *cause;
  if (!document.record().child("id_info"))
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no id_info: no study of ClinicalTrials.gov's XML");
  RegistrationBuilder builder(context, {"ctgov", TextStyle::kReferences, "en"});
  ElementReader reader(document, &builder, ResolvedAndUnwrapped);
  CtgovLegacyRecord(&reader).Read();
  return Finish(&builder, content);
}

}  // namespace trialweave::normalizer
