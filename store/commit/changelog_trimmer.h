#ifndef TRIALWEAVE_STORE_COMMIT_CHANGELOG_TRIMMER_H_
#define TRIALWEAVE_STORE_COMMIT_CHANGELOG_TRIMMER_H_

#include <cstdint>

#include "store/changelog/embedded_changelog.h"
#include "store/commit/committer.h"

namespace trialweave::store {

// ChangelogTrimmer lets the oldest entries of the changelog go, a stretch per change, so that others' changes come in
// between. It begins when there are a tenth more than are to be kept. Belongs to the committer's thread.
class ChangelogTrimmer {
 public:
  // Both outlive it. `entries` are kept, at least; 0: all.
  ChangelogTrimmer(EmbeddedChangelog* changelog, Committer* committer, uint64_t entries)
      : changelog_(changelog), committer_(committer), entries_(entries) {}

  // The changelog has grown, or the store begins to work: trims it when it is too long. Quick.
  void Check();

 private:
  uint64_t Count() const { return changelog_->latest() + 1 - changelog_->first_retained(); }
  void DropStretch();
  void OnDropped(const absl::Status& status);

  EmbeddedChangelog* const changelog_;
  Committer* const committer_;
  const uint64_t entries_;
  bool under_way_ = false;
  // What is to be let go cannot be read: it stays until the store is opened again.
  bool given_up_ = false;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMMIT_CHANGELOG_TRIMMER_H_
