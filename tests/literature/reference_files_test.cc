// References as databases and reference managers export them.
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"
#include "tests/literature/files.h"

namespace trialweave::tests {
namespace {

using ::testing::IsEmpty;

// Lines that begin with `lead`, as an independent count of references.
size_t LinesWith(const std::string& text, const std::string& lead) {
  size_t lines = text.starts_with(lead) || text.starts_with("\xEF\xBB\xBF" + lead) ? 1 : 0;
  for (size_t at = text.find("\n" + lead); at != std::string::npos; at = text.find("\n" + lead, at + 1)) ++lines;
  return lines;
}

size_t CountOf(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

class ReferenceFilesTest : public LiteratureFiles {
 protected:
  // Every reference of the files is a publication with what each has.
  void ExpectAll(const std::string& file, size_t references, const std::string& format, const std::string& source) {
    const Yield yield = YieldOf(Read(file));
    EXPECT_THAT(yield.dead, IsEmpty()) << file;
    EXPECT_EQ(yield.publications.size(), references) << file;
    EXPECT_GT(references, 0u) << file;
    for (const std::string& one : yield.formats) EXPECT_EQ(one, format) << file;
    for (const std::string& one : yield.sources) EXPECT_EQ(one, source) << file;
    std::set<std::string> names;
    for (const v1::Publication& entry : yield.publications) {
      SCOPED_TRACE(file + " " + entry.name());
      EXPECT_TRUE(names.insert(entry.name()).second);
      EXPECT_FALSE(entry.titles().empty());
      EXPECT_FALSE(entry.name().empty());
      normalizer::ExpectNothingPersonal(entry);
      normalizer::ExpectProvenanceOfEveryField(entry);
    }
  }
};

TEST_F(ReferenceFilesTest, EveryReferenceOfRisIsAPublication) {
  const std::map<std::string, std::pair<std::string, std::string>> files = {
      {"embase_ris/embase_6.ris", {"embase_ris", "embase"}},
      {"embase_ris/embase_2025_excerpt_2.ris", {"embase_ris", "embase"}},
      {"other_ris/proquest_6.ris", {"ris", "report"}},
      {"other_ris/scopus_6.ris", {"ris", "report"}},
      {"other_ris/web_of_science_6.txt", {"ris", "report"}},
      {"ovid/ovid_psycinfo_6.ris", {"ris", "report"}},
      {"ovid/ovid_zotero_6.ris", {"ris", "report"}},
      {"pubmed/pubmed_zotero.ris", {"ris", "report"}},
      {"pubmed/pubmed_endnote_dialect.txt", {"pubmed_ris", "pubmed"}},
      {"round_trip_102/blue-light.ris", {"pubmed_ris", "pubmed"}},
  };
  for (const auto& [file, kind] : files) ExpectAll(file, LinesWith(Read(file), "TY  - "), kind.first, kind.second);
}

TEST_F(ReferenceFilesTest, EveryReferenceOfOvidIsAPublication) {
  for (const char* file : {"ovid/embase_citavi_2.ovd", "ovid/embase_endnote_2.cgi"})
    ExpectAll(file, LinesWith(Read(file), "VN  - "), "ovid_text", "embase");
}

TEST_F(ReferenceFilesTest, AbstractsThatShareADoiHaveKeysOfTheirOwn) {
  const Yield yield = YieldOf(Read("ovid/embase_citavi_2.ovd"));
  ASSERT_EQ(yield.publications.size(), 2u);
  EXPECT_EQ(yield.publications[0].doi(), yield.publications[1].doi());
  EXPECT_NE(yield.publications[0].name(), yield.publications[1].name());
}

TEST_F(ReferenceFilesTest, EveryRecordOfEndnoteIsAPublication) {
  for (const std::string& file : FilesIn("endnote_xml"))
    ExpectAll(file, CountOf(Read(file), "<record>"), "endnote_xml", "report");
}

TEST_F(ReferenceFilesTest, EveryRowOfEmbaseIsAPublication) {
  for (const std::string& file : FilesIn("embase_csv"))
    ExpectAll(file, CountOf(Read(file), "http://sfx.library"), "embase_csv", "embase");
}

TEST_F(ReferenceFilesTest, EmbasesTableAndRisSayTheSame) {
  const Yield table = YieldOf(Read("embase_csv/embase_6.csv")), ris = YieldOf(Read("embase_ris/embase_6.ris"));
  ASSERT_EQ(table.publications.size(), ris.publications.size());
  for (size_t i = 0; i < ris.publications.size(); ++i) {
    const v1::Publication &a = table.publications[i], &b = ris.publications[i];
    EXPECT_EQ(a.titles(0).text(), b.titles(0).text());
    EXPECT_EQ(a.doi(), b.doi());
    EXPECT_EQ(a.volume(), b.volume());
    EXPECT_EQ(a.publication_date().date().year(), b.publication_date().date().year());
    EXPECT_EQ(a.authors_size(), b.authors_size());
  }
}

TEST_F(ReferenceFilesTest, AListOfNumbersIsOneDeadLetter) {
  EXPECT_EQ(YieldOf(Read("ovid/pmid_list.txt")).dead.size(), 1u);
}

}  // namespace
}  // namespace trialweave::tests
