#include "normalizer/formats/ictrp_csv_parser.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(IctrpCsvParserTest, ReadsARowOfTheCovidExport) {
  const std::string document = Sample("ictrp_csv/covid.csv");
  const v1::Registration record = Record(ParseIctrpCsv, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "NCT09000001");
  EXPECT_EQ(record.registry(), "ctgov");
  EXPECT_EQ(record.url(), "https://example.org/NCT09000001");
  EXPECT_THAT(record.volatile_fields(),
              ElementsAre("Export date: 4/15/2020 4:11:24 PM", "Last Refreshed on: 17 February 2020"));
  EXPECT_EQ(study.titles(0).text(), "Vesicles of \"young\" cells for the knee");
  EXPECT_EQ(study.official_titles_size(), 0);
  EXPECT_EQ(study.acronym(), "VESI-1");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_NOT_RECRUITING);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(Show(study.registration_date()), "2020-2-3");
  EXPECT_EQ(Show(study.start_date()), "2020-2");
  EXPECT_EQ(Show(study.completion_date()), "2021-1-30");
  EXPECT_EQ(Show(study.results_date()), "2021-3-5");
  EXPECT_TRUE(study.has_results());
  EXPECT_EQ(study.enrollment().count(), 30);
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.design().masking(), "Double (Participant, Investigator)");
  EXPECT_THAT(study.design().masked_roles(), ElementsAre("Participant", "Investigator"));
  EXPECT_EQ(study.design().intervention_model(), "Parallel Assignment");
  EXPECT_EQ(study.design().primary_purpose(), "Treatment");
  EXPECT_THAT(study.countries(), ElementsAre("CN", "ES"));
  EXPECT_EQ(study.conditions_size(), 2);
  EXPECT_EQ(study.interventions(0).kind(), "Biological");
  EXPECT_EQ(study.outcomes(0).time_frame(), "12 months");
  EXPECT_EQ(study.eligibility().criteria(0).text(), "Inclusion criteria:\n- knee pain");
  EXPECT_EQ(study.eligibility().maximum_age(), "");
  EXPECT_EQ(study.sponsors(0).agency_class(), v1::AGENCY_CLASS_INDIVIDUAL);
  EXPECT_EQ(study.unmapped_size(), 0);
  ExpectNoPersonalData(record);
  EXPECT_EQ(PathOf(record, "titles[0]"), "Public title");
  EXPECT_EQ(BytesOf(record, "titles[0]", document), "Vesicles of \"\"young\"\" cells for the knee");
}

TEST(IctrpCsvParserTest, ReadsARowOfTheWeeklyFullExport) {
  const std::string document = Sample("ictrp_csv/full_export_row.csv");
  const v1::Registration record = Record(ParseIctrpFullCsv, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "EUCTR2021-000037-14");
  EXPECT_EQ(record.country_part(), "ES");
  ASSERT_EQ(record.secondary_ids_size(), 3);
  EXPECT_EQ(record.secondary_ids(1).value(), "NCT09000001");
  EXPECT_THAT(record.notes(), Contains("secondary_ids: a spreadsheet has lost digits of a number"));
  std::vector<std::string> mentioned;
  for (const v1::Identifier& id : record.mentioned_ids()) mentioned.push_back(id.value());
  EXPECT_THAT(mentioned, testing::UnorderedElementsAre("NCT09000002", "NCT09000003", "ISRCTN14117459"));
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.design().masking(), "Double blind: yes");
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE2, v1::PHASE_PHASE3));
  EXPECT_EQ(study.phase_text(), "2-Mar");
  EXPECT_THAT(record.notes(), Contains("phases: a spreadsheet made a date of 2-3"));
  EXPECT_EQ(Show(study.registration_date()), "2021-6-9");
  EXPECT_EQ(Show(study.start_date()), "none") << "1 July or 7 January";
  EXPECT_EQ(study.start_date().text(), "44378");
  EXPECT_EQ(Show(study.completion_date()), "2022-1-14");
  EXPECT_EQ(Show(study.results_date()), "2022-11-12");
  EXPECT_TRUE(study.has_results());
  EXPECT_EQ(study.actual_enrollment().count(), 118);
  EXPECT_EQ(study.enrollment().count(), 120);
  EXPECT_EQ(study.references(0).pmid(), "31182249");
  EXPECT_EQ(study.ipd_statement(), "No: Data stay with the sponsor");
  ASSERT_EQ(study.funders_size(), 1);
  EXPECT_EQ(study.funders(0).text(), "Example Foundation");
  ASSERT_EQ(study.ethics_reviews_size(), 2);
  EXPECT_EQ(study.ethics_reviews(0).status(), "Approved");
  EXPECT_EQ(Show(study.ethics_reviews(0).approval_date()), "2021-7-28");
  EXPECT_FALSE(study.ethics_reviews(1).has_approval_date());
  EXPECT_EQ(study.sponsors_size(), 3);
  EXPECT_EQ(study.outcomes_size(), 2);
  EXPECT_EQ(study.eligibility().criteria(0).text(), "Inclusion criteria:\n1. Adults\n2. pain");
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  ExpectNoPersonalData(record);
}

