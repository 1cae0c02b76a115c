#include "normalizer/container_normalizer.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

constexpr char kSamples[] = "normalizer/formats/testdata/";

const DocumentNormalizer& Normalizer() {
  static const auto* const normalizer = new DocumentNormalizer(Vocabulary::Embedded(), ParseLimits());
  return *normalizer;
}

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Identifiers of records and reasons of dead letters, in order.
class Outcomes {
 public:
  ContainerNormalizer::Sink Sink() {
    return [this](const ContainerDocument& taken) {
      documents.push_back(taken.document);
      if (const auto* cause = std::get_if<v1::DeadLetterCause>(&taken.result)) {
        all.push_back(v1::DeadLetterReason_Name(cause->reason()));
      } else {
        all.push_back(std::get<v1::NormalizedRecord>(taken.result).registration().registration_id());
      }
      return absl::OkStatus();
    };
  }
  std::vector<std::string> all;
  std::vector<v1::RecordDocument> documents;
};

Outcomes OfFile(const std::string& path, const std::string& source = "") {
  Outcomes outcomes;
  EXPECT_TRUE(ContainerNormalizer(&Normalizer(), source).File(path, outcomes.Sink()).ok());
  return outcomes;
}

Outcomes OfStream(const std::string& bytes, const std::string& source = "") {
  Outcomes outcomes;
  std::istringstream stream(bytes);
  EXPECT_TRUE(ContainerNormalizer(&Normalizer(), source).Stream(&stream, "-", outcomes.Sink()).ok());
  return outcomes;
}

std::string Study(const std::string& id) {
  return R"({"protocolSection":{"identificationModule":{"nctId":")" + id + R"("}}})";
}

// tar(1) of the files in `folder`.
std::string Archive(const std::string& folder, const std::string& options) {
  const std::string path = testing::TempDir() + "/archive.tar";
  EXPECT_EQ(std::system(("tar -C " + folder + " " + options + " -cf " + path + " .").c_str()), 0);
  return path;
}

TEST(ContainerNormalizerTest, CutsAStreamIntoItsRecords) {
  const Outcomes outcomes = OfStream("[" + Study("NCT09900001") + ",\n{\"a\":1}," + Study("NCT09900002") + "]");
  EXPECT_THAT(outcomes.all, ElementsAre("NCT09900001", "DEAD_LETTER_REASON_WRONG_ROOT", "NCT09900002"));
  EXPECT_EQ(outcomes.documents[2].container_ordinal(), 2u);
  EXPECT_EQ(outcomes.documents[2].container().origin(), "-");
}

TEST(ContainerNormalizerTest, TakesAFile) {
  const Outcomes outcomes = OfFile(std::string(kSamples) + "ctgov_v2_json/full.json");
  EXPECT_THAT(outcomes.all, ElementsAre("NCT06431152"));
}

TEST(ContainerNormalizerTest, RefusesRecordsOfAnotherSource) {
  EXPECT_THAT(OfStream(Study("NCT09900001"), "ictrp").all, ElementsAre("DEAD_LETTER_REASON_WRONG_ROOT"));
  EXPECT_THAT(OfStream(Study("NCT09900001"), "ctgov").all, ElementsAre("NCT09900001"));
}

TEST(ContainerNormalizerTest, TakesTheMembersOfAnArchive) {
  const std::string folder = testing::TempDir() + "/members";
  ASSERT_EQ(std::system(("mkdir -p " + folder).c_str()), 0);
  std::ofstream(folder + "/a.json") << Study("NCT09900001");
  std::ofstream(folder + "/.hidden") << "x";
  for (const char* options : {"", "-z"}) {
    const std::string path = Archive(folder, options);
    const Outcomes file = OfFile(path);
    EXPECT_THAT(file.all, ElementsAre("NCT09900001")) << options;
    EXPECT_EQ(file.documents[0].container().origin(), path + "!./a.json");
    EXPECT_THAT(OfStream(Read(path)).all, ElementsAre("NCT09900001")) << "a stream, " << options;
  }
}

TEST(ContainerNormalizerTest, SaysWhereADamagedArchiveBreaks) {
  const std::string folder = testing::TempDir() + "/damaged";
  ASSERT_EQ(std::system(("mkdir -p " + folder).c_str()), 0);
  std::ofstream(folder + "/a.json") << Study("NCT09900001") << std::string(4000, ' ');
  const std::string whole = Read(Archive(folder, ""));
  const size_t at = whole.find("NCT09900001");
  EXPECT_THAT(OfStream(whole.substr(0, at + 700)).all,
              ElementsAre("DEAD_LETTER_REASON_TRUNCATED", "DEAD_LETTER_REASON_TRUNCATED"))
      << "what there is of the member, and the archive's rest";
}

TEST(ContainerNormalizerTest, WhatCannotBeReadIsADeadLetter) {
  EXPECT_THAT(OfFile(testing::TempDir() + "/absent").all, ElementsAre("DEAD_LETTER_REASON_UNREADABLE"));
  EXPECT_THAT(OfFile(testing::TempDir()).all, ElementsAre("DEAD_LETTER_REASON_UNREADABLE"));
  EXPECT_THAT(OfStream("").all, ElementsAre("DEAD_LETTER_REASON_EMPTY"));
}

TEST(ContainerNormalizerTest, EveryTruncationEndsInDocuments) {
  const std::string page = Read(std::string(kSamples) + "ctgov_v2_json/full.json");
  for (size_t size = 0; size < page.size(); size += 7) {
    EXPECT_FALSE(OfStream(page.substr(0, size)).all.empty()) << size;
  }
}

TEST(ContainerNormalizerTest, ObservedAtIsWhatTheRecordsSay) {
  const std::string study = R"({"protocolSection":{"identificationModule":{"nctId":"NCT09900001"}},)"
                            R"("derivedSection":{"miscInfoModule":{"versionHolder":"2025-05-07"}}})";
  EXPECT_EQ(OfStream(study).documents[0].container().observed_at().seconds(), 1746576000);
  EXPECT_FALSE(OfStream(Study("NCT09900001")).documents[0].container().has_observed_at());
}

TEST(ContainerNormalizerTest, AnErrorOfTheSinkEndsIt) {
  std::istringstream stream("[" + Study("NCT09900001") + "," + Study("NCT09900002") + "]");
  int calls = 0;
  const absl::Status status = ContainerNormalizer(&Normalizer()).Stream(&stream, "-", [&calls](const auto&) {
    ++calls;
    return absl::CancelledError();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace trialweave::normalizer
