#ifndef TRIALWEAVE_STORE_TESTING_STORE_FIXTURE_H_
#define TRIALWEAVE_STORE_TESTING_STORE_FIXTURE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.h"
#include "store/database/faulty_database.h"
#include "store/store.h"
#include "store/store_observer.h"

namespace trialweave::store {

// What a test says of a document; the rest follows from it.
struct TestDocument {
  std::string id = "NCT00000001";
  // Title and so content: the same words are the same content.
  std::string words = "words";
  // Seconds since 1970.
  int observed = 1000;
  std::string source = "ctgov";
  std::string format = "ctgov_v2_json";
  std::vector<v1::Identifier> secondary_ids;
  // The container's bytes; empty makes a container of its own for each observation time and words.
  std::string container;
  uint64_t container_ordinal = 0;
};

v1::Identifier TestIdentifier(const std::string& scheme, const std::string& value);

// The request for a document, without run, token and ordinal.
v1::CommitRequest RecordRequest(const TestDocument& document);
v1::CommitRequest CauseRequest(const TestDocument& document, v1::DeadLetterReason reason);

class NullObserver : public StoreObserver {
 public:
  void OnGroup(const GroupEvents&, size_t, size_t, absl::Duration, uint64_t) override {}
  void OnGroupFailed(size_t) override {}
};

// Makes a change and waits for it.
absl::Status ChangeAndWait(Store& store, absl::AnyInvocable<absl::Status(WriteContext&)> apply);
// Takes the source's lease and starts a run under it. Fails the test when that fails.
std::string StartTestRun(Store& store, const std::string& source, bool full = true);
// Sends a document as an ordinal of a run started so, and waits for its outcome.
absl::StatusOr<v1::DocumentAck> SendTestDocument(Store& store, const std::string& run, uint64_t ordinal,
                                                 v1::CommitRequest request);

struct StoreFixtureOptions {
  CommitterLimits limits;
  // Called each time the store was opened, before it starts; may be null.
  std::function<void(Store&)> before_start;
  const MatchModel* model = &ShippedMatchModel();
};

// A store on a real database in a fresh folder, with a fake clock; its answers are waited for.
class StoreFixture {
 public:
  explicit StoreFixture(const std::string& name, StoreFixtureOptions options = {});
  StoreFixture(const std::string& name, const MatchModel* model);
  ~StoreFixture();
  // Closes and opens it again, with another model where one is given.
  void Reopen(const MatchModel* model = nullptr);
  // The same with other options.
  void Reopen(StoreFixtureOptions options);

  // Takes the source's lease and starts a run under it.
  std::string StartRun(const std::string& source, bool full = true);
  // Sends a document as an ordinal of a run started here.
  absl::StatusOr<v1::DocumentAck> Send(const std::string& run, uint64_t ordinal, v1::CommitRequest request);
  // Sends documents as consecutive ordinals without waiting between them; all must succeed.
  void SendAll(const std::string& run, uint64_t first_ordinal, std::vector<v1::CommitRequest> requests);
  absl::Status Checkpoint(const std::string& run, uint64_t up_to, const v1::OutcomeCounts& counts,
                          const std::string& state = "");
  absl::StatusOr<v1::Run> Finish(v1::FinishRunRequest request);
  // Records ordinals `first` to `last` of a run as the snapshot of `set` at `observed`, seconds since 1970.
  absl::StatusOr<v1::RecordSnapshotResponse> RecordSnapshot(const std::string& run, const std::string& set,
                                                            int observed, uint64_t first, uint64_t last);
  // The newest head. Fails the test when there is none.
  v1::Registration Head(const std::string& registration_id) const;
  absl::Status Change(absl::AnyInvocable<absl::Status(WriteContext&)> apply);
  // Waits until nothing of the changelog's tail is left to be let go.
  void AwaitTrimmed();

  std::vector<v1::ChangelogEntry> Entries() const;
  v1::GetStoreStatusResponse Status() const;
  v1::Run GetRun(const std::string& name) const;
  v1::SourceState GetSource(const std::string& source) const;
  std::vector<v1::DeadLetter> DeadLetters(bool resolved = false) const;

  // Whether a file of the store has these bytes.
  bool OnDisk(const std::string& bytes) const;

  Store& store() { return *store_; }
  FaultyDatabase& database() { return *database_; }
  common::FakeClock& clock() { return clock_; }

 private:
  void Open();

  const std::string folder_;
  StoreFixtureOptions options_;
  common::FakeClock clock_;
  NullObserver observer_;
  FaultyDatabase* database_ = nullptr;
  std::unique_ptr<Store> store_;
};

v1::OutcomeCounts Counts(uint64_t created, uint64_t updated, uint64_t unchanged, uint64_t dead_lettered);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_TESTING_STORE_FIXTURE_H_
