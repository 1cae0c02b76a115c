#ifndef TRIALWEAVE_STORE_LITERATURE_LITERATURE_READER_H_
#define TRIALWEAVE_STORE_LITERATURE_LITERATURE_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/literature/literature_merge.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {

// What the chains of an entry, or of a notice, say now, most trusted first. DATA_LOSS (REFERENCE_BROKEN): a state is
// not there.
absl::StatusOr<std::vector<PublicationInput>> ReadEntryInputs(const Reader& reader, const std::string& entry,
                                                              const storage::v1::StoredPublicationEntry& stored);
absl::StatusOr<std::vector<NoticeInput>> ReadNoticeInputs(const Reader& reader, const std::string& key,
                                                          const storage::v1::StoredNotice& stored);

// A revision of a publication or notice as readers of the changelog see it. DATA_LOSS (REFERENCE_BROKEN): there is no
// such revision.
absl::StatusOr<v1::PublicationChanged> ReadPublication(const Reader& reader, const storage::v1::LiteratureRef& ref);
absl::StatusOr<v1::NoticeChanged> ReadNotice(const Reader& reader, const storage::v1::LiteratureRef& ref);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_LITERATURE_READER_H_
