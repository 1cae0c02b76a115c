#include "query/search/xapian_index.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "query/search/search_errors.h"
#include "query/search/xapian_document.h"
#include "query/search/xapian_query.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

namespace fs = std::filesystem;

constexpr char kSequenceKey[] = "sequence";
// Larger changes are written bit by bit; readers may then see a part of them before the rest. What is not committed is
// in trees by document for each word, and the taller they are, the slower: at 10,000 documents half as fast as at
// 1,000.
constexpr size_t kLargestTransaction = 1000;
// Documents between two looks at whether the caller has gone.
constexpr int kCancelEvery = 1024;
// A word is a misspelling of another one that is so many times as frequent, unless more trials than a few, or than one
// in so many, agree in it.
constexpr Xapian::doccount kMisspelledRatio = 20;
constexpr Xapian::doccount kMostMisspelled = 5;
constexpr Xapian::doccount kMisspelledShare = 5000;
constexpr unsigned kMaxEdits = 2;

Xapian::docid DocumentId(uint32_t trial) { return trial + 1; }
uint32_t TrialOf(Xapian::docid id) { return id - 1; }

struct SearchCancelled {};

// Sees every match, and lets through what may be shown.
class MatchCollector : public Xapian::MatchDecider {
 public:
  explicit MatchCollector(const TextQuery& query) : query_(query) {}

  bool operator()(const Xapian::Document& document) const override {
    if (++seen_ % kCancelEvery == 0 && query_.cancelled && query_.cancelled()) throw SearchCancelled();
    const uint32_t trial = TrialOf(document.get_docid());
    if (query_.within != nullptr && !query_.within->contains(trial)) return false;
    all_.add(trial);
    return true;
  }

  bool any() const { return seen_ > 0; }
  Roaring TakeAll() { return std::move(all_); }

 private:
  const TextQuery& query_;
  mutable int64_t seen_ = 0;
  mutable Roaring all_;
};

// Runs `work`, which reads; what Xapian throws becomes a status.
template <typename T, typename Work>
absl::StatusOr<T> Reading(Work work) {
  try {
    return work();
  } catch (const SearchCancelled&) {
    return Cancelled();
  } catch (const Xapian::DatabaseModifiedError&) {
    return TextSnapshotGone();
  } catch (const Xapian::Error& error) {
    return SearchIndexFailed(error.get_description());
  }
}

}  // namespace

class XapianIndex::Snapshot : public TextSnapshot {
 public:
  Snapshot(XapianIndex* index, std::unique_ptr<Reader> reader, uint64_t sequence)
      : index_(index), reader_(std::move(reader)), sequence_(sequence) {}
  ~Snapshot() override { index_->Return(std::move(reader_)); }

  uint64_t sequence() const override { return sequence_; }

  absl::StatusOr<TextMatches> Search(const TextQuery& query) override {
    return Reading<TextMatches>([&] {
      const Xapian::Database& database = reader_->database;
      Xapian::Enquire enquire(database);
      enquire.set_query(XapianQueryOf(query.plan));
      MatchCollector collector(query);
      const Xapian::MSet found = enquire.get_mset(0, query.top, database.get_doccount(), nullptr, &collector);
      TextMatches matches;
      for (auto hit = found.begin(); hit != found.end(); ++hit) {
        matches.best.push_back({TrialOf(*hit), hit.get_weight()});
      }
      matches.any = collector.any();
      matches.all = collector.TakeAll();
      return matches;
    });
  }

  absl::StatusOr<std::string> SimilarWord(const std::string& word) override {
    return Reading<std::string>([&] {
      const Xapian::Database& database = reader_->database;
      const Xapian::doccount own = database.get_termfreq(kFormPrefix + word);
      if (own > std::max(kMostMisspelled, database.get_doccount() / kMisspelledShare)) return std::string();
      std::string similar = database.get_spelling_suggestion(word, kMaxEdits);
      const bool better = !similar.empty() && database.get_termfreq(kFormPrefix + similar) > kMisspelledRatio * own;
      return better ? similar : std::string();
    });
  }

