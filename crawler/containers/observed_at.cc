#include "crawler/containers/observed_at.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "crawler/containers/csv_fields.h"
#include "crawler/containers/json_keys.h"

namespace trialweave::crawler {
namespace {

std::optional<absl::Time> ParseAny(absl::string_view text, std::initializer_list<const char*> formats) {
  const std::string trimmed(absl::StripAsciiWhitespace(text));
  absl::Time time;
  for (const char* format : formats) {
    if (absl::ParseTime(format, trimmed, absl::UTCTimeZone(), &time, nullptr)) return time;
  }
  return std::nullopt;
}

absl::string_view ElementText(absl::string_view xml, absl::string_view begin, absl::string_view end) {
  const size_t at = xml.find(begin);
  if (at == absl::string_view::npos) return "";
  const size_t from = at + begin.size();
  const size_t to = xml.find(end, from);
  return to == absl::string_view::npos ? "" : xml.substr(from, to - from);
}

}  // namespace

std::optional<absl::Time> ParseUsDateTime(absl::string_view text) {
  return ParseAny(text, {"%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y"});
}

std::optional<absl::Time> ParseIsoDateTime(absl::string_view text) {
  return ParseAny(text, {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%d"});
}

std::optional<absl::Time> ParseProcessedOn(absl::string_view text) {
  constexpr absl::string_view kLead = "processed this data on ";
  const size_t at = text.find(kLead);
  if (at == absl::string_view::npos) return std::nullopt;
  return ParseAny(text.substr(at + kLead.size()), {"%B %d, %Y"});
}

std::optional<absl::Time> EmbeddedTime(const v1::RecordDocument& document) {
  if (document.format() == "ictrp_portal_xml") {
    return ParseUsDateTime(ElementText(document.content(), "<Export_date>", "</Export_date>"));
  }
  if (document.format() == "ictrp_csv") return ParseUsDateTime(CsvFieldOf(document, "exportdate"));
  if (document.format() == "ctgov_v2_json") {
    return ParseIsoDateTime(FindStringMember(document.content(), "versionHolder"));
  }
  if (document.format() == "ctgov_legacy_xml") {
    return ParseProcessedOn(ElementText(document.content(), "<download_date>", "</download_date>"));
  }
  if (document.format() == "ctgov_legacy_json") {
    const auto processed = ParseProcessedOn(FindStringMember(document.content(), "download_date"));
    if (processed.has_value()) return processed;
  }
  for (absl::string_view format : {"ctis_json", "ctgov_legacy_json", "euctr_json", "isrctn_json"}) {
    if (document.format() == format)
      return ParseIsoDateTime(FindStringMember(document.content(), "record_last_import"));
  }
  return std::nullopt;
}

}  // namespace trialweave::crawler
