#include "store/literature/literature_merge.h"

#include "common/timestamps.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

PublicationInput Input(const std::string& source, const std::string& key, int observed) {
  PublicationInput input;
  input.key = key;
  input.source = source;
  input.format = source + "_format";
  input.observed_at = absl::FromUnixSeconds(observed);
  v1::DocumentRef* document = input.record.add_documents();
  document->set_record_id(key);
  document->set_source(source);
  return input;
}

void Place(const std::string& field, v1::Publication* publication) { publication->add_provenance()->set_field(field); }

TEST(LiteratureMerge, TakesEachFieldFromTheMostTrustedAndGathersIdentifiers) {
  PublicationInput embase = Input("embase", "embase:1", 2000);
  embase.record.set_journal("J. Vesicles");
  embase.record.set_doi("10.1000/x");
  embase.record.add_accessions("embase:1");
  embase.record.add_keywords("emtree:exosome");
  PublicationInput pubmed = Input("pubmed", "pubmed:2", 1000);
  pubmed.record.set_pmid("2");
  pubmed.record.set_journal("Journal of Vesicles");
  pubmed.record.add_accessions("pubmed:2");
  pubmed.record.add_keywords("mesh:Exosomes");
  for (const auto& inputs : {std::vector{embase, pubmed}, std::vector{pubmed, embase}}) {
    const v1::Publication merged = MergePublication(inputs);
    EXPECT_EQ(merged.journal(), "Journal of Vesicles");
    EXPECT_EQ(merged.doi(), "10.1000/x");
    EXPECT_EQ(merged.pmid(), "2");
    EXPECT_THAT(merged.accessions(), ElementsAre("pubmed:2", "embase:1"));
    EXPECT_THAT(merged.keywords(), ElementsAre("mesh:Exosomes", "emtree:exosome"));
    ASSERT_EQ(merged.documents_size(), 2);
    EXPECT_EQ(merged.documents(0).record_id(), "pubmed:2");
    EXPECT_EQ(merged.observed_at().seconds(), 2000);
    EXPECT_FALSE(merged.deleted());
  }
}

TEST(LiteratureMerge, ProvenanceFollowsTheValues) {
  PublicationInput pubmed = Input("pubmed", "pubmed:2", 1000);
  pubmed.record.set_journal("Journal");
  pubmed.record.add_keywords("vesicles");
  Place("journal", &pubmed.record);
  Place("keywords[0]", &pubmed.record);
  PublicationInput embase = Input("embase", "embase:1", 1000);
  embase.record.set_journal("J.");
  embase.record.add_keywords("Vesicles");
  embase.record.add_keywords("knee");
  Place("journal", &embase.record);
  Place("keywords[1]", &embase.record);
  const v1::Publication merged = MergePublication({embase, pubmed});
  EXPECT_THAT(merged.keywords(), ElementsAre("vesicles", "knee"));
  ASSERT_EQ(merged.provenance_size(), 3) << merged.DebugString();
  EXPECT_EQ(merged.provenance(0).field(), "journal");
  EXPECT_EQ(merged.provenance(0).document(), 0u);
  EXPECT_EQ(merged.provenance(2).field(), "keywords[1]");
  EXPECT_EQ(merged.provenance(2).document(), 1u);
}

TEST(LiteratureMerge, FactsComeFromTheRecordWhoseTextsAreTaken) {
  PublicationInput pubmed = Input("pubmed", "pubmed:2", 1000);
  pubmed.record.add_titles()->set_text("title in PubMed");
  pubmed.record.mutable_ev_facts();
  PublicationInput embase = Input("embase", "embase:1", 1000);
  embase.record.add_titles()->set_text("title in Embase");
  embase.record.add_abstracts()->set_text("abstract");
  const v1::Publication merged = MergePublication({embase, pubmed});
  EXPECT_EQ(merged.titles(0).text(), "title in Embase");
  EXPECT_EQ(merged.abstracts(0).text(), "abstract");
  EXPECT_FALSE(merged.has_ev_facts());
}

TEST(LiteratureMerge, TitleIsKeptWhereTheRecordOfTheAbstractHasNone) {
  PublicationInput pubmed = Input("pubmed", "pubmed:2", 1000);
  pubmed.record.add_titles()->set_text("title");
  PublicationInput embase = Input("embase", "embase:1", 1000);
  embase.record.add_abstracts()->set_text("abstract");
  EXPECT_EQ(MergePublication({embase, pubmed}).titles(0).text(), "title");
}

TEST(LiteratureMerge, DeletedEntryMarksThePublication) {
  PublicationInput pubmed = Input("pubmed", "pubmed:2", 1000);
  pubmed.deleted = true;
  EXPECT_TRUE(MergePublication({pubmed, Input("embase", "embase:1", 1000)}).deleted());
}

TEST(LiteratureMerge, NoticeItselfIsBelievedBeforeFeeds) {
  NoticeInput feed{"fda:1", "fda", "fda_rss", absl::FromUnixSeconds(2000)};
  feed.record.set_subject("short");
  feed.record.add_companies("Vesicle Inc.");
  NoticeInput page{"fda:1", "fda", "fda_notice_html", absl::FromUnixSeconds(1000)};
  page.record.set_subject("long");
  const v1::RegulatoryNotice merged = MergeNotice({feed, page});
  EXPECT_EQ(merged.subject(), "long");
  EXPECT_THAT(merged.companies(), ElementsAre("Vesicle Inc."));
}

}  // namespace
}  // namespace trialweave::store
