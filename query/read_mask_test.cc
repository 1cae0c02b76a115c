#include "query/read_mask.h"

#include <initializer_list>
#include <string>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {
namespace {

using testing::HasSubstr;

google::protobuf::FieldMask Paths(std::initializer_list<const char*> paths) {
  google::protobuf::FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

v1::Trial SomeTrial() {
  v1::Trial trial;
  trial.set_name("trials/a");
  trial.add_registration_ids("NCT06000001");
  trial.mutable_study()->add_titles()->set_text("title");
  trial.mutable_study()->set_acronym("ACR");
  trial.mutable_study()->mutable_enrollment()->set_count(3);
  trial.mutable_study()->mutable_enrollment()->set_text("three");
  return trial;
}

std::string Masked(std::initializer_list<const char*> paths) {
  v1::Trial trial = SomeTrial();
  const auto mask = ReadMask::For<v1::Trial>(Paths(paths));
  EXPECT_TRUE(mask.ok()) << mask.status();
  if (mask.ok()) mask->Apply(&trial);
  return trial.ShortDebugString();
}

TEST(ReadMaskTest, NonePathsAndAsteriskMeanAllFields) {
  const std::string all = SomeTrial().ShortDebugString();
  EXPECT_EQ(Masked({}), all);
  EXPECT_EQ(Masked({"*"}), all);
  EXPECT_EQ(Masked({"study.acronym", "*"}), all);
}

TEST(ReadMaskTest, KeepsWhatIsNamedAndTheName) {
  EXPECT_EQ(Masked({"study.titles"}), "name: \"trials/a\" study { titles { text: \"title\" } }");
  EXPECT_EQ(Masked({"study.enrollment.count", "registration_ids"}),
            "name: \"trials/a\" registration_ids: \"NCT06000001\" study { enrollment { count: 3 } }");
  EXPECT_EQ(Masked({"links"}), "name: \"trials/a\"");
}

TEST(ReadMaskTest, APathSpeaksForAllBelowIt) {
  EXPECT_EQ(Masked({"study", "study.titles"}), Masked({"study"}));
  EXPECT_THAT(Masked({"study"}), HasSubstr("three"));
}

TEST(ReadMaskTest, SaysWhichPathIsWrongAndWhatThereIs) {
  const auto error = [](const char* path) {
    const absl::Status status = ReadMask::For<v1::Trial>(Paths({"name", path})).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(common::ErrorReason(status), "READ_MASK_INVALID") << path;
    EXPECT_EQ(common::ErrorMetadata(status, "path"), path);
    return std::string(status.message());
  };
  EXPECT_THAT(error("tilte"), HasSubstr("there are name, kind, registration_ids,"));
  EXPECT_THAT(error("study.tilte"), HasSubstr("study has titles, official_titles,"));
  EXPECT_THAT(error("study.titles.text"), HasSubstr("study.titles is a list"));
  EXPECT_THAT(error("name.first"), HasSubstr("name has no fields"));
  EXPECT_THAT(error(""), HasSubstr("no such field"));
  EXPECT_THAT(error("study."), HasSubstr("no such field"));
  EXPECT_THAT(error("study.*"), HasSubstr("no such field"));
}

TEST(ReadMaskTest, IsOfTheRecordsType) {
  EXPECT_TRUE(ReadMask::For<v1::Registration>(Paths({"registration_id"})).ok());
  EXPECT_FALSE(ReadMask::For<v1::Registration>(Paths({"registration_ids"})).ok());
}

}  // namespace
}  // namespace trialweave::query
