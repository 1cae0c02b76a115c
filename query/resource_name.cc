#include "query/resource_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "common/registry_id.h"
#include "query/query_errors.h"

namespace trialweave::query {
namespace {

constexpr absl::string_view kRevisions = "/revisions/";
constexpr size_t kMaxNameBytes = 256;

}  // namespace

absl::StatusOr<std::string> IdIn(const std::string& name, const std::string& collection, const char* pattern,
                                 const std::string& field, size_t max_bytes) {
  if (!absl::StartsWith(name, collection) || name.size() == collection.size() ||
      name.size() > collection.size() + max_bytes) {
    return NameInvalid(field, name, pattern);
  }
  std::string id = name.substr(collection.size());
  const bool printable =
      std::all_of(id.begin(), id.end(), [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
  if (!printable) return NameInvalid(field, name, pattern);
  return id;
}

absl::Status CheckName(const std::string& field, const std::string& name, const std::string& collection,
                       const char* pattern) {
  const bool good =
      absl::StartsWith(name, collection) && name.size() > collection.size() && name.size() <= kMaxNameBytes;
  return good ? absl::OkStatus() : NameInvalid(field, name, pattern);
}

absl::StatusOr<TrialRevisionName> SplitTrialRevision(const std::string& name) {
  TrialRevisionName parts;
  const size_t at = name.rfind(std::string(kRevisions));
  parts.trial = name.substr(0, at);
  if (at == std::string::npos) return parts;
  if (!absl::SimpleAtoi(name.substr(at + kRevisions.size()), &parts.revision) || parts.revision == 0) {
    return NameInvalid("name", name, "trials/{trial}/revisions/{revision}, whose revision is a number from 1");
  }
  return parts;
}

bool NamesRevision(const std::string& name) { return absl::StrContains(name, kRevisions); }

std::vector<std::string> SpellingsOf(const std::string& id) {
  std::vector<std::string> spellings = {id};
  const auto canonical = common::ParseRegistryId(id);
  if (canonical && canonical->value != id) spellings.push_back(canonical->value);
  return spellings;
}

}  // namespace trialweave::query
