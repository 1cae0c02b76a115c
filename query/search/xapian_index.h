#ifndef TRIALWEAVE_QUERY_SEARCH_XAPIAN_INDEX_H_
#define TRIALWEAVE_QUERY_SEARCH_XAPIAN_INDEX_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "query/search/synonyms.h"
#include "query/search/text_index.h"
#include "xapian.h"

namespace trialweave::query {

// XapianIndex is a TextIndex on disk. It begins empty: what it holds is in the view, too, so a folder that a crash left
// behind is of no use.
class XapianIndex : public TextIndex {
 public:
  // Empties `folder`, which is this index's own, and makes it where it is not there. `synonyms` is what plans are made
  // with, and outlives the index. UNAVAILABLE (SEARCH_INDEX_FAILED): it cannot be written.
  static absl::StatusOr<std::unique_ptr<XapianIndex>> Create(const std::string& folder, const Synonyms* synonyms);
  ~XapianIndex() override;

  absl::StatusOr<std::unique_ptr<TextSnapshot>> Open() override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Write(const TrialChanges& changes) override ABSL_LOCKS_EXCLUDED(mutex_);

  // A database open for reading, of one generation. Given back when a snapshot ends.
  struct Reader {
    Xapian::Database database;
    std::string folder;
  };

 private:
  class Snapshot;

  XapianIndex(std::string folder, const Synonyms* synonyms) : folder_(std::move(folder)), synonyms_(synonyms) {}

  // `anew`: a new, empty generation.
  void OpenWriter(bool anew);
  void WriteTrials(const TrialChanges& changes);
  void Return(std::unique_ptr<Reader> reader) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string folder_;
  const Synonyms* const synonyms_;
  // The writer's own.
  std::unique_ptr<Xapian::WritableDatabase> writer_;
  std::string writer_folder_;
  int generation_ = 0;

  absl::Mutex mutex_;
  // Where readers find it; empty before the first write.
  std::string current_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Reader>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_XAPIAN_INDEX_H_
