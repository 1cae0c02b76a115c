// The commands of operators, against services that answer as told.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/cli/cli_fixture.h"
#include "trialweave/v1/crawler_service.grpc.pb.h"
#include "trialweave/v1/store_admin.grpc.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FakeAdmin : public v1::StoreAdminService::Service {
 public:
  grpc::Status VerifyStore(grpc::ServerContext*, const v1::VerifyStoreRequest* request,
                           grpc::ServerWriter<v1::VerifyStoreResponse>* writer) override {
    v1::VerifyStoreResponse response;
    response.mutable_progress()->set_total(4);
    writer->Write(response);
    if (!request->skip_files()) {
      response.mutable_violation()->set_kind("FILE_CORRUPT");
      response.mutable_violation()->set_key("000012.sst");
      response.mutable_violation()->set_detail("its checksum is another");
      writer->Write(response);
    }
    response.mutable_summary()->set_violations(request->skip_files() ? 0 : 1);
    response.mutable_summary()->set_content_digest("\x01\xAB");
    writer->Write(response);
    return grpc::Status::OK;
  }
  grpc::Status CreateBackup(grpc::ServerContext*, const v1::CreateBackupRequest* request,
                            v1::CreateBackupResponse* response) override {
    response->mutable_backup()->set_name(absl::StrCat("backups/", 100 + request->keep()));
    return grpc::Status::OK;
  }
  grpc::Status ListBackups(grpc::ServerContext*, const v1::ListBackupsRequest*,
                           v1::ListBackupsResponse* response) override {
    response->add_backups()->set_name("backups/2");
    response->add_backups()->set_problem("files are missing");
    return grpc::Status::OK;
  }
  grpc::Status VerifyBackup(grpc::ServerContext*, const v1::VerifyBackupRequest* request,
                            v1::VerifyBackupResponse*) override {
    return common::ToGrpc(common::MakeError(absl::StatusCode::kDataLoss, "BACKUP_CORRUPT", request->name()));
  }
  grpc::Status GetDeadLetter(grpc::ServerContext*, const v1::GetDeadLetterRequest* request,
                             v1::GetDeadLetterResponse* response) override {
    response->mutable_dead_letter()->set_name(request->name());
    response->mutable_dead_letter()->mutable_cause()->set_reason(v1::DEAD_LETTER_REASON_MALFORMED);
    response->mutable_dead_letter()->set_raw_digest(std::string(32, 'd'));
    response->set_content("<trial>\x01");
    return grpc::Status::OK;
  }
  grpc::Status ResolveDeadLetter(grpc::ServerContext*, const v1::ResolveDeadLetterRequest* request,
                                 v1::ResolveDeadLetterResponse* response) override {
    response->mutable_dead_letter()->set_name(request->name());
    response->mutable_dead_letter()->set_resolution(request->reason());
    return grpc::Status::OK;
  }
  grpc::Status RedactDocument(grpc::ServerContext*, const v1::RedactDocumentRequest* request,
                              v1::RedactDocumentResponse* response) override {
    response->add_records(absl::StrCat("erased ", request->raw_digest(), " for ", request->reason()));
    return grpc::Status::OK;
  }
};

class FakeStatus : public v1::StoreService::Service {
 public:
  grpc::Status GetStoreStatus(grpc::ServerContext*, const v1::GetStoreStatusRequest*,
                              v1::GetStoreStatusResponse* response) override {
    response->set_read_only(true);
    response->set_read_only_reason("DISK_FULL");
    response->set_read_only_detail("12 bytes are free");
    return grpc::Status::OK;
  }
};

class FakeArchive : public v1::CrawlerService::Service {
 public:
  grpc::Status ListSources(grpc::ServerContext*, const v1::ListSourcesRequest*,
                           v1::ListSourcesResponse* response) override {
    response->add_sources()->set_kind("ctgov_api");
    v1::CrawlSource* archive = response->add_sources();
    archive->set_kind("archive");
    archive->set_name("sources/old");
    return grpc::Status::OK;
  }
  grpc::Status RunSource(grpc::ServerContext*, const v1::RunSourceRequest* request,
                         grpc::ServerWriter<v1::RunSourceResponse>* writer) override {
    request_ = *request;
    v1::RunSourceResponse response;
    response.mutable_run()->set_name(request->name() + "/runs/1");
    response.mutable_run()->set_state(v1::RUN_STATE_SUCCEEDED);
    response.mutable_run()->set_delivered(1);
    response.mutable_run()->mutable_counts()->set_dead_lettered(request->dead_letters().source() == "bad" ? 1 : 0);
    writer->Write(response);
    return grpc::Status::OK;
  }
  v1::RunSourceRequest request_;
};

