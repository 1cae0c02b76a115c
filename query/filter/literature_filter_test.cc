// Filters over publications and notices; what all filters have in common is in filter_test.cc.
#include "common/status.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "query/filter/filter.h"

namespace trialweave::query {
namespace {

v1::Publication APublication() {
  v1::Publication publication;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "publications/abcdefghij"
        pmid: "12345"
        doi: "10.1000/abc.1"
        accessions: [ "pubmed:12345", "embase:2031234567" ]
        titles { language: "en" text: "Vesicles for the Knee" }
        abstracts { language: "en" text: "Exosomes were injected" }
        authors: [ "Smith J", "Li W" ]
        journal: "Journal of Vesicles"
        publication_date { date { year: 2024 month: 5 } }
        publication_types: "Randomized Controlled Trial"
        trial_ids { scheme: "ctgov" value: "NCT06000001" }
        keywords: "mesh:Exosomes"
        documents { source: "pubmed" }
        documents { source: "embase" }
      )pb",
      &publication));
  return publication;
}

bool Matches(absl::string_view text) {
  const auto filter = Filter::Parse(text, FieldTable::kPublications);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return filter.ok() && filter->Matches(APublication());
}

TEST(LiteratureFilter, ComparesPublicationsByTheirIdentifiers) {
  EXPECT_TRUE(Matches("pmid = 12345"));
  EXPECT_FALSE(Matches("pmid = 1234"));
  EXPECT_TRUE(Matches("doi = \"10.1000/ABC.1\""));
  EXPECT_TRUE(Matches("accession:\"embase:2031234567\""));
  EXPECT_TRUE(Matches("trial_id:\"nct 06000001\"")) << "in any spelling";
  EXPECT_TRUE(Matches("trial_id:(NCT06000002 OR NCT06000001)"));
  EXPECT_FALSE(Matches("trial_id:NCT06000002"));
  EXPECT_TRUE(Matches("source:embase source:pubmed -source:scopus"));
  EXPECT_TRUE(Matches("name = publications/abcdefghij"));
}

TEST(LiteratureFilter, ComparesPublicationsByDateAndText) {
  EXPECT_TRUE(Matches("year = 2024"));
  EXPECT_TRUE(Matches("year >= 2020 year < 2025"));
  EXPECT_TRUE(Matches("published >= 2024-05"));
  EXPECT_FALSE(Matches("published > 2024-05"));
  EXPECT_TRUE(Matches("deleted = false"));
  EXPECT_TRUE(Matches("title:knee author:smith journal:vesicles type:randomized keyword:exosomes abstract:injected"));
  EXPECT_TRUE(Matches("exosomes knee"));
  EXPECT_FALSE(Matches("hip"));
}

TEST(LiteratureFilter, ComparesNotices) {
  v1::RegulatoryNotice notice;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        authority: "fda"
        kind: "Warning Letter"
        issue_date { date { year: 2019 month: 12 day: 6 } }
        companies: "Vesicle Inc."
        mentioned_ids { value: "NCT06000001" }
        reference_numbers: "MARCS-CMS 593465"
      )pb",
      &notice));
  const auto matches = [&](absl::string_view text) {
    const auto filter = Filter::Parse(text, FieldTable::kNotices);
    EXPECT_TRUE(filter.ok()) << filter.status();
    return filter.ok() && filter->Matches(notice);
  };
  EXPECT_TRUE(matches("authority = FDA issued = 2019-12-06 company:vesicle trial_id:NCT06000001"));
  EXPECT_TRUE(matches("kind:warning year = 2019 number = \"MARCS-CMS 593465\""));
  EXPECT_TRUE(matches("vesicle"));
  EXPECT_FALSE(matches("authority = nmpa"));
  EXPECT_FALSE(matches("subject:*"));
}

TEST(LiteratureFilter, EachKindHasFieldsOfItsOwn) {
  for (const auto& [text, table] :
       {std::pair("phase:PHASE1", FieldTable::kPublications), std::pair("pmid = 1", FieldTable::kTrials),
        std::pair("pmid = 1", FieldTable::kNotices)}) {
    const auto filter = Filter::Parse(text, table);
    EXPECT_EQ(common::ErrorReason(filter.status()), "FILTER_INVALID") << text;
  }
  EXPECT_THAT(std::string(Filter::Parse("x = 1", FieldTable::kNotices).status().message()),
              testing::HasSubstr("authority"));
}

}  // namespace
}  // namespace trialweave::query