TEST(IctrpCsvParserTest, CodesOfConditionsAreTheirTerms) {
  const v1::Study study =
      Record(
          ParseIctrpCsv,
          "TrialID,Condition\nEUCTR2021-000037-14-ES,\"Worn knees; pain <br>MedDRA version: 23.0\nLevel: PT\n"
          "Classification code 10031161\nTerm: Osteoarthritis\nSystem Organ Class: 1 - x\n <br>MedDRA version: "
          "20.0Level: LLTClassification code 10023476Term: PainSystem Organ Class: 2\n;Therapeutic area: Diseases [C] "
          "- Joint Diseases [C05]\"\n")
          .study();
  ASSERT_EQ(study.conditions_size(), 3);
  EXPECT_EQ(study.conditions(0).names(0).text(), "Worn knees");
  EXPECT_EQ(study.conditions(0).codes_size(), 0);
  EXPECT_EQ(study.conditions(1).names(0).text(), "pain");
  EXPECT_THAT(study.conditions(1).codes(), ElementsAre("meddra:10023476"));
  EXPECT_EQ(study.conditions(2).names(0).text(), "Osteoarthritis");
  EXPECT_THAT(study.conditions(2).codes(), ElementsAre("meddra:10031161"));
  ASSERT_EQ(study.keywords_size(), 1);
  EXPECT_EQ(study.keywords(0).text(), "Diseases [C] - Joint Diseases [C05]");
}

TEST(IctrpCsvParserTest, DesignsOfEveryRegisterHaveTheirClasses) {
  struct Case {
    const char* design;
    v1::Allocation allocation;
    v1::Masking masking;
    int roles;
  };
  for (const Case& example :
       {Case{"Allocation: N/A: single arm study. Masking: Open (masking not used). ", v1::ALLOCATION_NOT_APPLICABLE,
             v1::MASKING_NONE, 0},
        Case{"Allocation: Non-randomized controlled trial; Masking: Blinded (masking used)",
             v1::ALLOCATION_NON_RANDOMIZED, v1::MASKING_MASKED, 0},
        Case{"Allocation: Randomised controlled trial. Masking: Blinded (assessor). ", v1::ALLOCATION_RANDOMIZED,
             v1::MASKING_MASKED, 1},
        Case{"Allocation: Other. Masking: None (Open Label)", v1::ALLOCATION_UNSPECIFIED, v1::MASKING_NONE, 0}}) {
    const v1::Design design =
        Record(ParseIctrpCsv, absl::StrCat("TrialID,Study design\nDRKS00021134,\"", example.design, "\"\n"))
            .study()
            .design();
    EXPECT_EQ(design.allocation_class(), example.allocation) << example.design;
    EXPECT_EQ(design.masking_class(), example.masking) << example.design;
    EXPECT_EQ(design.masked_roles_size(), example.roles) << example.design;
  }
}

TEST(IctrpCsvParserTest, SeparatorsAtTheEndsOfATextSayNothing) {
  const char* const rows[] = {";Vesicles;Saline", "Vesicles;Saline;", "Vesicles;Saline"};
  for (const char* row : rows) {
    const v1::Study study =
        Record(ParseIctrpCsv, absl::StrCat("TrialID,Intervention\nPACTR202004801273802,", row, "\n")).study();
    ASSERT_EQ(study.interventions_size(), 2) << row;
    EXPECT_EQ(study.interventions(0).names(0).text(), "Vesicles") << row;
    EXPECT_EQ(study.interventions(1).names(0).text(), "Saline") << row;
  }
}

