#include "tests/pipeline/generated_studies.h"

#include "absl/strings/str_format.h"

namespace trialweave::tests {
namespace {

// Filler of a natural size; the words do not matter.
std::string Paragraph(int number) {
  std::string text;
  for (int i = 0; i < 30; ++i) {
    absl::StrAppendFormat(&text, "Visit %d of study %d looks at pain and function of the joint. ", i, number);
  }
  return text;
}

}  // namespace

std::string GeneratedStudy(int number) {
  const std::string secondary =
      number % 10 == 0
          ? absl::StrFormat(R"("secondaryIdInfos":[{"id":"ChiCTR21%08d","type":"REGISTRY","domain":"ChiCTR"}],)",
                            number)
          : "";
  return absl::StrFormat(
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT0%07d",%s"orgStudyIdInfo":{"id":"GEN-%d"},)"
      R"("briefTitle":"Generated study %d of the knee"},)"
      R"("statusModule":{"overallStatus":"%s","startDateStruct":{"date":"2024-%02d","type":"ESTIMATED"},)"
      R"("lastUpdatePostDateStruct":{"date":"2025-%02d-11","type":"ACTUAL"}},)"
      R"("sponsorCollaboratorsModule":{"leadSponsor":{"name":"University %d","class":"OTHER"}},)"
      R"("descriptionModule":{"briefSummary":"%s"},)"
      R"("conditionsModule":{"conditions":["Knee Osteoarthritis"]},)"
      R"("designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE%d"],"enrollmentInfo":{"count":%d,"type":"ESTIMATED"}},)"
      R"("contactsLocationsModule":{"locations":[{"facility":"Hospital %d","city":"Santiago","country":"Chile"}]}},)"
      R"("derivedSection":{"miscInfoModule":{"versionHolder":"2025-09-30"}},"hasResults":false})",
      number, secondary, number, number, number % 3 == 0 ? "COMPLETED" : "RECRUITING", number % 12 + 1, number % 12 + 1,
      number % 50, Paragraph(number), number % 4 + 1, number % 300 + 10, number % 70);
}

std::string GeneratedArray(int first, int count) {
  std::string array = "[";
  for (int i = 0; i < count; ++i) {
    if (i > 0) array += ",\n";
    array += GeneratedStudy(first + i);
  }
  return array + "]\n";
}

}  // namespace trialweave::tests
