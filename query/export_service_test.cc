// ExportTrials over gRPC.
#include <algorithm>

#include "query/query_service_fixture.h"

namespace trialweave::query {
namespace {

using ExportServiceTest = QueryServiceTest;

TEST_F(ExportServiceTest, ExportsOneMomentWhateverComesMeanwhile) {
  for (int i = 0; i < 900; ++i) {
    const std::string id = absl::StrCat("NCT", 7000000 + i);
    LogHead(id, i);
    LogMembers(FoundersTrialId(id), {id});
  }
  Start();
  v1::ExportTrialsRequest request;
  request.set_format(v1::EXPORT_FORMAT_CSV);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const auto reader = stub_->ExportTrials(&context, request);
  v1::ExportTrialsResponse message;
  std::string data;
  int messages = 0;
  while (reader->Read(&message)) {
    if (messages++ == 0) {
      EXPECT_EQ(message.freshness().sequence(), 1800);
      EXPECT_EQ(message.total_size(), 900);
      LogHead("NCT7000899", 1234567);
      v1::GetTrialResponse newest;
      ASSERT_EQ(GetTrial("trials/NCT7000899", &newest, 1801), absl::OkStatus());
    }
    data += message.data();
  }
  EXPECT_EQ(common::FromGrpc(reader->Finish()), absl::OkStatus());
  EXPECT_EQ(message.trials_written(), 900);
  EXPECT_EQ(std::count(data.begin(), data.end(), '\n'), 901);
  EXPECT_EQ(data.find("1234567"), std::string::npos);
}

TEST_F(ExportServiceTest, ExportsEndWithWhatIsWrong) {
  LogTrials(2);
  const auto reason = [&](const v1::ExportTrialsRequest& request, absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    const auto reader = stub_->ExportTrials(&context, request);
    v1::ExportTrialsResponse message;
    while (reader->Read(&message)) {
    }
    const absl::Status status = common::FromGrpc(reader->Finish());
    return status.ok() ? "OK" : common::ErrorReason(status);
  };
  StartQuery();
  EXPECT_EQ(reason({}), "VIEW_NOT_READY");
  store_->Start();
  AwaitReady();
  v1::ExportTrialsRequest request;
  EXPECT_EQ(reason(request), "OK");
  request.set_filter("status =");
  EXPECT_EQ(reason(request), "FILTER_INVALID");
  request.set_filter("");
  request.set_query("exosome");
  request.mutable_options()->set_min_sequence(4);
  EXPECT_EQ(reason(request), "OK");
  request.set_query("");
  request.mutable_options()->set_min_sequence(5);
  EXPECT_NE(reason(request, absl::Milliseconds(100)), "OK") << "it does not come";
  std::thread later([this] { LogHead(Nct(0), 77); });
  EXPECT_EQ(reason(request), "OK");
  later.join();
  request.mutable_options()->clear_min_sequence();
  request.mutable_options()->set_read_sequence(1);
  EXPECT_NE(reason(request), "OK") << "the store, which is nowhere, is asked for what was";
}

TEST_F(ExportServiceTest, AnExportThatNobodyReadsAnyMoreEnds) {
  for (int i = 0; i < 300; ++i) {
    const std::string id = absl::StrCat("NCT", 7000000 + i);
    v1::ChangelogEntry entry;
    v1::Registration& head = *entry.mutable_head_changed()->mutable_registration();
    head.set_registration_id(id);
    head.mutable_study()->add_descriptions()->set_text(std::string(20000, 'x'));
    store_->Append(entry);
    LogMembers(FoundersTrialId(id), {id});
  }
  Start();
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    const auto reader = stub_->ExportTrials(&context, {});
    v1::ExportTrialsResponse message;
    EXPECT_TRUE(reader->Read(&message));
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
}

}  // namespace
}  // namespace trialweave::query
