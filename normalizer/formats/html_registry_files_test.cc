// The HTML parsers over real pages, where they are at hand.
#include <cstdlib>
#include <filesystem>

#include "gmock/gmock.h"
#include "normalizer/formats/chictr_html_parser.h"
#include "normalizer/formats/chictr_list_html_parser.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

class HtmlRegistryFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !std::filesystem::exists(root_ / "registries"))
      GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  std::string Read(const std::string& path) {
    std::ifstream in(root_ / path, std::ios::binary);
    EXPECT_TRUE(in.good()) << path;
    return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }

  std::filesystem::path root_;
};

TEST_F(HtmlRegistryFilesTest, ChictrProjectPageIsRead) {
  const v1::Registration record = Record(ParseChictrHtml, Read("registries/chictr/project_page_ChiCTR2400084905.html"));
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "ChiCTR2400084905");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_NOT_YET_RECRUITING);
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), testing::ElementsAre(v1::PHASE_PHASE3));
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.enrollment().count(), 192 + 192 + 276 + 276);
  EXPECT_EQ(study.arms_size(), 4);
  EXPECT_EQ(study.outcomes_size(), 3);
  EXPECT_EQ(study.sites_size(), 43);
  EXPECT_EQ(Show(study.start_date()), "2024-6-1");
  EXPECT_EQ(Show(study.completion_date()), "2029-10-1");
  EXPECT_EQ(Show(study.registration_date()), "2024-5-28");
  EXPECT_EQ(study.unmapped_size(), 0);
  EXPECT_EQ(study.unmapped_countries_size(), 0);
  ExpectNoPersonalData(record);
}

TEST_F(HtmlRegistryFilesTest, RowsOfAChictrListAreRead) {
  const std::string page = Read("registries/chictr/search_page_10_of_32.html");
  int rows = 0;
  for (size_t at = page.find("<tr>", page.find("</t-head>")); at != std::string::npos; at = page.find("<tr>", at + 1)) {
    const v1::Registration record = Record(ParseChictrListHtml, page.substr(at, page.find("</tr>", at) + 5 - at));
    EXPECT_TRUE(record.registration_id().starts_with("ChiCTR25001")) << record.registration_id();
    EXPECT_EQ(record.study().titles_size(), 1);
    EXPECT_NE(record.study().study_type(), v1::STUDY_TYPE_UNSPECIFIED);
    EXPECT_EQ(record.study().registration_date().date().year(), 2025);
    EXPECT_TRUE(record.url().starts_with("https://www.chictr.org.cn/showproj.html?proj=")) << record.url();
    ++rows;
  }
  EXPECT_EQ(rows, 10);
}

}  // namespace
}  // namespace trialweave::normalizer
