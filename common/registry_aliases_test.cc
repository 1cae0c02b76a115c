#include "common/registry_aliases.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

using ::testing::HasSubstr;
using ::testing::Pointee;

std::shared_ptr<const RegistryAliases> Read(std::string_view csv) {
  auto aliases = RegistryAliases::Parse(csv, "aliases.csv");
  EXPECT_TRUE(aliases.ok()) << aliases.status();
  return aliases.ok() ? *aliases : std::make_shared<const RegistryAliases>();
}

std::string Problem(std::string_view csv) {
  const auto aliases = RegistryAliases::Parse(csv, "aliases.csv");
  EXPECT_EQ(ErrorReason(aliases.status()), "REGISTRY_ALIASES_INVALID");
  return std::string(aliases.status().message());
}

TEST(RegistryAliasesTest, KnowsTheCurrentIdentifier) {
  const auto aliases = Read("current,obsolete\nNCT01000002,NCT01000001\n");
  EXPECT_EQ(aliases->size(), 1u);
  EXPECT_THAT(aliases->CurrentOf("NCT01000001"), Pointee(std::string("NCT01000002")));
  EXPECT_EQ(aliases->CurrentOf("NCT01000002"), nullptr);
  EXPECT_EQ(aliases->CurrentOf("NCT01000003"), nullptr);
}

TEST(RegistryAliasesTest, ReadsOtherDialects) {
  for (const char* csv : {"\xEF\xBB\xBF\"nct_id\",\"alias\"\r\n\"NCT01000002\",\"NCT01000001\"\r\n\r\n",
                          "note,Obsolete,Current\n\"a, \"\"b\"\"\",nct 01000001 , NCT01000002",
                          "\n\nnct_id,alias\nNCT01000002,NCT01000001\nNCT01000002,NCT01000001\n"}) {
    const auto aliases = Read(csv);
    EXPECT_THAT(aliases->CurrentOf("NCT01000001"), Pointee(std::string("NCT01000002"))) << csv;
    EXPECT_EQ(aliases->size(), 1u);
  }
}

TEST(RegistryAliasesTest, FollowsChainsToTheirEnd) {
  const auto aliases = Read(
      "current,obsolete\nNCT01000004,NCT01000003\nNCT01000002,NCT01000001\nNCT01000003,NCT01000002\n"
      "NCT01000002,NCT01000009\n");
  for (const char* obsolete : {"NCT01000001", "NCT01000002", "NCT01000003", "NCT01000009"}) {
    EXPECT_THAT(aliases->CurrentOf(obsolete), Pointee(std::string("NCT01000004"))) << obsolete;
  }
}

TEST(RegistryAliasesTest, LongChainsAndCyclesAreFollowedQuickly) {
  std::string chain = "current,obsolete\n";
  for (int i = 0; i < 100'000; ++i) {
    char row[64];
    std::snprintf(row, sizeof(row), "NCT%08d,NCT%08d\n", 1'000'001 + i, 1'000'000 + i);
    chain += row;
  }
  EXPECT_THAT(Read(chain)->CurrentOf("NCT01000000"), Pointee(std::string("NCT01100000")));
  EXPECT_THAT(Problem(chain + "NCT01000000,NCT01100000\n"), HasSubstr("replaced by itself"));
}

TEST(RegistryAliasesTest, RefusesWhatContradictsItselfAndSaysWhere) {
  EXPECT_THAT(Problem("current,obsolete\nNCT01000001,NCT01000001\n"),
              testing::AllOf(HasSubstr("aliases.csv:2:"), HasSubstr("NCT01000001 cannot replace itself")));
  EXPECT_THAT(Problem("current,obsolete\nNCT01000002,NCT01000001\nNCT01000003,NCT01000001\n"),
              testing::AllOf(HasSubstr("aliases.csv:3:"), HasSubstr("NCT01000002 in line 2")));
  EXPECT_THAT(Problem("current,obsolete\nNCT01000002,NCT01000001\nNCT01000001,NCT01000002\n"),
              testing::AllOf(HasSubstr("aliases.csv:2:"), HasSubstr("NCT01000001 comes to be replaced by itself")));
  EXPECT_THAT(Problem("current,obsolete\nChiCTR2000029308,NCT01000001\n"), HasSubstr("different registries"));
}

TEST(RegistryAliasesTest, RefusesWhatIsNoTable) {
  EXPECT_THAT(Problem("NCT01000002,NCT01000001\n"), HasSubstr("aliases.csv:1: the header row"));
  EXPECT_THAT(Problem(""), HasSubstr("empty"));
  EXPECT_THAT(Problem("current,obsolete\nNCT01000002\n"), HasSubstr(":2: a column lacks"));
  EXPECT_THAT(Problem("current,obsolete\nNCT01000002,knee\n"), HasSubstr("\"knee\" is no registry identifier"));
  EXPECT_THAT(Problem("current,obsolete\n\"NCT01000002,NCT01000001\n"), HasSubstr(":2: a quote"));
  EXPECT_THAT(Problem(std::string("\x7F"
                                  "ELF\0\xFF\xFE\n\0,",
                                  9)),
              HasSubstr("aliases.csv:1"));
  for (const char* path : {"/nowhere/aliases.csv", "/tmp"}) {
    EXPECT_EQ(ErrorReason(RegistryAliases::Load(path).status()), "REGISTRY_ALIASES_NOT_FOUND") << path;
  }
}

TEST(RegistryAliasesTest, TheVersionIsThatOfTheContent) {
  const auto first = Read("current,obsolete\nNCT01000002,NCT01000001\nNCT01000004,NCT01000003\n");
  EXPECT_EQ(first->version().size(), 12u);
  EXPECT_EQ(first->version(), Read("alias,nct_id\nNCT01000003,NCT01000004\nNCT01000001,NCT01000002\n")->version());
  EXPECT_NE(first->version(), Read("current,obsolete\nNCT01000002,NCT01000001\n")->version());
}

TEST(RegistryAliasesTest, ReadsTheTableOfClinicalTrialsGov) {
  const char* data = std::getenv("TRIALWEAVE_DATA");
  const std::string path = std::string(data == nullptr ? "" : data) + "/identifiers/ctgov_aliases.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  const auto aliases = RegistryAliases::Load(path);
  ASSERT_TRUE(aliases.ok()) << aliases.status();
  EXPECT_EQ((*aliases)->size(), 3292u);
  EXPECT_THAT((*aliases)->CurrentOf("NCT00001312"), Pointee(std::string("NCT00000145")));
}

}  // namespace
}  // namespace trialweave::common
