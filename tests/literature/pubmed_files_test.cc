// PubMed's XML as the E-utilities and the update files have it.
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"
#include "tests/literature/files.h"

namespace trialweave::tests {
namespace {

using ::testing::IsEmpty;

size_t CountOf(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// Entries by plain search: those that open, and the numbers between <DeleteCitation> and its end.
size_t EntriesIn(const std::string& xml) {
  const size_t deletions = xml.find("<DeleteCitation>");
  return CountOf(xml, "<PubmedArticle>") + CountOf(xml, "<PubmedBookArticle>") +
         (deletions == std::string::npos ? 0 : CountOf(xml.substr(deletions), "<PMID"));
}

class PubmedFilesTest : public LiteratureFiles {
 protected:
  std::vector<std::string> XmlFiles() const {
    std::vector<std::string> files;
    for (const std::string& file : FilesIn("pubmed")) {
      if (file.ends_with(".xml") && file.find("wrong_root") == std::string::npos) files.push_back(file);
    }
    return files;
  }
};

TEST_F(PubmedFilesTest, EveryEntryIsAPublication) {
  for (const std::string& file : XmlFiles()) {
    const std::string xml = Read(file);
    const Yield yield = YieldOf(xml);
    EXPECT_THAT(yield.dead, IsEmpty()) << file;
    EXPECT_EQ(yield.publications.size(), EntriesIn(xml)) << file;
    for (const v1::Publication& entry : yield.publications) {
      SCOPED_TRACE(file + " " + entry.name());
      EXPECT_EQ(entry.name(), "pubmed:" + entry.pmid());
      normalizer::ExpectNothingPersonal(entry);
      if (entry.deleted()) continue;
      EXPECT_FALSE(entry.titles().empty());
      EXPECT_FALSE(entry.authors().empty());
      EXPECT_FALSE(entry.journal().empty());
      EXPECT_TRUE(entry.publication_date().has_date()) << entry.publication_date().text();
      EXPECT_FALSE(entry.publication_types().empty());
      EXPECT_FALSE(entry.languages().empty());
      normalizer::ExpectProvenanceOfEveryField(entry);
    }
  }
}

TEST_F(PubmedFilesTest, GzippedFilesYieldTheSame) {
  for (const std::string& file : FilesIn("pubmed")) {
    if (!file.ends_with(".gz")) continue;
    const Yield yield = YieldOf(Read(file));
    EXPECT_THAT(yield.dead, IsEmpty()) << file;
    EXPECT_FALSE(yield.publications.empty()) << file;
    const std::string plain = file.substr(0, file.size() - 3);
    if (!std::filesystem::exists(root_ / "literature" / plain)) continue;
    const Yield same = YieldOf(Read(plain));
    ASSERT_EQ(yield.publications.size(), same.publications.size()) << file;
    for (size_t i = 0; i < same.publications.size(); ++i)
      EXPECT_EQ(yield.publications[i].name(), same.publications[i].name());
  }
}

TEST_F(PubmedFilesTest, UpdateFilesSayWhatWasDeleted) {
  size_t deleted = 0;
  for (const std::string& file : XmlFiles()) {
    const Yield yield = YieldOf(Read(file));
    for (const v1::Publication& entry : yield.publications) deleted += entry.deleted() ? 1 : 0;
  }
  EXPECT_GT(deleted, 0u);
}

TEST_F(PubmedFilesTest, AnArticleNamesItsTrial) {
  std::set<std::string> trials;
  for (const v1::Publication& entry : YieldOf(Read("pubmed/article_29768149_databank.xml")).publications) {
    for (const v1::Identifier& id : entry.trial_ids()) trials.insert(id.value());
  }
  EXPECT_THAT(trials, testing::Contains("NCT02149199"));
}

TEST_F(PubmedFilesTest, WhatIsNoSetOfEntriesIsRefusedOrEmpty) {
  const Yield feed = YieldOf(Read("pubmed/reject_wrong_root_rss.xml"));
  ASSERT_EQ(feed.dead.size(), 1u);
  EXPECT_EQ(feed.dead[0].reason(), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  const Yield empty = YieldOf(Read("pubmed/reject_empty_set.xml"));
  EXPECT_THAT(empty.dead, IsEmpty());
  EXPECT_THAT(empty.publications, IsEmpty());
  EXPECT_EQ(YieldOf(Read("pubmed/eutils_errors.md")).dead.size(), 1u);
}

}  // namespace
}  // namespace trialweave::tests
