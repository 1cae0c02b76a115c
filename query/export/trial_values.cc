#include "query/export/trial_values.h"

#include <charconv>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace trialweave::query {
namespace {

// The shortest digits that give the number back.
std::string NumberText(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return std::string(digits, end);
}

struct Page {
  // Of identifiers that begin so.
  const char* prefix;
  const char* address;
  // Bytes of the identifier that are left out, and what follows it.
  size_t skip;
  const char* suffix;
};
constexpr char kPortal[] = "https://trialsearch.who.int/Trial2.aspx?TrialID=";
// The longer prefix comes first. Registries of mainland China other than ChiCTR are not in the portal.
constexpr Page kPages[] = {
    {"NCT", "https://clinicaltrials.gov/study/", 0, ""},
    {"ISRCTN", "https://www.isrctn.com/", 0, ""},
    {"EUCTR", "https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:", 5, ""},
    {"CTIS", "https://euclinicaltrials.eu/ctis-public/view/", 4, "-00"},
    {"ChiCTR", kPortal, 0, ""},
    {"DRKS", kPortal, 0, ""},
    {"ACTRN", kPortal, 0, ""},
    {"CTRI/", kPortal, 0, ""},
    {"IRCT", kPortal, 0, ""},
    {"JPRN-", kPortal, 0, ""},
    {"KCT", kPortal, 0, ""},
    {"PACTR", kPortal, 0, ""},
    {"RBR-", kPortal, 0, ""},
    {"PER-", kPortal, 0, ""},
    {"RPCEC", kPortal, 0, ""},
    {"SLCTR/", kPortal, 0, ""},
    {"TCTR", kPortal, 0, ""},
    {"LBCTR", kPortal, 0, ""},
    {"NTR", kPortal, 0, ""},
    {"NL", kPortal, 0, ""},
    {"ITMCTR", kPortal, 0, ""},
};

}  // namespace

absl::string_view TextIn(const LocalizedTexts& texts, absl::string_view language) {
  for (const v1::LocalizedText& text : texts) {
    if (text.language() == language) return text.text();
  }
  return {};
}

absl::string_view PreferredText(const LocalizedTexts& texts) {
  const absl::string_view english = TextIn(texts, "en");
  return !english.empty() || texts.empty() ? english : absl::string_view(texts[0].text());
}

absl::string_view PrecisionOf(const v1::PartialDate& date) {
  if (date.year() == 0) return {};
  return date.month() == 0 ? "year" : date.day() == 0 ? "month" : "day";
}

std::string DoseReading(const v1::DoseFact& dose) {
  if (!dose.has_low()) return {};
  std::string text = NumberText(dose.low());
  if (dose.has_high() && dose.high() != dose.low()) absl::StrAppend(&text, " to ", NumberText(dose.high()));
  if (!dose.unit().empty()) absl::StrAppend(&text, " ", dose.unit());
  if (!dose.per().empty()) absl::StrAppend(&text, "/", dose.per());
  return text;
}

absl::string_view CertaintyWord(v1::DoseCertainty certainty) {
  switch (certainty) {
    case v1::DOSE_CERTAINTY_EXACT:
      return "exact";
    case v1::DOSE_CERTAINTY_INFERRED:
      return "inferred";
    case v1::DOSE_CERTAINTY_AMBIGUOUS:
      return "ambiguous";
    default:
      return {};
  }
}

std::string EndpointText(const v1::Fact& fact) {
  std::string text = absl::StrCat(fact.value(), fact.endpoint().primary() ? " (primary)" : "");
  const char* separator = " at ";
  for (const v1::TimePoint& time : fact.endpoint().time_points()) {
    absl::StrAppend(&text, separator, NumberText(time.value()), " ", time.unit());
    separator = ", ";
  }
  return text;
}

std::string RegistrationPage(absl::string_view registration_id) {
  for (const Page& page : kPages) {
    if (!absl::StartsWith(registration_id, page.prefix)) continue;
    return absl::StrCat(page.address, absl::StrReplaceAll(registration_id.substr(page.skip), {{"/", "%2F"}}),
                        page.suffix);
  }
  return {};
}

}  // namespace trialweave::query
