#include "store/chain/head_merge.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/packed_provenance.h"
#include "common/timestamps.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

HeadInput Input(const std::string& source, const std::string& format, int observed) {
  HeadInput input;
  input.source = source;
  input.format = format;
  input.observed_at = absl::FromUnixSeconds(observed);
  input.registration.set_registration_id("NCT00000001");
  input.registration.set_registry("ctgov");
  v1::DocumentRef* document = input.registration.add_documents();
  document->set_source(source);
  document->set_format(format);
  return input;
}

void AddProvenance(HeadInput& input, const std::string& field, const std::string& path) {
  v1::FieldProvenance* provenance = input.registration.add_provenance();
  provenance->set_field(field);
  provenance->set_path(path);
  common::PackProvenance(&input.registration);
}

void AddId(HeadInput& input, const std::string& value) {
  v1::Identifier* id = input.registration.add_secondary_ids();
  id->set_scheme("chictr");
  id->set_value(value);
}

// Paths of the provenance of a field, with the source of its document.
std::vector<std::string> Sources(const v1::Registration& head, const std::string& field) {
  std::vector<std::string> sources;
  for (const v1::FieldProvenance& provenance : common::ProvenanceOf(head)) {
    if (provenance.field() != field) continue;
    sources.push_back(head.documents(provenance.document()).source() + ":" + provenance.path());
  }
  return sources;
}

TEST(HeadMergeTest, IctrpStatusNeverOverwritesThePrimaryRegistrys) {
  HeadInput own = Input("ctgov", "ctgov_v2_json", 10);
  own.registration.mutable_study()->set_status(v1::RECRUITMENT_STATUS_COMPLETED);
  own.registration.mutable_study()->set_status_text("COMPLETED");
  AddProvenance(own, "status", "/status");
  HeadInput ictrp = Input("ictrp", "ictrp_portal_xml", 20);
  ictrp.registration.mutable_study()->set_status(v1::RECRUITMENT_STATUS_NOT_RECRUITING);
  ictrp.registration.mutable_study()->set_status_text("Not Recruiting");
  ictrp.registration.mutable_study()->set_acronym("ONLY-ICTRP");
  AddProvenance(ictrp, "status", "Recruitment_Status");
  AddProvenance(ictrp, "acronym", "Acronym");
  for (bool reversed : {false, true}) {
    std::vector<HeadInput> inputs = {own, ictrp};
    if (reversed) std::reverse(inputs.begin(), inputs.end());
    const v1::Registration head = MergeHead(inputs);
    EXPECT_EQ(head.study().status(), v1::RECRUITMENT_STATUS_COMPLETED);
    EXPECT_EQ(head.study().status_text(), "COMPLETED");
    EXPECT_EQ(head.study().acronym(), "ONLY-ICTRP");
    EXPECT_THAT(Sources(head, "status"), ElementsAre("ctgov:/status"));
    EXPECT_THAT(Sources(head, "acronym"), ElementsAre("ictrp:Acronym"));
    EXPECT_EQ(head.name(), "registrations/NCT00000001");
    EXPECT_EQ(common::FromTimestamp(head.observed_at()), absl::FromUnixSeconds(20));
    EXPECT_EQ(common::FromTimestamp(head.documents(0).observed_at()), absl::FromUnixSeconds(10));
  }
}

