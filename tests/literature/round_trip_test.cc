// The same references in four formats are the same publications, as far as each format carries a field.
#include <map>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"
#include "tests/literature/files.h"

namespace trialweave::tests {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

// Letters and digits without case: PubMed ends its titles with a full stop and puts translated ones in brackets.
std::string Folded(const std::string& text) {
  std::string folded;
  for (char c : text) {
    if (absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80) folded.push_back(absl::ascii_tolower(c));
  }
  return folded;
}

// "Muster, A. B." and "Muster, Ada Beate" are one.
std::string FamilyAndInitial(const std::string& name) {
  const size_t comma = name.find(", ");
  return Folded(name.substr(0, comma)) + "/" + Folded(name.substr(comma + 2, 1));
}

// Of the persons among the authors: EndNote drops some groups.
std::vector<std::string> Families(const v1::Publication& entry) {
  std::vector<std::string> names;
  for (const std::string& author : entry.authors()) {
    if (author.find(", ") != std::string::npos) names.push_back(FamilyAndInitial(author));
  }
  return names;
}

class RoundTripTest : public LiteratureFiles {
 protected:
  Yield YieldOfFile(const std::string& suffix) const {
    for (const std::string& file : FilesIn("round_trip_102")) {
      if (!file.ends_with(suffix)) continue;
      Yield yield = YieldOf(Read(file));
      EXPECT_THAT(yield.dead, IsEmpty()) << file;
      for (const v1::Publication& entry : yield.publications) normalizer::ExpectNothingPersonal(entry);
      return yield;
    }
    ADD_FAILURE() << "no file " << suffix;
    return {};
  }
};

TEST_F(RoundTripTest, EndnoteXmlIsWhatItsRisIs) {
  const Yield ris = YieldOfFile(".ris"), xml = YieldOfFile("_endnote.xml");
  EXPECT_EQ(ris.publications.size(), 102u);
  ASSERT_EQ(ris.publications.size(), xml.publications.size());
  for (size_t i = 0; i < ris.publications.size(); ++i) {
    const v1::Publication &a = ris.publications[i], &b = xml.publications[i];
    EXPECT_EQ(a.name(), b.name());
    EXPECT_EQ(a.titles(0).text(), b.titles(0).text()) << a.name();
    EXPECT_EQ(a.titles_size(), b.titles_size()) << a.name();
    EXPECT_THAT(a.authors(), ElementsAreArray(b.authors())) << a.name();
    EXPECT_EQ(a.doi(), b.doi()) << a.name();
    EXPECT_EQ(a.journal(), b.journal()) << a.name();
    EXPECT_EQ(normalizer::Show(a.publication_date()), normalizer::Show(b.publication_date())) << a.name();
    EXPECT_EQ(a.pages(), b.pages()) << a.name();
    EXPECT_THAT(a.keywords(), ElementsAreArray(b.keywords())) << a.name();
    EXPECT_THAT(a.serial_numbers(), ElementsAreArray(b.serial_numbers())) << a.name();
    EXPECT_THAT(a.publication_types(), ElementsAreArray(b.publication_types())) << a.name();
  }
}

TEST_F(RoundTripTest, ReflibJsonIsWhatTheRisIs) {
  const Yield ris = YieldOfFile(".ris"), json = YieldOfFile(".json");
  ASSERT_EQ(ris.publications.size(), json.publications.size());
  for (size_t i = 0; i < ris.publications.size(); ++i) {
    const v1::Publication &a = ris.publications[i], &b = json.publications[i];
    EXPECT_EQ(a.titles(0).text(), b.titles(0).text()) << a.name();
    EXPECT_THAT(a.authors(), ElementsAreArray(b.authors())) << a.name();
    EXPECT_EQ(a.doi(), b.doi()) << a.name();
    EXPECT_EQ(normalizer::Show(a.publication_date()), normalizer::Show(b.publication_date())) << a.name();
    EXPECT_EQ(a.pages(), b.pages()) << a.name();
  }
}

TEST_F(RoundTripTest, PubmedsOwnFormatIsWhatTheRisIs) {
  std::map<std::string, v1::Publication> by_name;
  for (v1::Publication& entry : YieldOfFile(".ris").publications) by_name[entry.name()] = entry;
  const Yield medline = YieldOfFile(".nbib");
  EXPECT_EQ(medline.publications.size(), 80u);
  for (const v1::Publication& entry : medline.publications) {
    ASSERT_EQ(by_name.count(entry.name()), 1u) << entry.name();
    const v1::Publication& other = by_name[entry.name()];
    EXPECT_EQ(Folded(entry.titles(0).text()), Folded(other.titles(0).text())) << entry.name();
    EXPECT_EQ(Families(entry), Families(other)) << entry.name();
    if (!entry.doi().empty() && !other.doi().empty()) {
      EXPECT_EQ(entry.doi(), other.doi());
    }
    EXPECT_EQ(entry.publication_date().date().year(), other.publication_date().date().year()) << entry.name();
    EXPECT_EQ(Folded(entry.pages()), Folded(other.pages())) << entry.name();
  }
}

}  // namespace
}  // namespace trialweave::tests
