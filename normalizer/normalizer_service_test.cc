#include "normalizer/normalizer_service.h"

#include <map>
#include <set>
#include <thread>

#include "common/channel.h"
#include "common/grpc_status.h"
#include "common/sha256.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

// FakeStore answers commits as a store would, or breaks.
class FakeStore : public v1::StoreService::Service {
 public:
  grpc::Status Commit(grpc::ServerContext*,
                      grpc::ServerReaderWriter<v1::CommitResponse, v1::CommitRequest>* stream) override {
    v1::CommitRequest request;
    while (stream->Read(&request)) {
      {
        absl::MutexLock lock(&mutex_);
        ++received_;
        mutex_.Await(absl::Condition(&open_));
        if (break_after_ == 0) return grpc::Status(grpc::StatusCode::INTERNAL, "broken");
        if (break_after_ > 0) --break_after_;
      }
      v1::CommitResponse response;
      response.set_run(request.document().run());
      response.set_ordinal(request.document().ordinal());
      if (request.has_cause()) {
        response.mutable_ack()->set_outcome(v1::OUTCOME_DEAD_LETTERED);
      } else {
        response.mutable_ack()->set_outcome(v1::OUTCOME_CREATED);
        response.mutable_ack()->set_record(request.record().registration().name());
      }
      if (!stream->Write(response)) break;
    }
    absl::MutexLock lock(&mutex_);
    ++finished_;
    return grpc::Status::OK;
  }

  void BreakAfter(int documents) {
    absl::MutexLock lock(&mutex_);
    break_after_ = documents;
  }
  void Hold(bool hold) {
    absl::MutexLock lock(&mutex_);
    open_ = !hold;
  }
  void AwaitReceived(int documents) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [this, documents]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return received_ >= documents; };
    mutex_.Await(absl::Condition(&reached));
  }
  void AwaitFinished() {
    absl::MutexLock lock(&mutex_);
    const auto reached = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return finished_ > 0; };
    mutex_.Await(absl::Condition(&reached));
  }

 private:
  absl::Mutex mutex_;
  int received_ ABSL_GUARDED_BY(mutex_) = 0;
  int finished_ ABSL_GUARDED_BY(mutex_) = 0;
  int break_after_ ABSL_GUARDED_BY(mutex_) = -1;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
};

using IngestCall = grpc::ClientReaderWriter<v1::IngestRequest, v1::IngestResponse>;

class NormalizerServiceTest : public testing::Test {
 protected:
  static constexpr int kWindow = 4;

  NormalizerServiceTest() {
    int store_port = 0, port = 0;
    store_server_ = Listen(&store_, &store_port);
    store_stub_ = v1::StoreService::NewStub(common::MakeChannel("127.0.0.1:" + std::to_string(store_port)));
    service_ = std::make_unique<NormalizerService>(
        IngestShared{&normalizer_, &pool_, &metrics_, store_stub_.get(), kWindow, size_t{1} << 20});
    server_ = Listen(service_.get(), &port);
    stub_ = v1::NormalizerService::NewStub(common::MakeChannel("127.0.0.1:" + std::to_string(port)));
  }
  ~NormalizerServiceTest() override {
    store_.Hold(false);
    server_->Shutdown(std::chrono::system_clock::now());
    store_server_->Shutdown(std::chrono::system_clock::now());
  }

