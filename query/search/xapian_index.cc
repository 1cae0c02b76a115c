#include "query/search/xapian_index.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "query/search/search_errors.h"
#include "query/search/xapian_document.h"
#include "query/search/xapian_query.h"
#include "query/view/view_errors.h"
#include "unicode/uvernum.h"

namespace trialweave::query {
namespace {

namespace fs = std::filesystem;

// Of what a document of the index is. Another one for other terms (search_texts.h, search_words.h, xapian_document.h)
// or other data.
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

// Stems and folded letters are those of the libraries.
std::string FormatOf(const Synonyms& synonyms) {
  return absl::StrCat(kFormat, " xapian ", Xapian::version_string(), " icu ", U_ICU_VERSION, " ", synonyms.version());
}

}  // namespace

class XapianIndex::Snapshot : public TextSnapshot {
 public:
  Snapshot(XapianIndex* index, std::unique_ptr<Xapian::Database> database, std::shared_ptr<DocumentTrials> trials,
           uint64_t generation)
      : index_(index), database_(std::move(database)), trials_(std::move(trials)), generation_(generation) {
    (void)absl::SimpleAtoi(database_->get_metadata(kSequenceKey), &sequence_);
  }
  ~Snapshot() override { index_->Return(std::move(database_)); }

  uint64_t sequence() const override { return sequence_; }
  uint64_t generation() const override { return generation_; }

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
      return index_->Failed(error, /*writing=*/false);
    }
  }

  XapianIndex* const index_;
  std::unique_ptr<Xapian::Database> database_;
  const std::shared_ptr<DocumentTrials> trials_;
  const uint64_t generation_;
  uint64_t sequence_ = 0;
};

absl::StatusOr<std::unique_ptr<XapianIndex>> XapianIndex::Create(const std::string& folder, const Synonyms* synonyms) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SearchIndexFailed(absl::StrCat(folder, ": ", error.message()));
  std::unique_ptr<XapianIndex> index(new XapianIndex(folder, synonyms));
  bool anew = fs::exists(index->SpoiltPath(), error);
  while (true) {
    try {
      index->OpenWriter(anew);
      // One that is new has no documents, and no format yet.
      const bool empty = index->writer_->get_doccount() == 0;
      if (empty) index->writer_->set_metadata(kFormatKey, FormatOf(*synonyms));
      if (empty) index->writer_->commit();
      if (empty || index->writer_->get_metadata(kFormatKey) == FormatOf(*synonyms)) {
        index->known_ = index->ReadKnown();
        // The mark, and what earlier releases left.
        for (const auto& entry : fs::directory_iterator(folder, error)) {
          if (entry.path() != index->Path()) fs::remove_all(entry.path(), error);
        }
        return index;
      }
    } catch (const Xapian::DatabaseLockError& locked) {
      return SearchIndexFailed(locked.get_description());
    } catch (const Xapian::Error& fault) {
      if (anew) return SearchIndexFailed(fault.get_description());
    }
    index->writer_.reset();
    anew = true;
  }
}

XapianIndex::~XapianIndex() = default;

absl::Status XapianIndex::Failed(const Xapian::Error& error, bool writing) const {
  const absl::string_view type = error.get_type();
  // What cannot be read is at fault; what cannot be written may lie at the disk.
  if (type == "DatabaseCorruptError" || (type == "DatabaseError" && !writing)) std::ofstream(SpoiltPath()).flush();
  return SearchIndexFailed(error.get_description());
}

