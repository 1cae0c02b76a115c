#include "query/batch.h"

#include <string>

#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(BatchTest, SaysHowManyTrialsFit) {
  v1::Trial large;
  large.set_name("trials/a");
  large.mutable_study()->set_acronym(std::string(kMaxBatchBytes / 3, 'x'));
  v1::BatchGetTrialsResponse response;
  size_t bytes = 0;
  EXPECT_TRUE(AddToBatch(large, ReadMask(), &bytes, &response).ok());
  EXPECT_TRUE(AddToBatch(large, ReadMask(), &bytes, &response).ok());
  const absl::Status status = AddToBatch(large, ReadMask(), &bytes, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(common::ErrorReason(status), "BATCH_TOO_LARGE");
  EXPECT_EQ(common::ErrorMetadata(status, "fitting"), "2");
  google::protobuf::FieldMask names;
  names.add_paths("name");
  bytes = kMaxBatchBytes - 100;
  EXPECT_TRUE(AddToBatch(large, *ReadMask::For<v1::Trial>(names), &bytes, &response).ok()) << "fewer fields fit";
}

}  // namespace
}  // namespace trialweave::query