TEST(HeadMergeTest, FieldsOfAGroupComeFromOneChain) {
  HeadInput own = Input("ctgov", "ctgov_v2_json", 10);
  own.registration.mutable_study()->set_status_text("A word that no vocabulary knows");
  HeadInput ictrp = Input("ictrp", "ictrp_portal_xml", 20);
  ictrp.registration.mutable_study()->set_status(v1::RECRUITMENT_STATUS_RECRUITING);
  ictrp.registration.mutable_study()->set_why_stopped("never");
  const v1::Registration head = MergeHead({ictrp, own});
  EXPECT_EQ(head.study().status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
  EXPECT_EQ(head.study().status_text(), "A word that no vocabulary knows");
  EXPECT_EQ(head.study().why_stopped(), "");
}

TEST(HeadMergeTest, IdentifiersAreGatheredOnceAndTheirProvenanceFollowsThem) {
  HeadInput own = Input("ctgov", "ctgov_v2_json", 10);
  AddId(own, "ChiCTR1");
  AddProvenance(own, "secondary_ids[0]", "own");
  HeadInput ictrp = Input("ictrp", "ictrp_portal_xml", 20);
  AddId(ictrp, "ChiCTR2");
  AddId(ictrp, "ChiCTR1");
  AddId(ictrp, "ChiCTR3");
  AddProvenance(ictrp, "secondary_ids[0].value", "first");
  AddProvenance(ictrp, "secondary_ids[1].value", "second");
  AddProvenance(ictrp, "secondary_ids[2].value", "third");
  const v1::Registration head = MergeHead({ictrp, own});
  ASSERT_EQ(head.secondary_ids_size(), 3);
  EXPECT_EQ(head.secondary_ids(0).value(), "ChiCTR1");
  EXPECT_EQ(head.secondary_ids(1).value(), "ChiCTR2");
  EXPECT_EQ(head.secondary_ids(2).value(), "ChiCTR3");
  EXPECT_THAT(Sources(head, "secondary_ids[0]"), ElementsAre("ctgov:own"));
  EXPECT_THAT(Sources(head, "secondary_ids[1].value"), ElementsAre("ictrp:first"));
  EXPECT_THAT(Sources(head, "secondary_ids[2].value"), ElementsAre("ictrp:third"));
}

TEST(HeadMergeTest, AChainThatAddsNothingIsNoDocumentOfTheHead) {
  HeadInput own = Input("ctgov", "ctgov_v2_json", 10);
  own.registration.mutable_study()->set_acronym("X");
  HeadInput ictrp = Input("ictrp", "ictrp_portal_xml", 20);
  ictrp.registration.mutable_study()->set_acronym("Y");
  const v1::Registration head = MergeHead({ictrp, own});
  ASSERT_EQ(head.documents_size(), 1);
  EXPECT_EQ(head.documents(0).source(), "ctgov");
}

TEST(HeadMergeTest, OfTheSameRankTheNewerSpeaks) {
  HeadInput germany = Input("euctr", "euctr_text", 10);
  germany.country_part = "DE";
  germany.registration.set_country_part("DE");
  germany.registration.mutable_study()->set_acronym("OLD");
  HeadInput france = Input("euctr", "euctr_text", 11);
  france.country_part = "FR";
  france.registration.set_country_part("FR");
  france.registration.mutable_study()->set_acronym("NEW");
  const v1::Registration head = MergeHead({germany, france});
  EXPECT_EQ(head.study().acronym(), "NEW");
  EXPECT_EQ(head.country_part(), "");
}

TEST(HeadMergeTest, ProvenanceWithTheStudyPrefixIsUnderstood) {
  HeadInput own = Input("ctgov", "ctgov_v2_json", 10);
  own.registration.mutable_study()->add_titles()->set_text("own");
  AddProvenance(own, "study.titles[0].text", "own");
  HeadInput ictrp = Input("ictrp", "ictrp_portal_xml", 20);
  ictrp.registration.mutable_study()->add_titles()->set_text("theirs");
  ictrp.registration.set_url("page");
  AddProvenance(ictrp, "study.titles[0].text", "theirs");
  AddProvenance(ictrp, "url", "web_address");
  const v1::Registration head = MergeHead({own, ictrp});
  EXPECT_THAT(Sources(head, "study.titles[0].text"), ElementsAre("ctgov:own"));
  EXPECT_THAT(Sources(head, "url"), ElementsAre("ictrp:web_address"));
}

// Facts stay together, and their spans point to the document that they were read from.
TEST(HeadMergeTest, EvFactsKeepTheirDocument) {
  HeadInput own = Input("ctgov", "ctgov_v2_json", 10);
  own.registration.mutable_study()->set_acronym("OWN");
  HeadInput ictrp = Input("ictrp", "ictrp_portal_xml", 20);
  ictrp.registration.mutable_study()->set_why_stopped("only here");
  v1::EvFacts* facts = ictrp.registration.mutable_ev_facts();
  facts->set_product_class(v1::PRODUCT_CLASS_PURE_EV);
  facts->add_facts()->add_evidence()->set_field("study.titles[0].text");
  const v1::Registration head = MergeHead({own, ictrp});
  ASSERT_EQ(head.ev_facts().facts_size(), 1);
  EXPECT_EQ(head.documents(head.ev_facts().facts(0).evidence(0).document()).source(), "ictrp");
}

}  // namespace
}  // namespace trialweave::store
