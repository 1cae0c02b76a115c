#ifndef TRIALWEAVE_STORE_VERIFICATION_CHANGELOG_STATE_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_CHANGELOG_STATE_CHECK_H_

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "store/verification/verify_report.h"

namespace trialweave::store {

// TailSubjects are what the entries that are kept speak of: 8 bytes each.
class TailSubjects {
 public:
  void Add(const SubjectKey& subject) { hashes_.insert(absl::HashOf(EncodeSubject(subject))); }
  bool Contains(const SubjectKey& subject) const { return hashes_.contains(absl::HashOf(EncodeSubject(subject))); }

 private:
  absl::flat_hash_set<size_t> hashes_;
};

// Whether who starts from a snapshot comes to the state that the store has: what no entry of the tail speaks of is in
// changelog_state as it is in its own family.
void CheckChangelogState(const Reader& reader, const TailSubjects& tail, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_CHANGELOG_STATE_CHECK_H_
