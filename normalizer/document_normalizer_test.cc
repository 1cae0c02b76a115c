#include "normalizer/document_normalizer.h"

#include "common/content_digest.h"
#include "common/packed_provenance.h"
#include "common/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/validate.h"

namespace trialweave::normalizer {
namespace {

constexpr char kStudy[] = R"({"protocolSection":{"identificationModule":{"nctId":"NCT06431152","briefTitle":"Knee"}}})";

v1::RecordDocument Document(const std::string& format, const std::string& content) {
  v1::RecordDocument document;
  document.set_source(SourceOfFormat(format));
  document.set_format(format);
  document.set_content(content);
  document.set_content_sha256(common::Sha256(content));
  document.mutable_container()->mutable_observed_at()->set_seconds(1'700'000'000);
  return document;
}

class DocumentNormalizerTest : public testing::Test {
 protected:
  NormalizeResult Normalize(const v1::RecordDocument& document) {
    return DocumentNormalizer(Vocabulary::Embedded(), ParseLimits()).Normalize(document);
  }
  v1::DeadLetterReason ReasonOf(const v1::RecordDocument& document) {
    const NormalizeResult result = Normalize(document);
    const auto* cause = std::get_if<v1::DeadLetterCause>(&result);
    return cause == nullptr ? v1::DEAD_LETTER_REASON_UNSPECIFIED : cause->reason();
  }
};

TEST_F(DocumentNormalizerTest, ARecordNamesItsDocumentAndItsDerivation) {
  const v1::RecordDocument document = Document("ctgov_v2_json", kStudy);
  const NormalizeResult result = Normalize(document);
  const auto& record = std::get<v1::NormalizedRecord>(result);
  const v1::Registration& registration = record.registration();
  ASSERT_EQ(registration.documents_size(), 1);
  EXPECT_EQ(registration.documents(0).record_id(), "NCT06431152");
  EXPECT_EQ(registration.documents(0).source(), "ctgov");
  EXPECT_EQ(registration.documents(0).format(), "ctgov_v2_json");
  EXPECT_EQ(registration.documents(0).raw_digest(), document.content_sha256());
  EXPECT_EQ(registration.observed_at().seconds(), 1'700'000'000);
  EXPECT_EQ(record.content_digest(), common::ContentDigest(registration));
  EXPECT_THAT(record.derivation(), testing::MatchesRegex("parser-[0-9]+ vocabulary-[0-9a-f]{12}"));
}

TEST_F(DocumentNormalizerTest, ObsoleteIdentifiersGiveWayToTheCurrentOnes) {
  const auto aliases = common::RegistryAliases::Parse(
      "current,obsolete\nNCT06431152,NCT05000001\nNCT05000003,NCT05000002\nNCT06431152,NCT05000004\n", "aliases.csv");
  ASSERT_TRUE(aliases.ok()) << aliases.status();
  const DocumentNormalizer normalizer(Vocabulary::Embedded(), ParseLimits(), *aliases);
  EXPECT_THAT(normalizer.derivation(), testing::EndsWith(" aliases-" + (*aliases)->version()));
  const std::string row =
      "<Trial><TrialID>NCT05000001</TrialID><Secondary_ID>NCT05000002;NCT05000004</Secondary_ID>"
      "<Public_title>Follow-up of NCT05000002 and nct05000001</Public_title></Trial>";
  const NormalizeResult result = normalizer.Normalize(Document("ictrp_portal_xml", row));
  const v1::Registration& registration = std::get<v1::NormalizedRecord>(result).registration();
  EXPECT_EQ(registration.registration_id(), "NCT06431152");
  EXPECT_EQ(registration.name(), "registrations/NCT06431152");
  EXPECT_THAT(registration.notes(), testing::Contains("registration_id: obsolete identifier NCT05000001 replaced"));
  ASSERT_EQ(registration.aliases_size(), 2);
  EXPECT_EQ(registration.aliases(0).value(), "NCT05000001");
  EXPECT_EQ(registration.aliases(0).repair(), "");
  EXPECT_EQ(registration.aliases(1).value(), "NCT05000004");
  ASSERT_EQ(registration.secondary_ids_size(), 1);
  EXPECT_EQ(registration.secondary_ids(0).value(), "NCT05000003");
  EXPECT_EQ(registration.secondary_ids(0).printed(), "NCT05000002");
  EXPECT_EQ(registration.secondary_ids(0).repair(), "obsolete identifier NCT05000002 replaced");
  EXPECT_EQ(registration.mentioned_ids_size(), 0);
  EXPECT_EQ(
      std::get<v1::NormalizedRecord>(Normalize(Document("ictrp_portal_xml", row))).registration().registration_id(),
      "NCT05000001");
}

TEST_F(DocumentNormalizerTest, VolatileFieldsAndLayoutDoNotChangeTheDigest) {
  const auto digest = [this](const std::string& content) {
    return std::get<v1::NormalizedRecord>(Normalize(Document("ictrp_portal_xml", content))).content_digest();
  };
  const std::string row = "<TrialID>NCT06431152</TrialID><Public_title>Knee</Public_title></Trial>";
  const std::string first = digest("<Trial><Export_date>1/2/2024</Export_date>" + row);
  EXPECT_EQ(first,
            digest("<Trial>\n <Export_date>3/4/2024</Export_date>\n <Last_Refreshed_on>5 May 2024</Last_Refreshed_on>" +
                   row));
  EXPECT_NE(first, digest("<Trial><Acronym>X</Acronym>" + row));
}

TEST_F(DocumentNormalizerTest, ACausePassesThrough) {
  v1::RecordDocument document = Document("ctgov_v2_json", kStudy);
  document.mutable_cause()->set_reason(v1::DEAD_LETTER_REASON_CHALLENGED);
  EXPECT_EQ(ReasonOf(document), v1::DEAD_LETTER_REASON_CHALLENGED);
}

TEST_F(DocumentNormalizerTest, UnknownFormatsAreDeadLetters) {
  EXPECT_EQ(ReasonOf(Document("unheard_of", kStudy)), v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT);
  EXPECT_EQ(ReasonOf(Document("", kStudy)), v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT);
}

TEST_F(DocumentNormalizerTest, TheDeclaredEncodingIsHeeded) {
  v1::RecordDocument document = Document(
      "ictrp_portal_xml", "<Trial><TrialID>NCT06431152</TrialID><Public_title>Gen\xE9tica</Public_title></Trial>");
  EXPECT_EQ(ReasonOf(document), v1::DEAD_LETTER_REASON_BAD_ENCODING);
  (*document.mutable_context())["encoding"] = "ISO-8859-1";
  const NormalizeResult result = Normalize(document);
  EXPECT_EQ(std::get<v1::NormalizedRecord>(result).registration().study().titles(0).text(), "Genética");
}

TEST_F(DocumentNormalizerTest, DecodedTextHasANoteAndNoPlaces) {
  // "外泌体" in GB18030.
  v1::RecordDocument document =
      Document("ictrp_portal_xml",
               "<Trial><TrialID>NCT06431152</TrialID><Public_title>\xCD\xE2\xC3\xDA\xCC\xE5</Public_title></Trial>");
  (*document.mutable_context())["encoding"] = "GB2312";
  const NormalizeResult result = Normalize(document);
  const v1::Registration& registration = std::get<v1::NormalizedRecord>(result).registration();
  EXPECT_EQ(registration.study().titles(0).text(), "外泌体");
  EXPECT_EQ(registration.study().titles(0).language(), "zh");
  ASSERT_EQ(registration.notes_size(), 1);
  EXPECT_EQ(registration.notes(0), "encoding: decoded from GB18030");
  ASSERT_FALSE(common::ProvenanceOf(registration).empty());
  for (const v1::FieldProvenance& provenance : common::ProvenanceOf(registration)) EXPECT_EQ(provenance.length(), 0u);
}

TEST_F(DocumentNormalizerTest, ByteOutsideTheDeclaredEncodingIsADeadLetterWithItsOffset) {
  const std::string begin = "<Trial><TrialID>NCT06431152</TrialID><Public_title>";
  v1::RecordDocument document = Document("ictrp_portal_xml", begin + "\xFF</Public_title></Trial>");
  (*document.mutable_context())["encoding"] = "gbk";
  const NormalizeResult result = Normalize(document);
  EXPECT_EQ(std::get<v1::DeadLetterCause>(result).reason(), v1::DEAD_LETTER_REASON_BAD_ENCODING);
  EXPECT_EQ(std::get<v1::DeadLetterCause>(result).offset(), begin.size());
  (*document.mutable_context())["encoding"] = "klingon";
  EXPECT_EQ(ReasonOf(document), v1::DEAD_LETTER_REASON_BAD_ENCODING);
}

TEST_F(DocumentNormalizerTest, Utf8ThatDeclaresSomethingElseIsReadAsUtf8WithANote) {
  v1::RecordDocument document =
      Document("ictrp_portal_xml",
               "<Trial><TrialID>NCT06431152</TrialID><Public_title>外泌体治疗膝骨关节炎</Public_title></Trial>");
  (*document.mutable_context())["encoding"] = "gb2312";
  const NormalizeResult result = Normalize(document);
  const v1::Registration& registration = std::get<v1::NormalizedRecord>(result).registration();
  EXPECT_EQ(registration.study().titles(0).text(), "外泌体治疗膝骨关节炎");
  ASSERT_EQ(registration.notes_size(), 1);
  EXPECT_GT(common::ProvenanceOf(registration)[0].length(), 0u);
}

TEST_F(DocumentNormalizerTest, UndeclaredChineseIsNamedAndNotDecoded) {
  const NormalizeResult result =
      Normalize(Document("chictr_html", "<p>\xD7\xA2\xB2\xE1\xBA\xC5\xA3\xBA\x20\x43hiCTR2499000017</p>"));
  EXPECT_EQ(std::get<v1::DeadLetterCause>(result).reason(), v1::DEAD_LETTER_REASON_BAD_ENCODING);
  EXPECT_NE(std::get<v1::DeadLetterCause>(result).message().find("looks like GB18030"), std::string::npos);
}

TEST_F(DocumentNormalizerTest, LimitsComeFromTheConfiguration) {
  config::v1::NormalizerConfig config;
  config.set_max_document_bytes(16);
  const DocumentNormalizer normalizer(Vocabulary::Embedded(), LimitsOf(config));
  const NormalizeResult result = normalizer.Normalize(Document("ctgov_v2_json", kStudy));
  EXPECT_EQ(std::get<v1::DeadLetterCause>(result).reason(), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

TEST(ValidateTest, RefusesConfigurationsThatCannotWork) {
  config::v1::NormalizerConfig good;
  good.set_store("127.0.0.1:7103");
  EXPECT_TRUE(ValidateConfig(good).ok());
  config::v1::NormalizerConfig bad = good;
  bad.clear_store();
  EXPECT_FALSE(ValidateConfig(bad).ok());
  bad = good;
  bad.set_threads(-1);
  EXPECT_FALSE(ValidateConfig(bad).ok());
  bad = good;
  bad.set_window_documents(1'000'000);
  EXPECT_FALSE(ValidateConfig(bad).ok());
  bad = good;
  bad.set_max_document_bytes(int64_t{1} << 40);
  EXPECT_FALSE(ValidateConfig(bad).ok());
}

}  // namespace
}  // namespace trialweave::normalizer
