#include "query/sequence_waiters.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

class SequenceWaitersTest : public testing::Test {
 protected:
  SequenceWaiters::Done Note(absl::StatusCode* code) {
    *code = absl::StatusCode::kUnknown;
    return [code](const absl::Status& status) { *code = status.code(); };
  }

  SequenceWaiters waiters_;
  absl::StatusCode first_, second_;
};

TEST_F(SequenceWaitersTest, WakesThoseWhoseSequenceIsReached) {
  waiters_.Reached(3);
  waiters_.Add(&first_, 3, Note(&first_));
  EXPECT_EQ(first_, absl::StatusCode::kOk);
  waiters_.Add(&first_, 4, Note(&first_));
  waiters_.Add(&second_, 6, Note(&second_));
  waiters_.Reached(5);
  EXPECT_EQ(first_, absl::StatusCode::kOk);
  EXPECT_EQ(second_, absl::StatusCode::kUnknown);
  EXPECT_EQ(waiters_.size(), 1);
}

TEST_F(SequenceWaitersTest, EndsThoseThatAreCancelledOrClosed) {
  waiters_.Add(&first_, 4, Note(&first_));
  waiters_.Add(&second_, 4, Note(&second_));
  waiters_.Cancel(&first_, absl::CancelledError());
  waiters_.Cancel(&first_, absl::CancelledError());
  EXPECT_EQ(first_, absl::StatusCode::kCancelled);
  waiters_.Close();
  EXPECT_EQ(second_, absl::StatusCode::kUnavailable);
  waiters_.Add(&first_, 1, Note(&first_));
  EXPECT_EQ(first_, absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace trialweave::query
