#include "common/status.h"

#include <gtest/gtest.h>

#include "common/grpc_status.h"

namespace trialweave::common {
namespace {

absl::Status Example() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "LEASE_HELD", "somebody else holds sources/ctgov",
                   {{"until", "2026-01-02T03:04:05Z"}});
}

TEST(StatusTest, CarriesReasonAndMetadata) {
  EXPECT_EQ(ErrorReason(Example()), "LEASE_HELD");
  EXPECT_EQ(ErrorMetadata(Example(), "until"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(ErrorMetadata(Example(), "absent"), "");
  EXPECT_EQ(ErrorReason(absl::InternalError("plain")), "");
}

TEST(StatusTest, SurvivesTheHopThroughGrpc) {
  const absl::Status back = FromGrpc(ToGrpc(Example()));
  EXPECT_EQ(back.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(back.message(), "somebody else holds sources/ctgov");
  EXPECT_EQ(ErrorReason(back), "LEASE_HELD");
  EXPECT_EQ(ErrorMetadata(back, "until"), "2026-01-02T03:04:05Z");
}

TEST(StatusTest, GivesEveryErrorAReasonOnTheWire) {
  EXPECT_EQ(ErrorReason(FromProto(ToProto(absl::InternalError("plain")))), "INTERNAL");
  EXPECT_TRUE(ToProto(absl::OkStatus()).details().empty());
}

TEST(StatusTest, TakesForeignGrpcErrorsAsTheyAre) {
  const absl::Status back = FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "no route", "not a status proto"));
  EXPECT_EQ(back.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(back.message(), "no route");
}

TEST(StatusTest, TrimsOnCharacterBoundariesAndEscapesControls) {
  EXPECT_EQ(Trimmed("a\nb"), "a\\x0ab");
  EXPECT_EQ(Trimmed("外泌体", 4), "外...");
  EXPECT_EQ(Trimmed("short"), "short");
}

}  // namespace
}  // namespace trialweave::common
