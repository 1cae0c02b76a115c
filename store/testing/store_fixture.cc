#include "store/testing/store_fixture.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/content_digest.h"
#include "common/sha256.h"
#include "gtest/gtest.h"
#include "store/chain/head_reader.h"
#include "store/database/rocksdb_database.h"
#include "store/ledger/lease_table.h"
#include "store/ledger/run_lifecycle.h"
#include "store/reading/listings.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMemory = 16 * 1024 * 1024;

std::string RegistryOf(const std::string& id) { return id.substr(0, 3) == "NCT" ? "ctgov" : "chictr"; }

uint64_t TokenOf(const std::string& run) {
  uint64_t token = 0;
  const char* begin = run.data() + run.rfind('/') + 1;
  std::from_chars(begin, run.data() + run.size(), token);
  return token;
}

}  // namespace

v1::Identifier TestIdentifier(const std::string& scheme, const std::string& value) {
  v1::Identifier id;
  id.set_scheme(scheme);
  id.set_value(value);
  id.set_printed(value);
  return id;
}

v1::CommitRequest CauseRequest(const TestDocument& test, v1::DeadLetterReason reason) {
  v1::CommitRequest request;
  v1::RecordDocument* document = request.mutable_document();
  document->set_source(test.source);
  document->set_format(test.format);
  document->set_content("{" + test.id + " " + test.words + "}");
  document->set_content_sha256(common::Sha256(document->content()));
  const std::string container =
      test.container.empty() ? test.id + test.words + test.source + std::to_string(test.observed) : test.container;
  document->mutable_container()->set_digest(common::Sha256(container));
  document->mutable_container()->mutable_observed_at()->set_seconds(test.observed);
  document->set_container_ordinal(test.container_ordinal);
  request.mutable_cause()->set_reason(reason);
  request.mutable_cause()->set_message("told so");
  return request;
}

v1::CommitRequest RecordRequest(const TestDocument& test) {
  v1::CommitRequest request = CauseRequest(test, v1::DEAD_LETTER_REASON_UNSPECIFIED);
  v1::Registration registration;
  registration.set_registration_id(test.id);
  registration.set_registry(RegistryOf(test.id));
  v1::LocalizedText* title = registration.mutable_study()->add_titles();
  title->set_language("en");
  title->set_text(test.words);
  for (const v1::Identifier& id : test.secondary_ids) *registration.add_secondary_ids() = id;
  request.clear_cause();
  request.mutable_record()->set_content_digest(common::ContentDigest(registration));
  request.mutable_record()->mutable_registration()->Swap(&registration);
  return request;
}

v1::OutcomeCounts Counts(uint64_t created, uint64_t updated, uint64_t unchanged, uint64_t dead_lettered) {
  v1::OutcomeCounts counts;
  counts.set_created(created);
  counts.set_updated(updated);
  counts.set_unchanged(unchanged);
  counts.set_dead_lettered(dead_lettered);
  return counts;
}

absl::Status ChangeAndWait(Store& store, absl::AnyInvocable<absl::Status(WriteContext&)> apply) {
  absl::Notification done;
  absl::Status result;
  store.Change(std::move(apply), [&](const absl::Status& status) {
    result = status;
    done.Notify();
  });
  done.WaitForNotification();
  return result;
}

std::string StartTestRun(Store& store, const std::string& source, bool full) {
  v1::AcquireLeaseRequest lease;
  lease.set_resource("sources/" + source);
  lease.set_holder("test");
  lease.mutable_ttl()->set_seconds(60);
  v1::AcquireLeaseResponse acquired;
  EXPECT_TRUE(
      ChangeAndWait(store, [&](WriteContext& context) { return AcquireLease(lease, context, &acquired); }).ok());
  v1::StartRunRequest start;
  start.set_source(source);
  start.set_fencing_token(acquired.fencing_token());
  start.set_full(full);
  v1::StartRunResponse started;
  const absl::Status status =
      ChangeAndWait(store, [&](WriteContext& context) { return store::StartRun(start, context, &started); });
  EXPECT_TRUE(status.ok()) << status;
  return started.run().name();
}

absl::StatusOr<v1::DocumentAck> SendTestDocument(Store& store, const std::string& run, uint64_t ordinal,
                                                 v1::CommitRequest request) {
  request.mutable_document()->set_run(run);
  request.mutable_document()->set_ordinal(ordinal);
  request.mutable_document()->set_fencing_token(TokenOf(run));
  absl::StatusOr<PreparedDocument> prepared = store.Prepare(std::move(request));
  if (!prepared.ok()) return prepared.status();
  absl::Notification done;
  absl::StatusOr<v1::DocumentAck> result;
  store.Commit(*std::move(prepared), [&](absl::StatusOr<v1::DocumentAck> ack) {
    result = std::move(ack);
    done.Notify();
  });
  done.WaitForNotification();
  return result;
}

