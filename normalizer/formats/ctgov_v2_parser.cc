#include "normalizer/formats/ctgov_v2_parser.h"

#include "absl/strings/str_cat.h"
#include "normalizer/formats/ctgov_v2_results.h"
#include "normalizer/formats/ctgov_v2_sections.h"
#include "normalizer/formats/json_object.h"

namespace trialweave::normalizer {
ParseResult ParseCtgovV2(std::string_view content, const ParseContext& context) {
  RegistrationBuilder builder(context, {"ctgov", TextStyle::kMarkdown, "en"});
  std::optional<CtgovV2Sections> sections;
  bool has_protocol = false;
  const auto fault =
      ReadJsonObject(content, context.limits, [&](JsonReader& reader, std::string_view key, JsonReader::Value value) {
        if (!sections.has_value()) sections.emplace(&reader, &builder);
        if (key == "protocolSection") {
          has_protocol = true;
          sections->ReadProtocolSection(value);
        } else if (key == "derivedSection") {
          sections->ReadDerivedSection(value);
        } else if (key == "resultsSection") {
          CtgovV2Results(&reader, &builder).Read(value);
        } else if (key == "hasResults") {
          Where where;
          const std::string_view printed = reader.Text(value, &where);
          if (printed == "true" || printed == "false") {
            builder.study().set_has_results(printed == "true");
            builder.At("has_results", where);
          }
        }
      });
  if (fault.has_value()) return *fault;
  if (!has_protocol) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     "no protocolSection: not a study of the ClinicalTrials.gov API v2");
  }
  sections->Finish();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "no nctId that is an NCT number");
  }
  builder.registration().set_url(
      absl::StrCat("https://clinicaltrials.gov/study/", builder.registration().registration_id()));
  return builder.Finish();
}

}  // namespace trialweave::normalizer
