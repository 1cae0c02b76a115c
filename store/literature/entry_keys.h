#ifndef TRIALWEAVE_STORE_LITERATURE_ENTRY_KEYS_H_
#define TRIALWEAVE_STORE_LITERATURE_ENTRY_KEYS_H_

#include <string>
#include <vector>

#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::store {

// The keys by which a database's entry is found to be another's publication, sorted, strongest first:
//
//   "1/pmid:29768149"                  one PMID
//   "2/embase:2031234567"              an accession number with its database, the entry itself among them
//   "3/doi:10.1000/x title:{mark}"     one DOI and a title that agrees (folded_title.h)
//
// A DOI alone is none, nor is a title. `publications` are the entry's contents, the most trusted first: the first
// PMID among them is the entry's.
storage::v1::StoredEntryKeys EntryKeysOf(const std::string& entry,
                                         const std::vector<const v1::Publication*>& publications);

// What a key is, for people: "PMID", "accession number", "DOI and title".
const char* KindOfKey(const std::string& key);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_ENTRY_KEYS_H_
