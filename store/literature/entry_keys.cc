#include "store/literature/entry_keys.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/ascii.h"
#include "store/linkage/trial_name.h"
#include "store/literature/folded_title.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kPubmed = "pubmed:";
// A mark of 130 bits instead of the title, so that keys stay short.
constexpr size_t kTitleMark = 26;

// Digits without leading zeros; empty when it is no number.
std::string PmidIn(std::string_view text) {
  while (!text.empty() && (text.front() == '0' || text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const bool number = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? std::string(text) : "";
}

std::string PmidOf(const std::string& entry, const std::vector<const v1::Publication*>& publications) {
  if (entry.compare(0, kPubmed.size(), kPubmed) == 0) return PmidIn(std::string_view(entry).substr(kPubmed.size()));
  for (const v1::Publication* publication : publications) {
    if (std::string pmid = PmidIn(publication->pmid()); !pmid.empty()) return pmid;
  }
  return "";
}

}  // namespace

storage::v1::StoredEntryKeys EntryKeysOf(const std::string& entry,
                                         const std::vector<const v1::Publication*>& publications) {
  storage::v1::StoredEntryKeys keys;
  keys.set_pmid(PmidOf(entry, publications));
  std::set<std::string> all = {"2/" + entry};
  if (!keys.pmid().empty()) all.insert("1/pmid:" + keys.pmid());
  for (const v1::Publication* publication : publications) {
    for (const std::string& accession : publication->accessions()) {
      if (!accession.empty()) all.insert("2/" + accession);
    }
    if (publication->doi().empty()) continue;
    for (const v1::LocalizedText& title : publication->titles()) {
      const std::string folded = FoldTitle(title.text());
      if (folded.empty()) continue;
      all.insert("3/doi:" + absl::AsciiStrToLower(publication->doi()) + " title:" + HashedId(folded, kTitleMark));
    }
  }
  keys.mutable_keys()->Add(all.begin(), all.end());
  return keys;
}

const char* KindOfKey(const std::string& key) {
  switch (key.empty() ? '\0' : key[0]) {
    case '1':
      return "PMID";
    case '2':
      return "accession number";
    default:
      return "DOI and title";
  }
}

}  // namespace trialweave::store
