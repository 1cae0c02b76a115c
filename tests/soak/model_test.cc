// Long random sequences of everything that happens to a store, against a plain model of what it should hold: documents
// in any order of their times, deliveries that come again, documents that cannot be read and then can, snapshots and
// absences, decisions of people and what they take back, restarts, power losses in the middle of a change, backups and
// restores, a changelog of which the oldest entries go. Each step does what its number and the seed say, however many
// writes of the disk the steps before took. `ops/soak model` runs the long form.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/status.h"
#include "common/timestamps.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "store/backup/rocksdb_backups.h"
#include "store/chain/head_reader.h"
#include "store/linkage/decisions.h"
#include "store/testing/rocksdb_fault_file_system.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"
#include "tests/soak/model_requests.h"
#include "tests/soak/soak_settings.h"
#include "tests/soak/store_model.h"

namespace trialweave::tests {
namespace {

using store::Family;
using store::FaultFileSystem;

constexpr int64_t kMemory = 16 * 1024 * 1024;
constexpr size_t kIds = 24;
constexpr size_t kDecidedIds = 4;

// One store on a disk that can lose power, with backups, and the model beside it.
class ModelledStore {
 public:
  explicit ModelledStore(uint64_t seed)
      : seed_(seed),
        random_(seed),
        root_(testing::TempDir() + "/modelled"),
        folder_(root_ + "/store"),
        backups_(root_ + "/backups") {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    Open();
    run_ = store::StartTestRun(*store_, "file_drop");
  }

  void Step(uint64_t step) {
    random_.seed(seed_ * 1'000'003 + step);
    const size_t kind = Below(100);
    if (kind < 50) return Send(AnyDocument());
    if (kind < 58) return SendAgain();
    if (kind < 70) return Snapshot();
    if (kind < 74) return LosePower();
    if (kind < 78) return Reopen();
    if (kind < 82) return Backup();
    if (kind < 83) return Restore();
    if (kind < 92) return Decide();
    if (kind < 93) return Revoke();
    // A disk that has stopped already does not stop later.
    if (armed_) return LosePower();
    // In the middle of what comes next.
    files_->CrashAt(1 + Below(12));
    armed_ = true;
  }

  // Everything that the model knows against the store.
  void Compare() {
    const v1::GetStoreStatusResponse status = store_->Status(false).value();
    const ModelCounts held = {status.registrations(), status.trials(), status.revisions(), status.sightings(),
                              status.dead_letters(),  status.absent(), status.withdrawn()};
    const ModelCounts expected = model_.Counts();
    EXPECT_EQ(Text(held), Text(expected));
    const auto trials = model_.Trials();
    for (const std::string& id : model_.Ids()) CompareRegistration(id, trials.at(id));
  }
  void Verify(bool files) {
    store::VerifyDatabase(store_->database(), !files, [](const v1::VerifyStoreResponse& event) {
      EXPECT_FALSE(event.has_violation()) << event.ShortDebugString();
      return true;
    });
  }
  // A store to which the same was delivered in another order, by somebody else, has the same content.
  void CompareDigest() {
    store::StoreFixture other("in_another_order");
    const std::string run = other.StartRun("file_drop");
    std::vector<ModelDocument> documents = delivered_;
    std::shuffle(documents.begin(), documents.end(), random_);
    // What was broken at last is, and what was not is not.
    std::stable_partition(documents.begin(), documents.end(), [](const ModelDocument& d) { return d.broken; });
    uint64_t ordinal = 0;
    for (size_t from = 0; from < documents.size(); from += 500) {
      std::vector<v1::CommitRequest> requests;
      for (size_t i = from; i < std::min(from + 500, documents.size()); ++i)
        requests.push_back(RequestOf(documents[i]));
      const size_t count = requests.size();
      other.SendAll(run, ordinal + 1, std::move(requests));
      ordinal += count;
    }
    for (const SentSnapshot& snapshot : snapshots_) {
      const uint64_t first = ordinal + 1;
      for (const ModelDocument& document : snapshot.documents) {
        ASSERT_TRUE(other.Send(run, ++ordinal, RequestOf(document)).ok());
      }
      ASSERT_TRUE(other.RecordSnapshot(run, snapshot.set, snapshot.observed, first, ordinal).ok());
    }
    std::vector<ModelPair> decided;
    for (const auto& [pair, decision] : model_.decisions()) decided.push_back(pair);
    std::shuffle(decided.begin(), decided.end(), random_);
    for (const ModelPair& pair : decided) {
      v1::CreateDecisionRequest request = DecisionOn(pair, model_.decisions().at(pair).verdict, "again");
      v1::CreateDecisionResponse response;
      const absl::Status taken =
          other.Change([&](store::WriteContext& context) { return store::TakeDecision(request, context, &response); });
      ASSERT_TRUE(taken.ok()) << taken;
    }
    EXPECT_EQ(other.Status().content_digest(), store_->Status(true).value().content_digest());
  }
  void PrintDone() const {
    std::printf(
        "sent %d, again %d, snapshots %d, decisions %d (refused %d, revoked %d), restarts %d, power lost %d (in a "
        "change %d), backups %d, restores %d, "
        "let go %d entries\n",
        sent_, again_, recorded_, decided_, refused_, revoked_, reopened_, lost_, interrupted_, backed_up_, restored_,
        static_cast<int>(store_->changelog().first_retained() - 1));
  }
  bool Refused() const { return refused_ > 0; }
  bool DidEverything() const {
    return sent_ > 0 && again_ > 0 && recorded_ > 0 && reopened_ > 0 && lost_ > 0 && interrupted_ > 0 &&
           restored_ > 0 && decided_ > 0 && revoked_ > 0 && store_->changelog().first_retained() > 1;
  }

