#include "query/export/export_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/export/sample_trial.h"
#include "query/serialized_field.h"

namespace trialweave::query {
namespace {

// Pages of 100 trials.
class ExportReaderTest : public testing::Test {
 protected:
  ExportReader::ReadPage Pages(int trials) {
    return [this, trials](const v1::ListTrialsRequest& request, v1::ListTrialsResponse* response) {
      requests_.push_back(request);
      if (static_cast<int>(requests_.size()) == fail_at_) return error_;
      const int from = request.page_token().empty() ? 0 : std::stoi(request.page_token());
      const int to = std::min(from + 100, trials);
      for (int i = from; i < to; ++i) {
        if (from == 100) {
          // As the view answers.
          AddSerialized(v1::ListTrialsResponse::kTrialsFieldNumber, PackedRecord(SampleTrial(i)), response);
        } else {
          *response->add_trials() = SampleTrial(i);
        }
      }
      if (to < trials) response->set_next_page_token(std::to_string(to));
      response->set_total_size(trials);
      response->mutable_freshness()->set_sequence(77);
      return absl::OkStatus();
    };
  }

  // All messages of an export; error_text_ is the reason why it ended.
  std::vector<v1::ExportTrialsResponse> Read(const v1::ExportTrialsRequest& request, int trials) {
    std::vector<v1::ExportTrialsResponse> messages;
    const auto reader = ExportReader::Create(request, Pages(trials));
    reason_ = common::ErrorReason(reader.status());
    if (!reader.ok()) return messages;
    while (true) {
      v1::ExportTrialsResponse message;
      const absl::StatusOr<bool> more = (*reader)->Next(&message);
      reason_ = common::ErrorReason(more.status());
      if (!more.ok() || !*more) return messages;
      messages.push_back(message);
    }
  }
  static std::string Data(const std::vector<v1::ExportTrialsResponse>& messages) {
    std::string data;
    for (const v1::ExportTrialsResponse& each : messages) data += each.data();
    return data;
  }

  std::vector<v1::ListTrialsRequest> requests_;
  std::string reason_;
  int fail_at_ = 0;
  absl::Status error_;
};

TEST_F(ExportReaderTest, MessagesAreWholeRecordsOfAllPages) {
  v1::ExportTrialsRequest request;
  request.set_filter("phase:PHASE1");
  request.mutable_options()->set_coverage(true);
  const auto messages = Read(request, 250);
  ASSERT_EQ(reason_, "");
  ASSERT_GT(messages.size(), 3);
  EXPECT_EQ(messages[0].freshness().sequence(), 77);
  EXPECT_EQ(messages[0].content_type(), "application/x-ndjson; charset=utf-8");
  EXPECT_EQ(messages[0].total_size(), 250);
  EXPECT_FALSE(messages[1].has_freshness());
  EXPECT_EQ(messages.back().trials_written(), 250);
  int64_t written = 0;
  for (const auto& each : messages) {
    EXPECT_EQ(each.data().back(), '\n');
    EXPECT_EQ(std::count(each.data().begin(), each.data().end(), '\n'), each.trials_written() - written);
    written = each.trials_written();
    EXPECT_LT(each.data().size(), ExportReader::kChunkBytes + 64 * 1024);
  }
  ASSERT_EQ(requests_.size(), 3);
  EXPECT_EQ(requests_[2].filter(), "phase:PHASE1");
  EXPECT_TRUE(requests_[0].options().coverage());
  EXPECT_FALSE(requests_[2].options().coverage()) << "it is asked for once";
}

TEST_F(ExportReaderTest, NothingIsAFileToo) {
  v1::ExportTrialsRequest request;
  auto messages = Read(request, 0);
  ASSERT_EQ(messages.size(), 1);
  EXPECT_EQ(messages[0].data(), "");
  EXPECT_EQ(messages[0].freshness().sequence(), 77);
  request.set_format(v1::EXPORT_FORMAT_CSV);
  messages = Read(request, 0);
  ASSERT_EQ(messages.size(), 1);
  EXPECT_THAT(messages[0].data(), testing::StartsWith("name,registration_ids,"));
}

TEST_F(ExportReaderTest, ARecordThatIsTooLongForAMessageIsCut) {
  const auto reader = ExportReader::Create({}, [](const v1::ListTrialsRequest&, v1::ListTrialsResponse* response) {
    for (int i = 0; i < 2; ++i) {
      response->add_trials()->mutable_study()->set_acronym(std::string(ExportReader::kMaxChunkBytes * 3 / 2, 'x'));
    }
    return absl::OkStatus();
  });
  std::string data;
  std::vector<int64_t> written;
  v1::ExportTrialsResponse message;
  while (*(*reader)->Next(&message)) {
    EXPECT_LE(message.data().size(), ExportReader::kMaxChunkBytes);
    data += message.data();
    written.push_back(message.trials_written());
  }
  EXPECT_THAT(written, testing::ElementsAre(0, 1, 1, 2));
  EXPECT_EQ(std::count(data.begin(), data.end(), '\n'), 2);
  EXPECT_GT(data.size(), ExportReader::kMaxChunkBytes * 3);
}

TEST_F(ExportReaderTest, LeavesOutWhatIsNotAskedFor) {
  v1::ExportTrialsRequest request;
  request.mutable_read_mask()->add_paths("study.acronym");
  EXPECT_EQ(Data(Read(request, 1)), "{\"name\":\"trials/t0000000\",\"study\":{}}\n");
  request.set_format(v1::EXPORT_FORMAT_CSV);
  Read(request, 1);
  EXPECT_EQ(reason_, "READ_MASK_INVALID");
}

TEST_F(ExportReaderTest, EndsWithTheErrorOfAPage) {
  fail_at_ = 2;
  error_ = common::MakeError(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_EXPIRED", "gone");
  EXPECT_GT(Read({}, 250).size(), 0);
  EXPECT_EQ(reason_, "EXPORT_TOO_SLOW");
  requests_.clear();
  error_ = common::MakeError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID", "wrong");
  fail_at_ = 1;
  EXPECT_EQ(Read({}, 250).size(), 0);
  EXPECT_EQ(reason_, "FILTER_INVALID");
}

TEST_F(ExportReaderTest, RefusesWhatItCannotDo) {
  v1::ExportTrialsRequest request;
  request.set_format(static_cast<v1::ExportFormat>(9));
  Read(request, 1);
  EXPECT_EQ(reason_, "FORMAT_INVALID");
}

}  // namespace
}  // namespace trialweave::query
