#include "query/view/literature_keys.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace trialweave::query {
namespace {

std::vector<std::string> Distinct(std::vector<std::string> keys) {
  for (std::string& key : keys) key = FoldKey(key);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace

std::string FoldKey(const std::string& key) { return absl::AsciiStrToLower(key); }

std::vector<std::string> KeysOf(const v1::Publication& publication) {
  std::vector<std::string> keys(publication.accessions().begin(), publication.accessions().end());
  for (const v1::DocumentRef& document : publication.documents()) keys.push_back(document.record_id());
  if (!publication.pmid().empty()) keys.push_back(absl::StrCat("pubmed:", publication.pmid()));
  if (!publication.doi().empty()) keys.push_back(absl::StrCat("doi:", publication.doi()));
  return Distinct(std::move(keys));
}

std::vector<std::string> KeysOf(const v1::RegulatoryNotice& notice) {
  std::vector<std::string> keys;
  for (const v1::DocumentRef& document : notice.documents()) keys.push_back(document.record_id());
  if (!notice.url().empty()) keys.push_back(notice.url());
  return Distinct(std::move(keys));
}

}  // namespace trialweave::query
