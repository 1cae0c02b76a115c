#include "query/search/xapian_index.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
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

// Of what a document of the index is. Another one for other terms, or other data.
constexpr char kFormat[] = "2";
constexpr char kFormatKey[] = "format";
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

struct SearchCancelled {};

// Sees every match, and lets through what may be shown.
class MatchCollector : public Xapian::MatchDecider {
 public:
  MatchCollector(const TextQuery& query, const DocumentTrials& trials) : query_(query), trials_(trials) {}

  bool operator()(const Xapian::Document& document) const override {
    if (++seen_ % kCancelEvery == 0 && query_.cancelled && query_.cancelled()) throw SearchCancelled();
    const uint32_t trial = trials_.TrialOf(document.get_docid());
    // Of a trial that the view no longer has.
    if (trial == DocumentTrials::kNone) return false;
    if (query_.within != nullptr && !query_.within->contains(trial)) return false;
    all_.add(trial);
    return true;
  }

  bool any() const { return seen_ > 0; }
  Roaring TakeAll() { return std::move(all_); }

 private:
  const TextQuery& query_;
  const DocumentTrials& trials_;
  mutable int64_t seen_ = 0;
  mutable Roaring all_;
};

std::string DataOf(const ChangedTrial& trial) { return trial.record->digest() + trial.id; }

std::string FormatOf(const Synonyms& synonyms) { return absl::StrCat(kFormat, " ", synonyms.version()); }

}  // namespace

class XapianIndex::Snapshot : public TextSnapshot {
 public:
  Snapshot(XapianIndex* index, std::unique_ptr<Xapian::Database> database, std::shared_ptr<DocumentTrials> trials)
      : index_(index), database_(std::move(database)), trials_(std::move(trials)) {
    (void)absl::SimpleAtoi(database_->get_metadata(kSequenceKey), &sequence_);
  }
  ~Snapshot() override { index_->Return(std::move(database_)); }

  uint64_t sequence() const override { return sequence_; }

  absl::StatusOr<TextMatches> Search(const TextQuery& query) override {
    return Reading<TextMatches>([&] {
      Xapian::Enquire enquire(*database_);
      enquire.set_query(XapianQueryOf(query.plan));
      MatchCollector collector(query, *trials_);
      const Xapian::MSet found = enquire.get_mset(0, query.top, database_->get_doccount(), nullptr, &collector);
      TextMatches matches;
      for (auto hit = found.begin(); hit != found.end(); ++hit) {
        matches.best.push_back({trials_->TrialOf(*hit), hit.get_weight()});
      }
      matches.any = collector.any();
      matches.all = collector.TakeAll();
      return matches;
    });
  }

  absl::StatusOr<std::string> SimilarWord(const std::string& word) override {
    return Reading<std::string>([&] {
      const Xapian::doccount own = database_->get_termfreq(kFormPrefix + word);
      if (own > std::max(kMostMisspelled, database_->get_doccount() / kMisspelledShare)) return std::string();
      std::string similar = database_->get_spelling_suggestion(word, kMaxEdits);
      const bool better = !similar.empty() && database_->get_termfreq(kFormPrefix + similar) > kMisspelledRatio * own;
      return better ? similar : std::string();
    });
  }

 private:
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
      return index_->Failed(error);
    }
  }

  XapianIndex* const index_;
  std::unique_ptr<Xapian::Database> database_;
  const std::shared_ptr<DocumentTrials> trials_;
  uint64_t sequence_ = 0;
};

absl::StatusOr<std::unique_ptr<XapianIndex>> XapianIndex::Create(const std::string& folder, const Synonyms* synonyms) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SearchIndexFailed(absl::StrCat(folder, ": ", error.message()));
  std::unique_ptr<XapianIndex> index(new XapianIndex(folder, synonyms));
  for (const bool anew : {false, true}) {
    if (anew || fs::exists(index->SpoiltPath(), error)) {
      fs::remove_all(index->Path(), error);
      fs::remove(index->SpoiltPath(), error);
    }
    try {
      index->OpenWriter();
      if (index->writer_->get_metadata(kFormatKey) == FormatOf(*synonyms)) return index;
      // One that is new, and no other one, has no documents.
      if (index->writer_->get_doccount() == 0) {
        index->writer_->set_metadata(kFormatKey, FormatOf(*synonyms));
        index->writer_->commit();
        return index;
      }
    } catch (const Xapian::DatabaseLockError& locked) {
      return SearchIndexFailed(locked.get_description());
    } catch (const Xapian::Error& fault) {
      if (anew) return SearchIndexFailed(fault.get_description());
    }
    index->writer_.reset();
  }
  return SearchIndexFailed(absl::StrCat(folder, ": cannot be made anew"));
}

XapianIndex::~XapianIndex() = default;

absl::Status XapianIndex::Failed(const Xapian::Error& error) const {
  if (std::string(error.get_type()) == "DatabaseCorruptError") std::ofstream(SpoiltPath());
  return SearchIndexFailed(error.get_description());
}