 private:
  struct SentSnapshot {
    std::string set;
    int observed;
    std::vector<ModelDocument> documents;
  };
  struct Saved {
    uint32_t number;
    StoreModel model;
    std::vector<ModelDocument> delivered;
    std::vector<SentSnapshot> snapshots;
    uint64_t ordinal;
  };

  static std::string Text(const ModelCounts& c) {
    return absl::StrCat("registrations ", c.registrations, ", trials ", c.trials, ", revisions ", c.revisions,
                        ", sightings ", c.sightings, ", dead letters ", c.dead_letters, ", absent ", c.absent,
                        ", withdrawn ", c.withdrawn);
  }
  size_t Below(size_t bound) { return random_() % bound; }

  void Open() {
    auto database = store::RocksDbDatabase::Open(folder_, kMemory, {env_.get(), store::WalHole::kRefuse});
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = database->get();
    store::CommitterLimits limits;
    limits.changelog_entries = 20 + Below(200);
    auto opened = store::Store::Open(*std::move(database), limits, &clock_, &observer_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
    store_->Start();
  }
  void Reopen() {
    if (armed_) return LosePower();
    store_.reset();
    Open();
    ++reopened_;
  }
  void LosePower() {
    if (!files_->crashed()) files_->CrashAt(1);
    store_.reset();
    files_->LosePower(static_cast<FaultFileSystem::Tail>(Below(3)));
    armed_ = false;
    Open();
    ++lost_;
  }

  // Of so many numbers.
  std::string AnyId(size_t numbers) {
    const std::string id = absl::StrCat("NCT0", 1029001 + Below(numbers));
    return Below(2) == 0 ? CounterpartOf(id) : id;
  }
  ModelDocument AnyDocument() {
    ModelDocument document;
    document.id = AnyId(kIds / 2);
    // No two studies say anything alike, so that nothing but what they state makes them one.
    document.words = Words(document.id, Below(4));
    if (Below(3) == 0) document.states = CounterpartOf(document.id);
    document.observed = static_cast<int>(500 + 100 * Below(60));
    document.of_portal = Below(3) == 0;
    if (Below(4) == 0) document.container = absl::StrCat("again", Below(3));
    document.broken = Below(15) == 0;
    return document;
  }

  // Sends until it is acknowledged, as a crawler does: through a power loss where one comes.
  void Send(const ModelDocument& document) {
    const uint64_t ordinal = ++ordinal_;
    absl::StatusOr<v1::DocumentAck> ack = store::SendTestDocument(*store_, run_, ordinal, RequestOf(document));
    if (!ack.ok() && files_->crashed()) {
      ++interrupted_;
      LosePower();
      ack = store::SendTestDocument(*store_, run_, ordinal, RequestOf(document));
    }
    ASSERT_TRUE(ack.ok()) << ack.status();
    const bool redelivery = ack->outcome() == v1::OUTCOME_UNCHANGED && document.broken;
    if (!redelivery) {
      model_.Deliver(document, DigestOf(document));
      delivered_.push_back(document);
    }
    ++sent_;
  }
  // The same container again; what could not be read can be now.
  void SendAgain() {
    if (delivered_.empty()) return;
    size_t chosen = Below(delivered_.size());
    // Every other time one that could not be read, where there is one not far behind.
    for (size_t back = Below(2) * 40; back > 0 && chosen > 0 && !delivered_[chosen].broken; --back) --chosen;
    ModelDocument document = delivered_[chosen];
    document.broken = false;
    Send(document);
    ++again_;
  }
  void Snapshot() {
    SentSnapshot snapshot = {absl::StrCat("set", Below(2)), static_cast<int>(1000 + 500 * Below(9)), {}};
    const uint64_t first = ordinal_ + 1;
    std::set<std::string> members;
    for (size_t left = 1 + Below(8); left > 0; --left) {
      ModelDocument document = AnyDocument();
      document.of_portal = true;
      document.broken = false;
      document.observed = snapshot.observed;
      Send(document);
      members.insert(document.id);
      snapshot.documents.push_back(document);
    }
    absl::Status recorded = Record(snapshot, first);
    if (!recorded.ok() && files_->crashed()) {
      ++interrupted_;
      LosePower();
      recorded = Record(snapshot, first);
    }
    ASSERT_TRUE(recorded.ok()) << recorded;
    model_.Record(snapshot.set, snapshot.observed, members);
    snapshots_.push_back(std::move(snapshot));
    ++recorded_;
  }
  // Two of a few, of any registries, in the store or not yet: so some contradict others.
  void Decide() {
    const std::string first = AnyId(kDecidedIds / 2), second = AnyId(kDecidedIds / 2);
    if (first == second) return;
    const ModelPair pair = std::minmax(first, second);
    const auto verdict = static_cast<ModelVerdict>(Below(5) / 2);
    // So that what was not acknowledged can be asked again.
    const v1::CreateDecisionRequest request = DecisionOn(pair, verdict, absl::StrCat("decision ", ++asked_));
    v1::CreateDecisionResponse response;
    const absl::Status status = ChangeThroughPowerLoss(
        [&](store::WriteContext& context) { return store::TakeDecision(request, context, &response); });
    if (!model_.MayDecide(pair, verdict)) {
      EXPECT_EQ(common::ErrorReason(status), "DECISION_CONTRADICTS") << request.ShortDebugString();
      ++refused_;
      return;
    }
    ASSERT_TRUE(status.ok()) << status << " " << request.ShortDebugString();
    model_.Decide(pair, {verdict, response.decision().name()});
    ++decided_;
  }
  void Revoke() {
    if (model_.decisions().empty()) return;
    const auto chosen = std::next(model_.decisions().begin(), static_cast<ptrdiff_t>(Below(model_.decisions().size())));
    v1::RevokeDecisionRequest request;
    request.set_name(chosen->second.name);
    request.set_revoker("somebody");
    request.set_reason("a mistake");
    v1::RevokeDecisionResponse response;
    const int lost = lost_;
    const absl::Status status = ChangeThroughPowerLoss(
        [&](store::WriteContext& context) { return store::RevokeDecision(request, context, &response); });
    // Asked again, it may have been revoked already.
    const bool done = status.ok() || (lost_ > lost && common::ErrorReason(status) == "DECISION_REVOKED");
    ASSERT_TRUE(done) << status << " " << request.ShortDebugString();
    model_.Revoke(ModelPair(chosen->first));
    ++revoked_;
  }
  absl::Status ChangeThroughPowerLoss(const std::function<absl::Status(store::WriteContext&)>& apply) {
    absl::Status status = store::ChangeAndWait(*store_, apply);
    if (status.ok() || !files_->crashed()) return status;
    ++interrupted_;
    LosePower();
    return store::ChangeAndWait(*store_, apply);
  }

  absl::Status Record(const SentSnapshot& snapshot, uint64_t first) {
    v1::RecordSnapshotRequest request;
    request.set_run(run_);
    request.set_fencing_token(1);
    request.set_set(snapshot.set);
    request.mutable_observed_at()->set_seconds(snapshot.observed);
    request.set_first_ordinal(first);
    request.set_last_ordinal(ordinal_);
    return store_->RecordSnapshot(request).status();
  }

  void Backup() {
    // Not on a disk that is about to stop.
    if (armed_) LosePower();
    const auto made = backups_.Create(*database_, 4);
    ASSERT_TRUE(made.ok()) << made.status();
    saved_.push_back({*store::ParseBackupName(made->name()), model_, delivered_, snapshots_, ordinal_});
    // The newest four are kept, by number, whichever store made them.
    const uint32_t number = saved_.back().number;
    saved_.erase(std::remove_if(saved_.begin(), saved_.end(), [&](const Saved& s) { return s.number + 4 <= number; }),
                 saved_.end());
    ++backed_up_;
  }
  void Restore() {
    if (saved_.empty()) return;
    // Later backups stay what they are; but their store has gone another way.
    const size_t chosen = Below(saved_.size());
    saved_.resize(chosen + 1);
    const Saved& saved = saved_.back();
    store_.reset();
    files_->LosePower(FaultFileSystem::Tail::kNothing);
    armed_ = false;
    std::filesystem::remove_all(folder_);
    const auto restored = backups_.Restore(saved.number, folder_);
    ASSERT_TRUE(restored.ok()) << restored.status();
    model_ = saved.model;
    delivered_ = saved.delivered;
    snapshots_ = saved.snapshots;
    ordinal_ = saved.ordinal;
    Open();
    Compare();
    ++restored_;
  }

  void CompareRegistration(const std::string& id, const std::vector<std::string>& expected) {
    storage::v1::StoredRegistration stored;
    ASSERT_TRUE(store_->latest().Read(Family::kRegistrations, id, &stored).value()) << id;
    const v1::Registration head = store::ReadHead(store_->latest(), id, stored.head_revision()).value();
    ModelRegistration held;
    held.title = head.study().titles_size() > 0 ? head.study().titles(0).text() : "";
    for (const v1::Identifier& stated : head.secondary_ids()) held.states.insert(stated.value());
    for (const v1::Absence& absence : head.absences()) {
      held.absences[absence.set()] = {static_cast<int>(absence.since().seconds()), absence.tombstone()};
    }
    EXPECT_TRUE(held == model_.Registration(id))
        << id << " is " << head.ShortDebugString() << "; the model says " << model_.Registration(id).title;
    storage::v1::StoredMembership membership;
    ASSERT_TRUE(store_->latest().Read(Family::kMembership, id, &membership).value()) << id;
    v1::MembershipChanged trial;
    ASSERT_TRUE(store_->latest().Read(Family::kTrials, membership.trial(), &trial).value()) << id;
    const std::vector<std::string> members(trial.registration_ids().begin(), trial.registration_ids().end());
    EXPECT_EQ(members, expected) << id;
    for (const bool of_portal : {false, true}) {
      std::vector<std::pair<std::string, int>> revisions;
      for (const storage::v1::StoredChain& chain : stored.chains()) {
        if ((chain.source() == "ictrp") != of_portal) continue;
        for (const storage::v1::StoredSpan& span : chain.spans()) {
          revisions.emplace_back(span.content_digest(), static_cast<int>(span.first_observed_at().seconds()));
        }
      }
      EXPECT_TRUE(revisions == model_.Chain(id, of_portal)) << id << (of_portal ? " of the portal" : "");
    }
  }

  const uint64_t seed_;
  std::mt19937_64 random_;
  const std::string root_;
  const std::string folder_;
  std::shared_ptr<FaultFileSystem> files_ = std::make_shared<FaultFileSystem>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(files_);
  common::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  store::NullObserver observer_;
  store::RocksDbBackups backups_;
  std::unique_ptr<store::Store> store_;
  store::RocksDbDatabase* database_ = nullptr;
  // The disk stops soon.
  bool armed_ = false;
  std::string run_;
  uint64_t ordinal_ = 0;
  StoreModel model_;
  std::vector<ModelDocument> delivered_;
  std::vector<SentSnapshot> snapshots_;
  std::vector<Saved> saved_;
  // Decisions, also those that were refused.
  int asked_ = 0;
  int decided_ = 0, refused_ = 0, revoked_ = 0;
  int sent_ = 0, again_ = 0, recorded_ = 0, reopened_ = 0, lost_ = 0, interrupted_ = 0, backed_up_ = 0, restored_ = 0;
};

TEST(ModelTest, TheStoreHoldsWhatThePlainModelHolds) {
  const uint64_t seed = SoakSetting("TW_SOAK_SEED", 20'251'126);
  const uint64_t steps = SoakSetting("TW_SOAK_STEPS", 300);
  std::printf("seed %llu, %llu steps\n", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(steps));
  ModelledStore store(seed);
  for (uint64_t step = 1; step <= steps; ++step) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, ", step ", step));
    store.Step(step);
    if (step % 5 == 0) store.Compare();
    if (step % 50 == 0) store.Verify(step % 500 == 0);
    if (testing::Test::HasFailure()) return;
    if (step % 1000 == 0) {
      std::printf("step %llu: ", static_cast<unsigned long long>(step));
      store.PrintDone();
      std::fflush(stdout);
    }
  }
  store.Compare();
  store.Verify(true);
  store.CompareDigest();
  store.PrintDone();
  EXPECT_TRUE(steps < 300 || store.DidEverything());
  // Decisions that contradict others by way of third ones are rare.
  EXPECT_TRUE(steps < 3000 || store.Refused());
}

}  // namespace
}  // namespace trialweave::tests