StoreFixture::StoreFixture(const std::string& name, StoreFixtureOptions options)
    : folder_(::testing::TempDir() + "/store_" + name),
      options_(std::move(options)),
      clock_(absl::FromUnixSeconds(1'700'000'000)) {
  std::filesystem::remove_all(folder_);
  Open();
}

StoreFixture::StoreFixture(const std::string& name, const MatchModel* model)
    : StoreFixture(name, {{}, nullptr, model}) {}

StoreFixture::~StoreFixture() = default;

void StoreFixture::Open() {
  auto database = RocksDbDatabase::Open(folder_, kMemory);
  ASSERT_TRUE(database.ok()) << database.status();
  auto faulty = std::make_unique<FaultyDatabase>(*std::move(database));
  database_ = faulty.get();
  auto store = Store::Open(std::move(faulty), options_.limits, &clock_, &observer_, options_.model);
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  if (options_.before_start) options_.before_start(*store_);
  store_->Start();
}

void StoreFixture::Reopen(const MatchModel* model) {
  if (model != nullptr) options_.model = model;
  store_.reset();
  Open();
}

void StoreFixture::Reopen(StoreFixtureOptions options) {
  options_ = std::move(options);
  Reopen();
}

void StoreFixture::AwaitTrimmed() {
  const uint64_t most = options_.limits.changelog_entries + options_.limits.changelog_entries / 10;
  // As it is on disk: the changelog knows of a stretch that goes before that is written. Each stretch is a change
  // behind this one.
  const auto retained = [this] { return Status().sequence() + 1 - Status().first_retained_sequence(); };
  while (options_.limits.changelog_entries > 0 && retained() > most) {
    ASSERT_TRUE(Change([](WriteContext&) { return absl::OkStatus(); }).ok());
  }
}

absl::Status StoreFixture::Change(absl::AnyInvocable<absl::Status(WriteContext&)> apply) {
  return ChangeAndWait(*store_, std::move(apply));
}

std::string StoreFixture::StartRun(const std::string& source, bool full) { return StartTestRun(*store_, source, full); }

absl::StatusOr<v1::DocumentAck> StoreFixture::Send(const std::string& run, uint64_t ordinal,
                                                   v1::CommitRequest request) {
  return SendTestDocument(*store_, run, ordinal, std::move(request));
}

void StoreFixture::SendAll(const std::string& run, uint64_t first_ordinal, std::vector<v1::CommitRequest> requests) {
  absl::BlockingCounter under_way(static_cast<int>(requests.size()));
  for (v1::CommitRequest& request : requests) {
    request.mutable_document()->set_run(run);
    request.mutable_document()->set_ordinal(first_ordinal++);
    request.mutable_document()->set_fencing_token(TokenOf(run));
    absl::StatusOr<PreparedDocument> prepared = store_->Prepare(std::move(request));
    ASSERT_TRUE(prepared.ok()) << prepared.status();
    store_->Commit(*std::move(prepared), [&](absl::StatusOr<v1::DocumentAck> ack) {
      EXPECT_TRUE(ack.ok()) << ack.status();
      under_way.DecrementCount();
    });
  }
  under_way.Wait();
}

absl::Status StoreFixture::Checkpoint(const std::string& run, uint64_t up_to, const v1::OutcomeCounts& counts,
                                      const std::string& state) {
  v1::AdvanceCheckpointRequest request;
  request.set_fencing_token(TokenOf(run));
  request.mutable_checkpoint()->set_run(run);
  request.mutable_checkpoint()->set_up_to_ordinal(up_to);
  *request.mutable_checkpoint()->mutable_counts() = counts;
  request.mutable_checkpoint()->set_state(state);
  v1::AdvanceCheckpointResponse response;
  return Change([&](WriteContext& context) { return AdvanceCheckpoint(request, context, &response); });
}

absl::StatusOr<v1::Run> StoreFixture::Finish(v1::FinishRunRequest request) {
  request.set_fencing_token(TokenOf(request.run()));
  v1::FinishRunResponse response;
  const absl::Status status = Change([&](WriteContext& context) { return FinishRun(request, context, &response); });
  if (!status.ok()) return status;
  return response.run();
}

absl::StatusOr<v1::RecordSnapshotResponse> StoreFixture::RecordSnapshot(const std::string& run, const std::string& set,
                                                                        int observed, uint64_t first, uint64_t last) {
  v1::RecordSnapshotRequest request;
  request.set_run(run);
  request.set_fencing_token(TokenOf(run));
  request.set_set(set);
  request.mutable_observed_at()->set_seconds(observed);
  request.set_first_ordinal(first);
  request.set_last_ordinal(last);
  return store_->RecordSnapshot(request);
}

v1::Registration StoreFixture::Head(const std::string& registration_id) const {
  storage::v1::StoredRegistration stored;
  const absl::StatusOr<bool> found = store_->latest().Read(Family::kRegistrations, registration_id, &stored);
  EXPECT_TRUE(found.ok() && *found) << registration_id;
  return ReadHead(store_->latest(), registration_id, stored.head_revision()).value();
}

std::vector<v1::ChangelogEntry> StoreFixture::Entries() const {
  std::vector<v1::ChangelogEntry> all;
  while (all.size() < store_->changelog().latest()) {
    auto entries = store_->changelog().Read(all.size(), 1000, 1 << 24);
    EXPECT_TRUE(entries.ok()) << entries.status();
    if (!entries.ok()) break;
    for (v1::ChangelogEntry& entry : *entries) all.push_back(std::move(entry));
  }
  return all;
}

v1::GetStoreStatusResponse StoreFixture::Status() const { return store_->Status(true).value(); }

v1::Run StoreFixture::GetRun(const std::string& name) const {
  v1::GetRunRequest request;
  request.set_name(name);
  return store::GetRun(store_->latest(), request).value().run();
}

v1::SourceState StoreFixture::GetSource(const std::string& source) const {
  v1::GetSourceStateRequest request;
  request.set_name("sources/" + source);
  return GetSourceState(store_->latest(), request).value().source_state();
}

std::vector<v1::DeadLetter> StoreFixture::DeadLetters(bool resolved) const {
  v1::ListDeadLettersRequest request;
  request.set_show_resolved(resolved);
  const v1::ListDeadLettersResponse response = ListDeadLetters(store_->latest(), request).value();
  return {response.dead_letters().begin(), response.dead_letters().end()};
}

bool StoreFixture::OnDisk(const std::string& bytes) const {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream all;
    all << file.rdbuf();
    if (all.str().find(bytes) != std::string::npos) return true;
  }
  return false;
}

}  // namespace trialweave::store