class AdminCommandsTest : public CliFixture {
 protected:
  void SetUp() override {
    progress_ = true;
    Serve({&admin_, &status_, &crawler_});
  }

  FakeAdmin admin_;
  FakeStatus status_;
  FakeArchive crawler_;
};

TEST_F(AdminCommandsTest, VerifyShowsItsProgressAndFailsWhenSomethingIsWrong) {
  EXPECT_EQ(Run({"verify"}), kNegative);
  EXPECT_THAT(error_, HasSubstr("[..............................]   0%"));
  EXPECT_THAT(out_, HasSubstr("FILE_CORRUPT  000012.sst"));
  EXPECT_EQ(Run({"verify", "--skip_files"}), kGood);
  EXPECT_THAT(out_, HasSubstr("The store is whole"));
  EXPECT_THAT(out_, HasSubstr("content digest 01ab"));
}

TEST_F(AdminCommandsTest, BackupsAreMadeListedAndVerified) {
  EXPECT_EQ(Run({"backup", "create", "--keep", "7"}), kGood);
  EXPECT_THAT(out_, HasSubstr("backups/107"));
  EXPECT_EQ(Run({"backup", "list"}), kGood);
  EXPECT_THAT(out_, HasSubstr("files are missing"));
  EXPECT_EQ(Run({"backup", "verify", "3"}), kOtherError);
  EXPECT_THAT(error_, HasSubstr("backups/3 (BACKUP_CORRUPT)"));
  EXPECT_EQ(Run({"backup", "verify"}), kUsage);
  EXPECT_EQ(Run({"backup", "list", "3"}), kUsage);
}

TEST_F(AdminCommandsTest, RestoreSaysHowItIsDone) {
  EXPECT_EQ(Run({"backup", "restore", "3"}), kUsage);
  EXPECT_THAT(error_, HasSubstr("store --config FILE --restore backups/3"));
}

TEST_F(AdminCommandsTest, DeadLettersAreShownWithTheirBytes) {
  EXPECT_EQ(Run({"dead-letters", "show", "abc"}), kGood);
  EXPECT_THAT(out_, HasSubstr("deadLetters/abc"));
  EXPECT_THAT(out_, HasSubstr("malformed"));
  EXPECT_THAT(out_, HasSubstr("<trial>\\x01")) << "what a terminal would take for a command is escaped";
  EXPECT_EQ(Run({"dead-letters", "show", "abc", "--raw"}), kGood);
  EXPECT_EQ(out_, "<trial>\x01");
  EXPECT_EQ(Run({"dead-letters", "show"}), kUsage);
}

TEST_F(AdminCommandsTest, DeadLettersAreReplayedThroughTheArchiveSource) {
  EXPECT_EQ(Run({"dead-letters", "replay", "abc", "deadLetters/def"}), kGood);
  EXPECT_EQ(crawler_.request_.name(), "sources/old");
  ASSERT_EQ(crawler_.request_.dead_letters().names_size(), 2);
  EXPECT_EQ(crawler_.request_.dead_letters().names(0), "deadLetters/abc");
  EXPECT_EQ(Run({"dead-letters", "replay", "--source", "bad", "--cause", "malformed"}), kNegative)
      << "it is a dead letter again";
  EXPECT_EQ(crawler_.request_.dead_letters().reason(), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_TRUE(crawler_.request_.has_dead_letters());
  EXPECT_EQ(Run({"dead-letters", "replay", "--cause", "weather"}), kUsage);
}

TEST_F(AdminCommandsTest, ResolvingAndErasingNeedAReason) {
  EXPECT_EQ(Run({"dead-letters", "resolve", "abc", "--reason", "a test file"}), kGood);
  EXPECT_EQ(Run({"dead-letters", "resolve", "abc"}), kUsage);
  EXPECT_EQ(Run({"redact", "abc", "--reason", "court order"}), kGood);
  EXPECT_THAT(out_, HasSubstr(absl::StrCat("erased ", std::string(32, 'd'), " for court order")));
  EXPECT_EQ(Run({"redact", std::string(64, '6'), "--reason", "court order"}), kGood);
  EXPECT_THAT(out_, HasSubstr(absl::StrCat("erased ", std::string(32, 'f'))));
  EXPECT_EQ(Run({"redact", "abc"}), kUsage);
}

TEST_F(AdminCommandsTest, StatusSaysThatTheStoreIsReadOnly) {
  Run({"status"});
  EXPECT_THAT(out_, HasSubstr("read-only"));
  EXPECT_THAT(error_, HasSubstr("DISK_FULL"));
  EXPECT_THAT(error_, HasSubstr("12 bytes are free"));
}

}  // namespace
}  // namespace trialweave::query