TEST(IctrpCsvParserTest, ReadsArmsThatARegistryRunsTogether) {
  const v1::Study study =
      Record(ParseIctrpCsv,
             "TrialID,Intervention\nKCT0004990,\"Drug : Experimental group: vesicles, once. Control group: saline.\"\n")
          .study();
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).names(0).text(), "vesicles, once.");
  EXPECT_EQ(study.interventions(0).kind(), "Drug");
  EXPECT_EQ(study.interventions(1).kind(), "Drug");
  EXPECT_EQ(study.arms(1).labels(0).text(), "Control group");
}

TEST(IctrpCsvParserTest, UndoesWhatASpreadsheetDid) {
  ParseContext context = TestContext();
  context.delimiter = ';';
  const ParseResult result = ParseIctrpCsv(Sample("ictrp_csv/mojibake.csv"), context);
  ASSERT_TRUE(std::holds_alternative<v1::Registration>(result));
  const v1::Registration& record = std::get<v1::Registration>(result);
  EXPECT_EQ(record.study().titles(0).text(), "Knorpel über Jahre");
  EXPECT_EQ(record.study().sponsors(0).names(0).text(), "Klinik für Anästhesie");
  EXPECT_EQ(record.study().phases_size(), 2);
  EXPECT_EQ(Show(record.study().registration_date()), "2020-2-29");
  EXPECT_FALSE(record.study().start_date().has_date());
  EXPECT_EQ(record.notes_size(), 5);
}

TEST(IctrpCsvParserTest, TextWhoseCharactersWereLostIsADeadLetter) {
  // Chinese, read as Windows-1252, with bytes replaced by question marks.
  std::string lost;
  for (int i = 0; i < 12; ++i) lost += "å…³äº?";
  const ParseResult result =
      ParseIctrpCsv(absl::StrCat("TrialID,Public title,phase\nChiCTR2000034346,", lost, ",2\n"), TestContext());
  ASSERT_TRUE(std::holds_alternative<v1::DeadLetterCause>(result));
  EXPECT_EQ(std::get<v1::DeadLetterCause>(result).reason(), v1::DEAD_LETTER_REASON_BAD_ENCODING);
}

TEST(IctrpCsvParserTest, TheContextNamesTheColumnsAndTheDelimiter) {
  ParseContext context = TestContext();
  context.columns = "mine\ttrial_id\tPublic_title\tCONDITIONS";
  context.delimiter = '\t';
  const ParseResult result = ParseIctrpCsv("1\tNCT09000001\ta, b\tKnee", context);
  ASSERT_TRUE(std::holds_alternative<v1::Registration>(result));
  EXPECT_EQ(std::get<v1::Registration>(result).study().titles(0).text(), "a, b");
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "1\tNCT09000001\ta", context), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "1\tNCT09000001\ta\tb\tc", context), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "1\tNCT09000001\ta\tb\n2\tNCT09000002\ta\tb", context),
            v1::DEAD_LETTER_REASON_MALFORMED);
}

TEST(IctrpCsvParserTest, RefusesWhatIsNoRecord) {
  ExpectRefusesWhatIsNoText(ParseIctrpCsv, Sample("ictrp_csv/covid.csv"));
  ExpectRefusesWhatIsNoText(ParseIctrpFullCsv, Sample("ictrp_csv/full_export_row.csv"));
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, Sample("ictrp_csv/no_id.csv")), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "TrialID,Public title\n"), v1::DEAD_LETTER_REASON_EMPTY);
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "a,b\nNCT09000001,c\n"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "TrialID,b\nNCT09000001,\"c\"d\n"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseIctrpCsv, "TrialID,b\nNCT09000001," + std::string(1 << 20, ',')),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

TEST(IctrpCsvParserTest, CutOffAnywhereIsADeadLetter) {
  const std::string good = Sample("ictrp_csv/full_export_row.csv");
  for (size_t size = 1; size < good.size(); ++size) {
    const v1::DeadLetterReason reason = ReasonOf(ParseIctrpFullCsv, std::string_view(good).substr(0, size));
    // A row may end in an empty field: nothing shows that this one did not.
    if (size == good.rfind(",\"") + 1) continue;
    ASSERT_EQ(reason, v1::DEAD_LETTER_REASON_TRUNCATED) << size;
  }
}

}  // namespace
}  // namespace trialweave::normalizer
