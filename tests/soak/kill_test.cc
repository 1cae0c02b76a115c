// kill -9 of the real store under load, again and again: while it commits, while it lets old entries of its changelog
// go, while it opens. Nothing that it acknowledged is lost, nothing is there twice, and in the end it holds what a
// store that was never killed holds. `ops/soak kill` runs the long form.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "store/testing/store_fixture.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/process.h"
#include "tests/soak/soak_settings.h"
#include "trialweave/v1/store_admin.grpc.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::tests {
namespace {

constexpr int kIds = 2000;
// Documents that are sent and not acknowledged yet, at most.
constexpr uint64_t kWindow = 600;

// The `ordinal`th document: of few registrations, their versions in order, each twice; some link two, some are broken.
v1::CommitRequest DocumentOf(uint64_t ordinal) {
  const uint64_t number = ordinal % kIds;
  store::TestDocument document;
  document.id = absl::StrCat("NCT", 10'000'000 + number);
  document.words = absl::StrCat("version ", ordinal / kIds / 2, " of ", number, std::string(number % 700, 'x'));
  document.observed = static_cast<int>(1000 + ordinal);
  if (ordinal % 13 == 12) return store::CauseRequest(document, v1::DEAD_LETTER_REASON_MALFORMED);
  if (number % 10 == 0) {
    document.secondary_ids = {store::TestIdentifier("chictr", absl::StrCat("ChiCTR20", 10'000'000 + number))};
  }
  return store::RecordRequest(document);
}

// What a store holds after the first documents.
class Expected {
 public:
  void UpTo(uint64_t ordinal) {
    for (; next_ <= ordinal; ++next_) {
      if (next_ % 13 == 12) {
        ++dead_letters;
        continue;
      }
      const uint64_t version = next_ / kIds / 2;
      const auto [entry, created] = newest_.try_emplace(next_ % kIds, version);
      if (created || entry->second != version) {
        ++revisions;
      } else {
        ++sightings;
      }
      entry->second = version;
    }
    registrations = newest_.size();
  }

  uint64_t registrations = 0, revisions = 0, sightings = 0, dead_letters = 0;

 private:
  uint64_t next_ = 1;
  std::map<uint64_t, uint64_t> newest_;
};

// The store as a process of its own, in a folder of its own.
class StoreProcess {
 public:
  StoreProcess() {
    char name[] = "/tmp/twXXXXXX";
    folder_ = mkdtemp(name);
    std::ofstream(folder_ + "/store.textproto")
        << "server { listen: \"unix:" << folder_ << "/s\" metrics_listen: \"127.0.0.1:0\" drain_seconds: 5 }\n"
        << "data_dir: \"" << folder_ << "/data\"\nmemory_bytes: 67108864\nchangelog_entries: 3000\n";
    stub_ = v1::StoreService::NewStub(common::MakeChannel("unix:" + folder_ + "/s"));
    admin_ = v1::StoreAdminService::NewStub(common::MakeChannel("unix:" + folder_ + "/s"));
  }
  ~StoreProcess() {
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  void Start() {
    process_ = std::make_unique<Process>(
        std::vector<std::string>{Runfile("store/store"), "--config", folder_ + "/store.textproto"}, folder_ + "/log");
  }
  void StartAndWait() {
    Start();
    ASSERT_FALSE(process_->AwaitLine("ready ").empty()) << "the store does not open: " << folder_ << "/log";
  }
  void Kill() { process_->Kill(); }
  v1::StoreService::Stub& stub() { return *stub_; }

  v1::GetStoreStatusResponse Status(bool digest) {
    v1::GetStoreStatusRequest request;
    request.set_content_digest(digest);
    v1::GetStoreStatusResponse response;
    Call([&](grpc::ClientContext* context) { return stub_->GetStoreStatus(context, request, &response); });
    return response;
  }
  v1::Run GetRun(const std::string& name) {
    v1::GetRunRequest request;
    request.set_name(name);
    v1::GetRunResponse response;
    Call([&](grpc::ClientContext* context) { return stub_->GetRun(context, request, &response); });
    return response.run();
  }
  std::string StartRun() {
    v1::AcquireLeaseRequest lease;
    lease.set_resource("sources/ctgov");
    lease.set_holder("soak");
    lease.mutable_ttl()->set_seconds(600);
    v1::AcquireLeaseResponse acquired;
    Call([&](grpc::ClientContext* context) { return stub_->AcquireLease(context, lease, &acquired); });
    v1::StartRunRequest start;
    start.set_source("ctgov");
    start.set_fencing_token(acquired.fencing_token());
    v1::StartRunResponse started;
    Call([&](grpc::ClientContext* context) { return stub_->StartRun(context, start, &started); });
    return started.run().name();
  }
  void ExpectWhole() {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    auto reader = admin_->VerifyStore(&context, {});
    v1::VerifyStoreResponse event;
    while (reader->Read(&event)) EXPECT_FALSE(event.has_violation()) << event.ShortDebugString();
    EXPECT_TRUE(reader->Finish().ok());
  }

 private:
  template <typename Method>
  void Call(const Method& method) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(5)));
    const grpc::Status status = method(&context);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }

  std::string folder_;
  std::unique_ptr<Process> process_;
  std::unique_ptr<v1::StoreService::Stub> stub_;
  std::unique_ptr<v1::StoreAdminService::Stub> admin_;
};

