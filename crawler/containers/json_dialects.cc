#include "crawler/containers/json_dialects.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace trialweave::crawler {
namespace {

// Sections of a Study in the OpenAPI document of ClinicalTrials.gov; what CTIS's public interface and ISRCTN's API
// call their parts; what files of ctrdata (one object a line) call those of EU CTR, ISRCTN and of ClinicalTrials.gov
// before 2024; the results of openFDA's endpoints and of the Embase API; references as Reflib writes them. The first
// row that fits counts.
constexpr JsonDialect kDialects[] = {
    {"ctgov", "ctgov_v2_json", "protocolSection", ""},
    {"ctis", "ctis_json", "ctNumber", "authorizedApplication"},
    {"ctis", "ctis_json", "ctNumber", "authorizedPartI"},
    {"ctis", "ctis_json", "ctNumber", "applications"},
    {"euctr", "euctr_json", "a2_eudract_number", ""},
    {"isrctn", "isrctn_json", "isrctn", "trialDescription"},
    {"ctgov", "ctgov_legacy_json", "required_header", "id_info"},
    {"ctgov", "ctgov_legacy_json", "required_header", "brief_title"},
    {"ctgov", "ctgov_legacy_json", "id_info", "brief_title"},
    {"fda", "openfda_json", "recall_number", "recalling_firm"},
    {"fda", "openfda_json", "product_res_number", "recalling_firm"},
    {"fda", "openfda_json", "k_number", "device_name"},
    {"fda", "openfda_json", "pma_number", "applicant"},
    {"fda", "openfda_json", "application_number", "sponsor_name"},
    {"fda", "openfda_json", "safetyreportid", "patient"},
    {"fda", "openfda_json", "mdr_report_key", "event_type"},
    {"embase", "embase_json", "itemInfo", "head"},
    {"report", "reflib_json", "recNumber", "title"},
    {"report", "reflib_json", "recNumber", "authors"},
    {"ctgov", "ctgov_v2_json", "derivedSection", ""},
    {"ctgov", "ctgov_v2_json", "resultsSection", ""},
    {"ctgov", "ctgov_v2_json", "documentSection", ""},
    {"ctgov", "ctgov_v2_json", "annotationSection", ""},
    {"ctgov", "ctgov_v2_json", "hasResults", ""},
};
static_assert(std::size(kDialects) <= DialectKeys::kMaxDialects);

// ClinicalTrials.gov's API, the table of the FDA's warning letters (DataTables' protocol), openFDA, Embase.
constexpr JsonPage kPages[] = {
    {{"ctgov", "ctgov_v2_json", "", ""}, "studies", ""},
    {{"fda", "fda_letters_json", "", ""}, "data", "recordsTotal"},
    {{"fda", "fda_letters_json", "", ""}, "data", "recordsFiltered"},
    {{"fda", "openfda_json", "", ""}, "results", "meta"},
    {{"embase", "embase_json", "", ""}, "results", "header"},
};

constexpr size_t kMaxNamedBytes = 100;

bool IsPlainName(absl::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return absl::ascii_isgraph(c); });
}

}  // namespace

const JsonDialect& StudyDialect() { return kDialects[0]; }

const JsonPage* PageOf(const std::vector<std::string>& keys) {
  const auto has = [&keys](absl::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
  for (const JsonPage& page : kPages) {
    if (has(page.list) && (page.other_key.empty() || has(page.other_key))) return &page;
  }
  return nullptr;
}

void DialectKeys::Clear() {
  keys_.reset();
  other_keys_.reset();
  named_.clear();
}

void DialectKeys::Add(absl::string_view key) {
  for (size_t i = 0; i < std::size(kDialects); ++i) {
    if (key == kDialects[i].key) keys_.set(i);
    if (key == kDialects[i].other_key) other_keys_.set(i);
  }
  if (IsPlainName(key) && named_.size() + key.size() < kMaxNamedBytes)
    absl::StrAppend(&named_, named_.empty() ? "" : ", ", key);
}

const JsonDialect* DialectKeys::Match() const {
  for (size_t i = 0; i < std::size(kDialects); ++i) {
    if (keys_[i] && (other_keys_[i] || kDialects[i].other_key.empty())) return &kDialects[i];
  }
  return nullptr;
}

bool MentionsDialect(absl::string_view text) {
  return std::any_of(std::begin(kDialects), std::end(kDialects), [text](const JsonDialect& dialect) {
    return absl::StrContains(text, absl::StrCat("\"", dialect.key, "\""));
  });
}

}  // namespace trialweave::crawler