absl::StatusOr<std::unique_ptr<TextSnapshot>> XapianIndex::Open() {
  std::unique_ptr<Xapian::Database> reader;
  uint64_t generation = 0;
  {
    absl::MutexLock lock(&mutex_);
    if (!written_) return SearchNotReady();
    // Before the index is opened, which then is of this one at least.
    generation = generation_;
    if (!idle_.empty()) {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  try {
    if (reader == nullptr) reader = std::make_unique<Xapian::Database>(Path());
    reader->reopen();
    // After the index: trials of a view that was built anew lead to the documents of the same trials before.
    std::shared_ptr<DocumentTrials> trials;
    {
      absl::MutexLock lock(&mutex_);
      trials = trials_;
    }
    return std::make_unique<Snapshot>(this, std::move(reader), std::move(trials), generation);
  } catch (const Xapian::DatabaseModifiedError&) {
    return TextSnapshotGone();
  } catch (const Xapian::Error& error) {
    return Failed(error, /*writing=*/false);
  }
}

void XapianIndex::Return(std::unique_ptr<Xapian::Database> reader) {
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(reader));
}

void XapianIndex::OpenWriter(bool anew) {
  if (writer_ != nullptr) return;
  // After a failed write it goes on from the last one that was whole.
  const int how = anew ? Xapian::DB_CREATE_OR_OVERWRITE : Xapian::DB_CREATE_OR_OPEN;
  writer_ = std::make_unique<Xapian::WritableDatabase>(Path(), how | Xapian::DB_BACKEND_GLASS);
  last_document_ = std::max(last_document_, writer_->get_lastdocid());
}

XapianIndex::Known XapianIndex::ReadKnown() const {
  Known known;
  for (auto at = writer_->postlist_begin(""); at != writer_->postlist_end(""); ++at) {
    const std::string data = writer_->get_document(*at).get_data();
    const size_t id = std::min(data.size(), PackedRecord::kDigestBytes);
    const auto [entry, inserted] = known.trials.try_emplace(data.substr(id), Known::Trial{*at, data.substr(0, id)});
    if (!inserted) known.surplus.push_back(*at);
  }
  return known;
}

std::vector<const ChangedTrial*> XapianIndex::TakeOver(const TrialChanges& changes) {
  Known known = changes.reset || known_.trials.empty() ? ReadKnown() : std::move(known_);
  auto trials = std::make_shared<DocumentTrials>();
  document_of_.clear();
  std::vector<const ChangedTrial*> others;
  for (const ChangedTrial& trial : changes.trials) {
    if (trial.record == nullptr) continue;
    const auto entry = known.trials.find(trial.id);
    const bool is_known = entry != known.trials.end();
    if (document_of_.size() <= trial.number) document_of_.resize(trial.number + 1);
    document_of_[trial.number] = is_known ? entry->second.document : ++last_document_;
    trials->Set(document_of_[trial.number], trial.number);
    if (!is_known || entry->second.digest != trial.record->digest()) others.push_back(&trial);
    if (is_known) known.trials.erase(entry);
  }
  for (const auto& [id, gone] : known.trials) known.surplus.push_back(gone.document);
  std::map<std::string, int> words;
  for (const Xapian::docid document : known.surplus) {
    TakeWords(document, words);
    writer_->delete_document(document);
  }
  WriteWords(words);
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

void XapianIndex::TakeWords(Xapian::docid document, std::map<std::string, int>& words) const {
  try {
    auto term = writer_->termlist_begin(document);
    for (term.skip_to(kFormPrefix); term != writer_->termlist_end(document); ++term) {
      const std::string form = *term;
      if (!absl::StartsWith(form, kFormPrefix)) break;
      if (IsSpelled(form.substr(1))) --words[form.substr(1)];
    }
  } catch (const Xapian::DocNotFoundError&) {
  }
}

void XapianIndex::WriteTrial(const ChangedTrial& trial, std::map<std::string, int>& words) {
  if (trial.record != nullptr) {
    const Xapian::docid number = DocumentOf(trial.number);
    TakeWords(number, words);
    Xapian::Document document = query::DocumentOf(Unpacked<v1::Trial>(*trial.record), *synonyms_, words);
    document.set_data(DataOf(trial));
    writer_->replace_document(number, document);
    return;
  }
  // A trial that came and went between two writes was never there.
  if (trial.number >= document_of_.size() || document_of_[trial.number] == 0) return;
  TakeWords(document_of_[trial.number], words);
  try {
    writer_->delete_document(document_of_[trial.number]);
  } catch (const Xapian::DocNotFoundError&) {
  }
}

void XapianIndex::WriteWords(const std::map<std::string, int>& words) {
  for (const auto& [word, count] : words) {
    if (count > 0) writer_->add_spelling(word, static_cast<Xapian::termcount>(count));
    if (count < 0) writer_->remove_spelling(word, static_cast<Xapian::termcount>(-count));
  }
}

void XapianIndex::WriteTrials(const std::vector<const ChangedTrial*>& trials) {
  std::map<std::string, int> words;
  size_t written = 0;
  for (const ChangedTrial* trial : trials) {
    WriteTrial(*trial, words);
    if (++written % kLargestTransaction != 0 || written == trials.size()) continue;
    // Not within a transaction, which is smaller.
    WriteWords(words);
    words.clear();
    writer_->commit();
  }
  WriteWords(words);
}

absl::Status XapianIndex::Write(const TrialChanges& changes) {
  try {
    OpenWriter(/*anew=*/false);
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
    // Parts of it may be there now.
    known_ = Known();
    return Failed(error, /*writing=*/true);
  }
  known_ = Known();
  absl::MutexLock lock(&mutex_);
  written_ = true;
  generation_ = changes.generation;
  return absl::OkStatus();
}

}  // namespace trialweave::query