 private:
  XapianIndex* const index_;
  std::unique_ptr<Reader> reader_;
  const uint64_t sequence_;
};

absl::StatusOr<std::unique_ptr<XapianIndex>> XapianIndex::Create(const std::string& folder, const Synonyms* synonyms) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (!error) fs::create_directories(folder, error);
  if (error) return SearchIndexFailed(absl::StrCat(folder, ": ", error.message()));
  return std::unique_ptr<XapianIndex>(new XapianIndex(folder, synonyms));
}

XapianIndex::~XapianIndex() = default;

absl::StatusOr<std::unique_ptr<TextSnapshot>> XapianIndex::Open() {
  std::unique_ptr<Reader> reader;
  std::string current;
  {
    absl::MutexLock lock(&mutex_);
    if (current_.empty()) return SearchNotReady();
    current = current_;
    if (!idle_.empty()) {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  return Reading<std::unique_ptr<TextSnapshot>>([&]() -> std::unique_ptr<TextSnapshot> {
    if (reader == nullptr) reader.reset(new Reader{Xapian::Database(current), current});
    reader->database.reopen();
    uint64_t sequence = 0;
    (void)absl::SimpleAtoi(reader->database.get_metadata(kSequenceKey), &sequence);
    return std::make_unique<Snapshot>(this, std::move(reader), sequence);
  });
}

void XapianIndex::Return(std::unique_ptr<Reader> reader) {
  absl::MutexLock lock(&mutex_);
  if (reader->folder == current_) idle_.push_back(std::move(reader));
}

void XapianIndex::OpenWriter(bool anew) {
  if (writer_ != nullptr && !anew) return;
  writer_.reset();
  if (anew || writer_folder_.empty()) writer_folder_ = absl::StrCat(folder_, "/", ++generation_);
  // After a failed write it goes on from the last one that was whole.
  writer_ =
      std::make_unique<Xapian::WritableDatabase>(writer_folder_, Xapian::DB_CREATE_OR_OPEN | Xapian::DB_BACKEND_GLASS);
}

void XapianIndex::WriteTrials(const TrialChanges& changes) {
  std::map<std::string, int> words;
  size_t written = 0;
  for (const auto& [number, record] : changes.trials) {
    // Not within a transaction, which is smaller.
    if (++written % (kLargestTransaction + 1) == 0) writer_->commit();
    if (record == nullptr) {
      // A trial that came and went between two writes was never there.
      try {
        writer_->delete_document(DocumentId(number));
      } catch (const Xapian::DocNotFoundError&) {
      }
      continue;
    }
    writer_->replace_document(DocumentId(number), DocumentOf(Unpacked<v1::Trial>(*record), *synonyms_, words));
  }
  for (const auto& [word, count] : words) writer_->add_spelling(word, static_cast<Xapian::termcount>(count));
  writer_->set_metadata(kSequenceKey, absl::StrCat(changes.sequence));
}

absl::Status XapianIndex::Write(const TrialChanges& changes) {
  try {
    OpenWriter(changes.reset);
    if (changes.trials.size() <= kLargestTransaction) {
      writer_->begin_transaction();
      WriteTrials(changes);
      writer_->commit_transaction();
    } else {
      WriteTrials(changes);
      writer_->commit();
    }
  } catch (const Xapian::Error& error) {
    // Ends a transaction that was open, too.
    writer_.reset();
    return SearchIndexFailed(error.get_description());
  }
  absl::MutexLock lock(&mutex_);
  if (current_ == writer_folder_) return absl::OkStatus();
  const std::string before = std::exchange(current_, writer_folder_);
  idle_.clear();
  std::error_code ignored;
  if (!before.empty()) fs::remove_all(before, ignored);
  return absl::OkStatus();
}

}  // namespace trialweave::query
