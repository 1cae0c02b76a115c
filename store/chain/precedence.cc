#include "store/chain/precedence.h"

#include <iterator>

namespace trialweave::store {
namespace {

constexpr std::string_view kAny = "*";

struct PrecedenceRow {
  std::string_view registry;
  std::string_view source;
  std::string_view format;
  int rank;
};

// The precedence table; the first row that fits counts. A registry's own words come first, what passes them on
// comes later: ICTRP knows only "recruiting" and "not recruiting" and is refreshed weekly at best.
constexpr PrecedenceRow kPrecedence[] = {
    // registry, source, format, rank
    // 10: the primary registry's own service or page.
    {"ctgov", "ctgov", "ctgov_v2_json", 10},
    {"chictr", "chictr", "chictr_html", 10},
    {"chimctr", "chictr", "chictr_html", 10},
    {"amctr", "chictr", "chictr_html", 10},
    {"itmctr", "chictr", "chictr_html", 10},
    {"cde", "cde", "cde_html", 10},
    {"nhc", "nhc", "nhc_html", 10},
    {"isrctn", "isrctn", "isrctn_xml", 10},
    {"ctis", "ctis", "ctis_json", 10},
    {"eudract", "euctr", "euctr_text", 10},
    // 20: the primary registry's download; 21: a part of it in a file of its own. 19: the countries of all sites, where
    // the
    // trial's own row knows of China only.
    {"ctgov", "ctgov", "ctgov_legacy_xml", 20},
    {"chictr", "chictr", "chictr_xml", 20},
    {"chimctr", "chictr", "chictr_xml", 20},
    {"amctr", "chictr", "chictr_xml", 20},
    {"itmctr", "chictr", "chictr_xml", 20},
    {"cde", "cde", "cde_csv", 20},
    {"cde", "cde", "cde_sites_csv", 19},
    {"cde", "cde", "cde_endpoints_csv", 21},
    {"cde", "cde", "cde_ethics_csv", 21},
    // 22: the same, brought into another shape by others.
    {"ctgov", "ctgov", "ctgov_legacy_json", 22},
    {"isrctn", "isrctn", "isrctn_json", 22},
    {"eudract", "euctr", "euctr_json", 22},
    // 28: a line of a list of the registry's, which fills in what nothing fuller says.
    {kAny, "chictr", "chictr_list_html", 28},
    // 24: whatever else the primary registry gives out.
    {"ctgov", "ctgov", kAny, 24},
    {"chictr", "chictr", kAny, 24},
    {"chimctr", "chictr", kAny, 24},
    {"amctr", "chictr", kAny, 24},
    {"itmctr", "chictr", kAny, 24},
    {"eudract", "euctr", kAny, 24},
    // 30: the WHO's portal, for every registry.
    {kAny, "ictrp", kAny, 30},
    // 40: literature.
    {kAny, "pubmed", kAny, 40},
    {kAny, "embase", kAny, 40},
    // 25: another registry's or regulator's service, better than what passes everything on.
    {kAny, kAny, kAny, 25},
};

struct FieldGroupRow {
  std::string_view field;
  std::string_view group;
};

constexpr FieldGroupRow kFieldGroups[] = {
    {"status_text", "status"},         {"last_known_status", "status"}, {"why_stopped", "status"},
    {"study_type_text", "study_type"}, {"phase_text", "phases"},        {"results_date", "has_results"},
};

constexpr std::string_view kGathered[] = {
    "aliases", "secondary_ids", "mentioned_ids", "notes", "unmapped", "unmapped_countries",
};

bool Fits(std::string_view pattern, std::string_view value) { return pattern == kAny || pattern == value; }

}  // namespace

int PrecedenceOf(std::string_view registry, std::string_view source, std::string_view format) {
  for (const PrecedenceRow& row : kPrecedence) {
    if (Fits(row.registry, registry) && Fits(row.source, source) && Fits(row.format, format)) return row.rank;
  }
  return kPrecedence[std::size(kPrecedence) - 1].rank;
}

std::string_view FieldGroupOf(std::string_view field) {
  for (const FieldGroupRow& row : kFieldGroups) {
    if (row.field == field) return row.group;
  }
  return field;
}

bool IsGathered(std::string_view field) {
  for (std::string_view name : kGathered) {
    if (name == field) return true;
  }
  return false;
}

}  // namespace trialweave::store
