#include "store/linkage/identifier_edges.h"

#include <algorithm>
#include <map>
#include <utility>

namespace trialweave::store {
namespace {

// Codes of docs/identifiers.md whose numbers are given to single entries of a public register. Left out: utn
// (given to a study before any register knows it, and often reused) and device (regulators' investigations).
constexpr std::string_view kRegistrySchemes[] = {
    "amctr",      "anzctr",      "cde",       "chictr",    "chimctr", "cris",  "ctgov",   "ctis",
    "ctri",       "cuhk",        "drks",      "eudract",   "hkuctr",  "irct",  "isrctn",  "itmctr",
    "jprn_japic", "jprn_jmacct", "jprn_jrct", "jprn_umin", "lbctr",   "nhc",   "nl_omon", "ntr",
    "pactr",      "phrr",        "rebec",     "repec",     "rpcec",   "slctr", "snctp",   "tctr",
};

void Add(const v1::Identifier& id, bool alias, const std::string& self, std::map<std::string, IdentifierEdge>* edges) {
  if (id.value().empty() || id.value() == self || !IsRegistryScheme(id.scheme())) return;
  edges->try_emplace(id.value(), IdentifierEdge{id.value(), id.scheme(), id.printed(), alias});
}

}  // namespace

bool IsRegistryScheme(std::string_view scheme) {
  return std::find(std::begin(kRegistrySchemes), std::end(kRegistrySchemes), scheme) != std::end(kRegistrySchemes);
}

std::vector<IdentifierEdge> EdgesOf(const v1::Registration& registration) {
  std::map<std::string, IdentifierEdge> by_target;
  for (const v1::Identifier& id : registration.aliases()) Add(id, true, registration.registration_id(), &by_target);
  for (const v1::Identifier& id : registration.secondary_ids()) {
    Add(id, false, registration.registration_id(), &by_target);
  }
  std::vector<IdentifierEdge> edges;
  edges.reserve(by_target.size());
  for (auto& [target, edge] : by_target) edges.push_back(std::move(edge));
  return edges;
}

}  // namespace trialweave::store