// One stream of documents from `first` on, until it breaks or `last` is acknowledged.
class Load {
 public:
  Load(v1::StoreService::Stub& stub, const std::string& run, uint64_t first, uint64_t last)
      : run_(run), acked_(first - 1), sent_(first - 1), last_(last) {
    context_.set_wait_for_ready(true);
    stream_ = stub.Commit(&context_);
    reader_ = std::thread([this] { Read(); });
    writer_ = std::thread([this] { Write(); });
  }
  // Ends it, if it has not ended by itself.
  void Join(bool cancel) {
    if (cancel) context_.TryCancel();
    writer_.join();
    reader_.join();
    stream_->Finish();
  }
  // False when the stream broke, or nothing came for long.
  bool AwaitAcked(uint64_t ordinal) const {
    const absl::Time give_up = absl::Now() + absl::Seconds(60);
    while (acked_ < ordinal && !broken_ && absl::Now() < give_up) absl::SleepFor(absl::Microseconds(100));
    return acked_ >= ordinal;
  }
  uint64_t acked() const { return acked_; }
  uint64_t sent() const { return sent_; }

 private:
  void Read() {
    v1::CommitResponse response;
    while (stream_->Read(&response)) {
      EXPECT_TRUE(response.has_ack()) << response.ShortDebugString();
      EXPECT_EQ(response.ordinal(), acked_ + 1) << "in the order in which they were sent";
      acked_ = response.ordinal();
    }
    broken_ = true;
  }
  void Write() {
    while (!broken_ && sent_ < last_) {
      if (sent_ - acked_ >= kWindow) {
        absl::SleepFor(absl::Microseconds(200));
        continue;
      }
      v1::CommitRequest request = DocumentOf(sent_ + 1);
      request.mutable_document()->set_run(run_);
      request.mutable_document()->set_fencing_token(1);
      request.mutable_document()->set_ordinal(sent_ + 1);
      ++sent_;
      if (!stream_->Write(request)) return;
    }
    stream_->WritesDone();
  }

  const std::string run_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::CommitRequest, v1::CommitResponse>> stream_;
  std::atomic<uint64_t> acked_;
  std::atomic<uint64_t> sent_;
  const uint64_t last_;
  std::atomic<bool> broken_ = false;
  std::thread reader_;
  std::thread writer_;
};

std::string Text(uint64_t registrations, uint64_t revisions, uint64_t sightings, uint64_t dead_letters) {
  return absl::StrCat("registrations ", registrations, ", revisions ", revisions, ", sightings ", sightings,
                      ", dead letters ", dead_letters);
}

// The content of a store that got the same documents and was never killed.
std::string UndisturbedDigest(uint64_t documents) {
  StoreProcess store;
  store.StartAndWait();
  Load load(store.stub(), store.StartRun(), 1, documents);
  load.Join(false);
  EXPECT_EQ(load.acked(), documents);
  return absl::BytesToHexString(store.Status(true).content_digest());
}

TEST(KillTest, NothingAcknowledgedIsLostAndNothingIsThereTwice) {
  const uint64_t cycles = SoakSetting("TW_SOAK_CYCLES", 4);
  const uint64_t seed = SoakSetting("TW_SOAK_SEED", 20'251'126);
  std::printf("seed %llu, %llu cycles\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(cycles));
  std::mt19937_64 random(seed);
  const auto below = [&](uint64_t bound) { return random() % bound; };
  StoreProcess store;
  store.StartAndWait();
  const std::string run = store.StartRun();
  Expected expected;
  uint64_t acked = 0, sent = 0, kept_unacknowledged = 0, killed_opening = 0;
  for (uint64_t cycle = 1; cycle <= cycles && !testing::Test::HasFailure(); ++cycle) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, ", cycle ", cycle));
    Load load(store.stub(), run, acked + 1, ~uint64_t{0});
    // At any moment of its work: after some documents, and then in the middle of whatever it does.
    EXPECT_TRUE(load.AwaitAcked(acked + 1 + below(500)));
    absl::SleepFor(absl::Microseconds(below(15'000)));
    store.Kill();
    load.Join(true);
    ASSERT_GE(load.acked(), acked);
    acked = load.acked();
    sent = std::max(sent, load.sent());
    // Some die again while they open.
    while (below(8) == 0) {
      store.Start();
      absl::SleepFor(absl::Milliseconds(below(120)));
      store.Kill();
      ++killed_opening;
    }
    store.StartAndWait();
    const uint64_t held = store.GetRun(run).delivered();
    ASSERT_GE(held, acked) << "acknowledged documents are lost";
    ASSERT_LE(held, sent) << "documents that were never sent";
    kept_unacknowledged += held - acked;
    expected.UpTo(held);
    const v1::GetStoreStatusResponse status = store.Status(false);
    ASSERT_EQ(Text(status.registrations(), status.revisions(), status.sightings(), status.dead_letters()),
              Text(expected.registrations, expected.revisions, expected.sightings, expected.dead_letters));
    if (cycle % 50 == 0 || cycle == cycles) {
      store.ExpectWhole();
      std::printf("cycle %llu: acknowledged %llu, changelog %llu to %llu\n", static_cast<unsigned long long>(cycle),
                  static_cast<unsigned long long>(acked),
                  static_cast<unsigned long long>(status.first_retained_sequence()),
                  static_cast<unsigned long long>(status.sequence()));
      std::fflush(stdout);
    }
  }
  // What was sent at last is sent again, as its sender would.
  Load rest(store.stub(), run, acked + 1, sent);
  rest.Join(false);
  EXPECT_EQ(rest.acked(), sent);
  const std::string digest = absl::BytesToHexString(store.Status(true).content_digest());
  EXPECT_EQ(digest, UndisturbedDigest(sent));
  std::printf(
      "killed %llu times under load and %llu times while it opened; %llu documents, %llu of them kept and not yet "
      "acknowledged when it died; content digest %s\n",
      static_cast<unsigned long long>(cycles), static_cast<unsigned long long>(killed_opening),
      static_cast<unsigned long long>(sent), static_cast<unsigned long long>(kept_unacknowledged), digest.c_str());
}

}  // namespace
}  // namespace trialweave::tests
