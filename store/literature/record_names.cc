#include "store/literature/record_names.h"

#include "store/linkage/trial_name.h"
#include "store/literature/folded_title.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kPublications = "publications/";
constexpr std::string_view kNotices = "notices/";
constexpr size_t kTitleMark = 10;
// 80 bits: no two records share a name.
constexpr size_t kNameLength = 16;

bool StartsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

}  // namespace

std::string EntryOf(const v1::Publication& publication) {
  if (!StartsWith(publication.name(), "doi:") || publication.titles().empty()) return publication.name();
  return publication.name() + "#" + HashedId(FoldTitle(publication.titles(0).text()), kTitleMark);
}

std::string PublicationRecordName(const std::string& entry) { return std::string(kPublications) + entry; }

std::string NoticeRecordName(const std::string& key) { return std::string(kNotices) + key; }

std::string_view KeyInRecordName(std::string_view name) {
  for (std::string_view collection : {kPublications, kNotices}) {
    if (StartsWith(name, collection)) return name.substr(collection.size());
  }
  return name;
}

std::string FoundedName(const std::string& record_name) { return HashedId(record_name, kNameLength); }

}  // namespace trialweave::store
