#ifndef TRIALWEAVE_QUERY_SEARCH_XAPIAN_INDEX_H_
#define TRIALWEAVE_QUERY_SEARCH_XAPIAN_INDEX_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "query/search/document_trials.h"
#include "query/search/synonyms.h"
#include "query/search/text_index.h"
#include "xapian.h"

namespace trialweave::query {

// XapianIndex is a TextIndex on disk. What an earlier process wrote is taken over by its first Write, trial by trial,
// where it is the same as what the view has; until then there is nothing to search. A document holds its trial's id and
// a digest of the trial.
class XapianIndex : public TextIndex {
 public:
  // Uses `folder`, which is this index's own, and makes it where it is not there. An index of another format, one that
  // cannot be read, and one in which a fault was found go. `synonyms` is what plans are made with, and outlives the
  // index. UNAVAILABLE (SEARCH_INDEX_FAILED): it cannot be written, or another process does.
  static absl::StatusOr<std::unique_ptr<XapianIndex>> Create(const std::string& folder, const Synonyms* synonyms);
  ~XapianIndex() override;

  absl::StatusOr<std::unique_ptr<TextSnapshot>> Open() override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Write(const TrialChanges& changes) override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class Snapshot;
  // What an earlier process, or this one before the view was built anew, wrote.
  struct Known {
    struct Trial {
      Xapian::docid document;
      std::string digest;
    };
    // By id.
    absl::flat_hash_map<std::string, Trial> trials;
    // Of trials that have another one, too.
    std::vector<Xapian::docid> surplus;
  };

  XapianIndex(std::string folder, const Synonyms* synonyms) : folder_(std::move(folder)), synonyms_(synonyms) {}

  std::string Path() const { return folder_ + "/texts"; }
  // Made when a fault is found, so that the next start builds anew.
  std::string SpoiltPath() const { return folder_ + "/spoilt"; }
  // `anew`: what was there goes.
  void OpenWriter(bool anew);
  Known ReadKnown() const;
  // Gives all trials of the view their documents. What is left of `changes` is not as it is in the index.
  std::vector<const ChangedTrial*> TakeOver(const TrialChanges& changes) ABSL_LOCKS_EXCLUDED(mutex_);
  void WriteTrials(const std::vector<const ChangedTrial*>& trials);
  void WriteTrial(const ChangedTrial& trial, std::map<std::string, int>& words);
  // Takes the words of a document away from `words`; nothing where there is none.
  void TakeWords(Xapian::docid document, std::map<std::string, int>& words) const;
  void WriteWords(const std::map<std::string, int>& words);
  Xapian::docid DocumentOf(uint32_t trial);
  void Return(std::unique_ptr<Xapian::Database> reader) ABSL_LOCKS_EXCLUDED(mutex_);
  // What an error of Xapian's means.
  absl::Status Failed(const Xapian::Error& error, bool writing) const;

  const std::string folder_;
  const Synonyms* const synonyms_;
  // The writer's own.
  std::unique_ptr<Xapian::WritableDatabase> writer_;
  // Of before the first write; empty when it has to be read again.
  Known known_;
  // By trial; 0 for none. A number that another trial gets later keeps its document.
  std::vector<Xapian::docid> document_of_;
  Xapian::docid last_document_ = 0;

  absl::Mutex mutex_;
  // Null before the first write.
  std::shared_ptr<DocumentTrials> trials_ ABSL_GUARDED_BY(mutex_);
  bool written_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the last write that was whole.
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Xapian::Database>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_XAPIAN_INDEX_H_
