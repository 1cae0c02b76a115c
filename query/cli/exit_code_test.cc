#include "query/cli/exit_code.h"

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(ExitCode, TellsScriptsWhatHappened) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), 1);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), 4);
}

TEST(ExitCode, ErrorsSayWhatToDo) {
  const absl::Status away = common::MakeError(absl::StatusCode::kUnavailable, "UNREACHABLE", "refused",
                                              {{"service", "query"}, {"address", "h:1"}});
  EXPECT_THAT(ErrorText(away), testing::AllOf(testing::HasSubstr("query service at h:1"),
                                              testing::HasSubstr("--server"), testing::HasSubstr("TRIALWEAVE_SERVER")));
  EXPECT_THAT(ErrorText(absl::DeadlineExceededError("late")), testing::HasSubstr("--timeout"));
}

}  // namespace
}  // namespace trialweave::query
