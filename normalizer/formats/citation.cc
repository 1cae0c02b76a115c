#include "normalizer/formats/citation.h"

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {

std::string DoiIn(std::string_view citation) {
  std::string lower(citation);
  absl::AsciiStrToLower(&lower);
  for (size_t label = lower.find("doi"); label != std::string::npos; label = lower.find("doi", label + 3)) {
    const size_t start = lower.find("10.", label);
    if (start == std::string::npos) return "";
    // Between the label and the DOI stand at most "doi.org/" and punctuation.
    if (start - label > 16 || lower.find_first_of("0123456789", label) != start) continue;
    size_t slash = start + 3;
    while (slash < lower.size() && absl::ascii_isdigit(lower[slash])) ++slash;
    if (slash - start < 7 || slash >= lower.size() || lower[slash] != '/') continue;
    // Old publishers' DOIs hold semicolons and brackets ("...(19970131)68:3<330::aid-...>3.0.co;2-q").
    size_t end = citation.find_first_of(" \n\t,\"", slash);
    if (end == std::string_view::npos) end = citation.size();
    while (end > slash && (citation[end - 1] == '.' || citation[end - 1] == ';')) --end;
    return std::string(citation.substr(start, end - start));
  }
  return "";
}

std::string PmidIn(std::string_view citation) {
  std::string lower(citation);
  absl::AsciiStrToLower(&lower);
  for (std::string_view mark : {"pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/", "pmid:", "pmid "}) {
    size_t at = lower.find(mark);
    if (at == std::string::npos) continue;
    at += mark.size();
    while (at < lower.size() && lower[at] == ' ') ++at;
    size_t end = at;
    while (end < lower.size() && absl::ascii_isdigit(lower[end])) ++end;
    if (end > at && end - at <= 8) return lower.substr(at, end - at);
  }
  return "";
}

}  // namespace trialweave::normalizer