  static std::unique_ptr<grpc::Server> Listen(grpc::Service* service, int* port) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), port);
    builder.RegisterService(service);
    return builder.BuildAndStart();
  }

  static v1::IngestRequest Request(uint64_t ordinal, const std::string& content) {
    v1::IngestRequest request;
    v1::RecordDocument* document = request.mutable_document();
    document->set_source("ctgov");
    document->set_run("sources/ctgov/runs/1");
    document->set_ordinal(ordinal);
    document->set_format("ctgov_v2_json");
    document->set_content(content);
    document->set_content_sha256(common::Sha256(content));
    return request;
  }
  static std::string Study(int number) {
    return R"({"protocolSection":{"identificationModule":{"nctId":"NCT0643)" + std::to_string(1000 + number) +
           R"("}}})";
  }
  static std::string ReasonOf(const grpc::Status& status) { return common::ErrorReason(common::FromGrpc(status)); }

  std::string Metrics() {
    std::string text;
    for (const auto& family : registry_->Collect()) {
      for (const auto& metric : family.metric) {
        text += family.name;
        for (const auto& label : metric.label) text += " " + label.name + "=" + label.value;
        text += " " + std::to_string(static_cast<int>(metric.counter.value + metric.gauge.value)) + "\n";
      }
    }
    return text;
  }

  FakeStore store_;
  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  DocumentNormalizer normalizer_{Vocabulary::Embedded(), ParseLimits()};
  NormalizerMetrics metrics_{registry_};
  ParsePool pool_{2};
  std::unique_ptr<grpc::Server> store_server_;
  std::unique_ptr<v1::StoreService::Stub> store_stub_;
  std::unique_ptr<NormalizerService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::NormalizerService::Stub> stub_;
  grpc::ClientContext context_;
};

TEST_F(NormalizerServiceTest, AnswersEveryDocumentOnceTheStoreHas) {
  const auto call = stub_->Ingest(&context_);
  std::set<uint64_t> answered;
  std::thread writer([&] {
    for (int i = 1; i <= 50; ++i) EXPECT_TRUE(call->Write(Request(i, Study(i))));
    call->WritesDone();
  });
  v1::IngestResponse response;
  while (call->Read(&response)) {
    EXPECT_EQ(response.run(), "sources/ctgov/runs/1");
    EXPECT_EQ(response.ack().outcome(), v1::OUTCOME_CREATED);
    EXPECT_EQ(response.ack().record(), "registrations/NCT0643" + std::to_string(1000 + response.ordinal()));
    EXPECT_TRUE(answered.insert(response.ordinal()).second);
  }
  writer.join();
  EXPECT_TRUE(call->Finish().ok());
  EXPECT_EQ(answered.size(), 50u);
  EXPECT_THAT(
      Metrics(),
      testing::HasSubstr("trialweave_normalizer_documents_total format=ctgov_v2_json outcome=created source=ctgov 50"));
  EXPECT_THAT(Metrics(), testing::HasSubstr("trialweave_normalizer_documents_in_flight 0"));
}

TEST_F(NormalizerServiceTest, BadContentIsADeadLetterAndTheRestGoesOn) {
  const auto call = stub_->Ingest(&context_);
  EXPECT_TRUE(call->Write(Request(1, "<html>")));
  EXPECT_TRUE(call->Write(Request(2, Study(2))));
  call->WritesDone();
  std::map<uint64_t, v1::Outcome> outcomes;
  v1::IngestResponse response;
  while (call->Read(&response)) outcomes[response.ordinal()] = response.ack().outcome();
  EXPECT_TRUE(call->Finish().ok());
  EXPECT_THAT(outcomes,
              testing::ElementsAre(testing::Pair(1, v1::OUTCOME_DEAD_LETTERED), testing::Pair(2, v1::OUTCOME_CREATED)));
  EXPECT_THAT(Metrics(),
              testing::HasSubstr("trialweave_normalizer_dead_letters_total reason=wrong_root source=ctgov 1"));
}

TEST_F(NormalizerServiceTest, RefusesContentThatIsNotWhatItsDigestNames) {
  const auto call = stub_->Ingest(&context_);
  v1::IngestRequest request = Request(7, Study(7));
  request.mutable_document()->set_content(Study(8));
  EXPECT_TRUE(call->Write(request));
  v1::IngestResponse response;
  ASSERT_TRUE(call->Read(&response));
  EXPECT_EQ(response.ordinal(), 7u);
  EXPECT_EQ(common::ErrorReason(common::FromProto(response.refusal())), "CONTENT_DIGEST_MISMATCH");
  call->WritesDone();
  EXPECT_FALSE(call->Read(&response));
  EXPECT_TRUE(call->Finish().ok());
}