absl::StatusOr<std::unique_ptr<TextSnapshot>> XapianIndex::Open() {
  std::unique_ptr<Xapian::Database> reader;
  std::shared_ptr<DocumentTrials> trials;
  {
    absl::MutexLock lock(&mutex_);
    if (!written_) return SearchNotReady();
    trials = trials_;
    if (!idle_.empty()) {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  try {
    if (reader == nullptr) reader = std::make_unique<Xapian::Database>(Path());
    reader->reopen();
    return std::make_unique<Snapshot>(this, std::move(reader), std::move(trials));
  } catch (const Xapian::DatabaseModifiedError&) {
    return TextSnapshotGone();
  } catch (const Xapian::Error& error) {
    return Failed(error);
  }
}

void XapianIndex::Return(std::unique_ptr<Xapian::Database> reader) {
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(reader));
}

void XapianIndex::OpenWriter() {
  if (writer_ != nullptr) return;
  // After a failed write it goes on from the last one that was whole.
  writer_ = std::make_unique<Xapian::WritableDatabase>(Path(), Xapian::DB_CREATE_OR_OPEN | Xapian::DB_BACKEND_GLASS);
  last_document_ = std::max(last_document_, writer_->get_lastdocid());
}

absl::flat_hash_map<std::string, XapianIndex::Known> XapianIndex::ReadKnown() const {
  absl::flat_hash_map<std::string, Known> known;
  for (auto at = writer_->postlist_begin(""); at != writer_->postlist_end(""); ++at) {
    const std::string data = writer_->get_document(*at).get_data();
    known[data.substr(std::min(data.size(), PackedRecord::kDigestBytes))] = {
        *at, data.substr(0, PackedRecord::kDigestBytes)};
  }
  return known;
}

std::vector<const ChangedTrial*> XapianIndex::TakeOver(const TrialChanges& changes) {
  absl::flat_hash_map<std::string, Known> known = ReadKnown();
  auto trials = std::make_shared<DocumentTrials>();
  document_of_.clear();
  std::vector<const ChangedTrial*> others;
  for (const ChangedTrial& trial : changes.trials) {
    if (trial.record == nullptr) continue;
    const auto entry = known.find(trial.id);
    if (document_of_.size() <= trial.number) document_of_.resize(trial.number + 1);
    document_of_[trial.number] = entry == known.end() ? ++last_document_ : entry->second.document;
    trials->Set(document_of_[trial.number], trial.number);
    if (entry == known.end() || entry->second.digest != trial.record->digest()) others.push_back(&trial);
    if (entry != known.end()) known.erase(entry);
  }
  for (const auto& [id, gone] : known) writer_->delete_document(gone.document);
  // Before anything of the view's present state can be read in the index.
  absl::MutexLock lock(&mutex_);
  trials_ = std::move(trials);
  return others;
}

Xapian::docid XapianIndex::DocumentOf(uint32_t trial) {
  if (document_of_.size() <= trial) document_of_.resize(trial + 1);
  if (document_of_[trial] == 0) {
    document_of_[trial] = ++last_document_;
    absl::MutexLock lock(&mutex_);
    trials_->Set(document_of_[trial], trial);
  }
  return document_of_[trial];
}

void XapianIndex::WriteTrial(const ChangedTrial& trial, std::map<std::string, int>& words) {
  if (trial.record != nullptr) {
    Xapian::Document document = query::DocumentOf(Unpacked<v1::Trial>(*trial.record), *synonyms_, words);
    document.set_data(DataOf(trial));
    writer_->replace_document(DocumentOf(trial.number), document);
    return;
  }
  // A trial that came and went between two writes was never there.
  if (trial.number >= document_of_.size() || document_of_[trial.number] == 0) return;
  const Xapian::docid document = std::exchange(document_of_[trial.number], 0);
  try {
    writer_->delete_document(document);
  } catch (const Xapian::DocNotFoundError&) {
  }
}

void XapianIndex::WriteTrials(const std::vector<const ChangedTrial*>& trials) {
  std::map<std::string, int> words;
  size_t written = 0;
  for (const ChangedTrial* trial : trials) {
    // Not within a transaction, which is smaller.
    if (++written % (kLargestTransaction + 1) == 0) writer_->commit();
    WriteTrial(*trial, words);
  }
  for (const auto& [word, count] : words) writer_->add_spelling(word, static_cast<Xapian::termcount>(count));
}

absl::Status XapianIndex::Write(const TrialChanges& changes) {
  try {
    OpenWriter();
    std::vector<const ChangedTrial*> trials;
    bool first = false;
    {
      absl::MutexLock lock(&mutex_);
      first = !written_;
    }
    if (changes.reset || first) {
      trials = TakeOver(changes);
    } else {
      for (const ChangedTrial& trial : changes.trials) trials.push_back(&trial);
    }
    const bool transaction = trials.size() <= kLargestTransaction;
    if (transaction) writer_->begin_transaction();
    WriteTrials(trials);
    writer_->set_metadata(kSequenceKey, absl::StrCat(changes.sequence));
    transaction ? writer_->commit_transaction() : writer_->commit();
  } catch (const Xapian::Error& error) {
    // Ends a transaction that was open, too.
    writer_.reset();
    return Failed(error);
  }
  absl::MutexLock lock(&mutex_);
  written_ = true;
  return absl::OkStatus();
}

}  // namespace trialweave::query
