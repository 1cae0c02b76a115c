#ifndef TRIALWEAVE_STORE_LITERATURE_RECORD_NAMES_H_
#define TRIALWEAVE_STORE_LITERATURE_RECORD_NAMES_H_

#include <string>
#include <string_view>

#include "trialweave/v1/literature.pb.h"

namespace trialweave::store {

// The entry that a publication from the normalizer is of: its key in its database. A DOI alone is no key, since the
// abstracts of one supplement share it: with a mark of the title behind it, it is.
std::string EntryOf(const v1::Publication& publication);

// "publications/{entry}" and "notices/{key}": how runs, deliveries and chains name these records.
std::string PublicationRecordName(const std::string& entry);
std::string NoticeRecordName(const std::string& key);
// What follows "publications/" or "notices/"; all of a name that has neither.
std::string_view KeyInRecordName(std::string_view name);

// Name without "publications/" or "notices/" that a record founds, of its record name.
std::string FoundedName(const std::string& record_name);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_RECORD_NAMES_H_