TEST_F(NormalizerServiceTest, ABrokenStoreEndsTheStreamAsUnavailable) {
  store_.BreakAfter(2);
  const auto call = stub_->Ingest(&context_);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(call->Write(Request(i, Study(i))));
  v1::IngestResponse response;
  int answers = 0;
  while (call->Read(&response)) ++answers;
  const grpc::Status status = call->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "STORE_UNAVAILABLE");
  EXPECT_LE(answers, 2);
  EXPECT_THAT(Metrics(), testing::HasSubstr("trialweave_normalizer_documents_in_flight 0"));
}

TEST_F(NormalizerServiceTest, AnAbsentStoreEndsTheStreamAsUnavailable) {
  store_server_->Shutdown(std::chrono::system_clock::now());
  const auto call = stub_->Ingest(&context_);
  v1::IngestResponse response;
  EXPECT_FALSE(call->Read(&response));
  EXPECT_EQ(ReasonOf(call->Finish()), "STORE_UNAVAILABLE");
}

TEST_F(NormalizerServiceTest, ReadsNoMoreThanTheWindow) {
  store_.Hold(true);
  const auto call = stub_->Ingest(&context_);
  for (int i = 1; i <= 20; ++i) EXPECT_TRUE(call->Write(Request(i, Study(i))));
  call->WritesDone();
  store_.AwaitReceived(1);
  // The store answers nothing, so no answer can free a place: at most kWindow documents are ever in flight.
  EXPECT_THAT(Metrics(), testing::AnyOf(testing::HasSubstr("in_flight 1\n"), testing::HasSubstr("in_flight 2\n"),
                                        testing::HasSubstr("in_flight 3\n"), testing::HasSubstr("in_flight 4\n")));
  store_.Hold(false);
  v1::IngestResponse response;
  int answers = 0;
  while (call->Read(&response)) ++answers;
  EXPECT_TRUE(call->Finish().ok());
  EXPECT_EQ(answers, 20);
}

TEST_F(NormalizerServiceTest, ACrawlerThatGoesAwayEndsTheStoresStream) {
  const auto call = stub_->Ingest(&context_);
  EXPECT_TRUE(call->Write(Request(1, Study(1))));
  store_.AwaitReceived(1);
  context_.TryCancel();
  EXPECT_EQ(call->Finish().error_code(), grpc::StatusCode::CANCELLED);
  store_.AwaitFinished();
}

TEST_F(NormalizerServiceTest, DrainAnswersWhatIsInFlightThenEnds) {
  store_.Hold(true);
  const auto call = stub_->Ingest(&context_);
  EXPECT_TRUE(call->Write(Request(1, Study(1))));
  store_.AwaitReceived(1);
  service_->Drain();
  store_.Hold(false);
  v1::IngestResponse response;
  ASSERT_TRUE(call->Read(&response));
  EXPECT_EQ(response.ordinal(), 1u);
  EXPECT_FALSE(call->Read(&response));
  EXPECT_EQ(ReasonOf(call->Finish()), "SHUTTING_DOWN");
}

TEST_F(NormalizerServiceTest, NormalizesOneDocumentWithoutTheStore) {
  v1::NormalizeRequest request;
  *request.mutable_document() = Request(1, Study(1)).document();
  v1::NormalizeResponse response;
  ASSERT_TRUE(stub_->Normalize(&context_, request, &response).ok());
  EXPECT_EQ(response.record().registration().registration_id(), "NCT06431001");
  EXPECT_EQ(response.record().registration().provenance(0).field(), "registration_id");
  EXPECT_TRUE(response.record().registration().packed_provenance().empty());

  grpc::ClientContext again;
  request.mutable_document()->set_content("[]");
  ASSERT_TRUE(stub_->Normalize(&again, request, &response).ok());
  EXPECT_EQ(response.cause().reason(), v1::DEAD_LETTER_REASON_WRONG_ROOT);

  grpc::ClientContext empty;
  request.mutable_document()->clear_content();
  const grpc::Status status = stub_->Normalize(&empty, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "DOCUMENT_INCOMPLETE");
}

}  // namespace
}  // namespace trialweave::normalizer
