#include "normalizer/formats/ris_parser.h"

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "normalizer/formats/publication_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Publication Reference(const std::string& name) { return PublicationOf(ParseRis, Sample("ris/" + name)); }

std::vector<std::string> TrialsOf(const v1::Publication& entry) {
  std::vector<std::string> trials;
  for (const v1::Identifier& id : entry.trial_ids()) trials.push_back(id.value());
  return trials;
}

TEST(RisParserTest, EmbaseReferencesAreReadInEveryField) {
  const v1::Publication entry = Reference("embase.ris");
  EXPECT_EQ(entry.name(), "embase:2099999991");
  EXPECT_THAT(entry.accessions(), ElementsAre("embase:2099999991"));
  EXPECT_EQ(entry.pmid(), "39999991");
  EXPECT_EQ(entry.doi(), "10.9999/jij.2024.101");
  EXPECT_EQ(entry.titles(0).text(), "Vesicles of cord cells for knee pain");
  EXPECT_EQ(entry.titles(0).language(), "en");
  EXPECT_EQ(entry.abstracts(0).text(), "Thirty people received vesicles.\nThey walked.");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster A.B.", "Beispiel K."));
  EXPECT_EQ(entry.journal(), "Journal of Invented Joint Research");
  EXPECT_EQ(Show(entry.publication_date()), "2024");
  EXPECT_EQ(entry.volume(), "7");
  EXPECT_EQ(entry.issue(), "2");
  EXPECT_EQ(entry.pages(), "152-160");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018", "2999-0026"));
  EXPECT_THAT(entry.languages(), ElementsAre("en"));
  EXPECT_THAT(entry.keywords(), ElementsAre("emtree:knee osteoarthritis", "emtree:exosome"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Article"));
  EXPECT_THAT(TrialsOf(entry), ElementsAre("NCT06431152"));
  ExpectNothingPersonal(entry);
  ExpectProvenanceOfEveryField(entry);
  EXPECT_EQ(BytesOf(entry, "pmid", Sample("ris/embase.ris")), "39999991");
  EXPECT_EQ(PathOf(entry, "titles[0]"), "T1");
}

TEST(RisParserTest, AnEntryOfARegistryInEmbaseIsARegistration) {
  const ParseResult result = ParseRis(Sample("ris/embase_trial.ris"), TestContext());
  const auto* entry = std::get_if<v1::Registration>(&result);
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->registration_id(), "NCT06431152");
  EXPECT_EQ(entry->study().titles(0).text(), "A made-up trial of vesicles");
  EXPECT_EQ(entry->study().summaries(0).text(), "It follows NCT05060107.");
  EXPECT_EQ(entry->mentioned_ids(0).value(), "NCT05060107");
  EXPECT_EQ(PathOf(*entry, "registration_id"), "C1");
  // A number in the entry's address alone.
  const std::string addressed =
      absl::StrReplaceAll(Sample("ris/embase_trial.ris"),
                          {{"C1  - ClinicalTrials.gov (NCT06431152)\n", "L3  - x\n"},
                           {"https://www.embase.com/search", "https://clinicaltrials.gov/study/NCT06431152"}});
  const ParseResult by_address = ParseRis(addressed, TestContext());
  ASSERT_NE(std::get_if<v1::Registration>(&by_address), nullptr);
  EXPECT_EQ(std::get_if<v1::Registration>(&by_address)->registration_id(), "NCT06431152");
  const std::string nameless = absl::StrReplaceAll(Sample("ris/embase_trial.ris"), {{"NCT0", "none"}});
  EXPECT_EQ(ReasonOf(ParseRis, nameless), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  // An article about a trial is none, and neither is one about the registry.
  const std::string article =
      absl::StrReplaceAll(Sample("ris/embase_trial.ris"), {{"M3  - Clinical Trial", "M3  - Article"}});
  EXPECT_EQ(PublicationOf(ParseRis, article).name(), "embase:2099999992");
}

TEST(RisParserTest, EndnoteKeepsSeveralValuesInOneField) {
  const v1::Publication entry = Reference("endnote.ris");
  EXPECT_EQ(entry.name(), "pubmed:39999993");
  EXPECT_THAT(entry.accessions(), ElementsAre("pmc:PMC9999993"));
  EXPECT_EQ(entry.titles(0).text(), "Light for the knee");
  EXPECT_EQ(entry.titles(1).text(), "Licht hilft.");
  EXPECT_EQ(entry.titles(1).language(), "de");
  EXPECT_THAT(entry.authors(), ElementsAre("Muster, A. B.", "Knee Study Group"));
  EXPECT_EQ(Show(entry.publication_date()), "2020-3-1");
  EXPECT_EQ(entry.pages(), "349-69");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018", "2999-0026"));
  EXPECT_THAT(entry.keywords(), ElementsAre("Light", "Knee/pathology"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Journal Article", "Randomized Controlled Trial"));
  EXPECT_THAT(TrialsOf(entry), ElementsAre("NCT05060107"));
  ExpectNothingPersonal(entry);
}

TEST(RisParserTest, ScopusReferencesNameNoTrialsOfTheirReferences) {
  const v1::Publication entry = Reference("scopus.ris");
  EXPECT_EQ(entry.name(), "scopus:2-s2.0-99999999995");
  EXPECT_EQ(entry.pmid(), "39999995");
  EXPECT_EQ(entry.pages(), "104501");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("29990018"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("Review"));
  EXPECT_THAT(entry.trial_ids(), IsEmpty());
  ExpectNothingPersonal(entry);
}

TEST(RisParserTest, WebOfScienceParsDatesFromYears) {
  const v1::Publication entry = Reference("web_of_science.ris");
  EXPECT_EQ(entry.name(), "wos:000999999900009");
  EXPECT_EQ(Show(entry.publication_date()), "2018-9-27");
  EXPECT_EQ(entry.journal(), "JOURNAL OF KNEES AND LAW");
  EXPECT_THAT(entry.publication_types(), ElementsAre("JOUR"));
}

TEST(RisParserTest, ProquestHasTwoNumbersAndResolvers) {
  const v1::Publication entry = Reference("proquest.ris");
  EXPECT_EQ(entry.name(), "proquest:2299999999");
  EXPECT_EQ(entry.doi(), "10.9999/shake");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018"));
}

TEST(RisParserTest, OvidsPsycinfoHasWordsForWhatIsNotThere) {
  const v1::Publication entry = Reference("psycinfo.ris");
  EXPECT_EQ(entry.name(), "psycinfo:2099-99999-001");
  EXPECT_EQ(entry.pages(), "");
  EXPECT_EQ(entry.issue(), "");
  EXPECT_EQ(entry.notes_size(), 1);
  EXPECT_THAT(entry.keywords(), ElementsAre("Knees"));
  EXPECT_THAT(entry.authors(), ElementsAre("Muster, Ada B"));
  EXPECT_THAT(entry.publication_types(), ElementsAre("JOUR"));
  EXPECT_THAT(entry.trial_ids(), IsEmpty());
  ExpectNothingPersonal(entry);
}

TEST(RisParserTest, AReferenceWithoutANumberIsNamedByDoiAndTitle) {
  const v1::Publication entry = Reference("zotero.ris");
  EXPECT_THAT(entry.name(), testing::StartsWith("doi:10.9999/z#"));
  EXPECT_EQ(Show(entry.publication_date()), "2019-10");
  EXPECT_THAT(entry.serial_numbers(), ElementsAre("2999-0018", "2999-0026"));
  const std::string other = absl::StrReplaceAll(Sample("ris/zotero.ris"), {{"Knees and", "Elbows and"}});
  EXPECT_NE(PublicationOf(ParseRis, other).name(), entry.name());
  const std::string dotted = absl::StrReplaceAll(Sample("ris/zotero.ris"), {{"and Zotero", "AND zotero."}});
  EXPECT_EQ(PublicationOf(ParseRis, dotted).name(), entry.name());
  EXPECT_THAT(PublicationOf(ParseRis, "TY  - JOUR\nTI  - Only a title\nER  -").name(),
              testing::StartsWith("citation:"));
}

TEST(RisParserTest, WhatIsNoReferenceIsRefused) {
  const std::string good = Sample("ris/embase.ris");
  ExpectRefusesWhatIsNoText(ParseRis, good);
  ExpectTruncationsAreDeadLetters(ParseRis, good.substr(0, good.find_last_not_of(" \n") + 1), 9);
  EXPECT_EQ(ReasonOf(ParseRis, "TY  - JOUR\nAU  - Muster\nER  -"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseRis, "TY  - JOUR\nTI  - a\nTY  - JOUR\nER  -"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseRis, "<html>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  ParseContext few = TestContext();
  few.limits.max_elements = 5;
  EXPECT_EQ(ReasonOf(ParseRis, good, few), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
