#include "query/view/registration_rank.h"

#include <iterator>

namespace trialweave::query {
namespace {

// Sources that hand on what registries hold, often late and with fewer fields.
constexpr const char* kAggregators[] = {"ictrp", "embase"};

// Registries by how structured and how often updated their entries are: ClinicalTrials.gov's structured record
// first, then registries whose own exports we read, then the primary registries of the WHO network by code.
constexpr const char* kRegistries[] = {"ctgov", "ctis",  "eudract",   "chictr",    "isrctn",
                                       "drks",  "actrn", "jprn_jrct", "jprn_umin", "jprn_japic",
                                       "ctri",  "cris",  "irct",      "nhc",       "cde"};

bool IsAggregator(const std::string& source) {
  for (const char* aggregator : kAggregators) {
    if (source == aggregator) return true;
  }
  return false;
}

}  // namespace

RegistrationRank RankOf(const v1::Registration& registration) {
  RegistrationRank rank;
  rank.registration_id = registration.registration_id();
  rank.aggregated = true;
  for (const v1::DocumentRef& document : registration.documents()) {
    if (!IsAggregator(document.source())) rank.aggregated = false;
  }
  rank.registry = static_cast<int>(std::size(kRegistries));
  for (int i = 0; i < static_cast<int>(std::size(kRegistries)); ++i) {
    if (registration.registry() == kRegistries[i]) rank.registry = i;
  }
  return rank;
}

}  // namespace trialweave::query
