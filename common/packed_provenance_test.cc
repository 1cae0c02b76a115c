#include "common/packed_provenance.h"

#include <gtest/gtest.h>

#include "google/protobuf/util/message_differencer.h"

namespace trialweave::common {
namespace {

using google::protobuf::util::MessageDifferencer;

void Place(const std::string& field, const std::string& path, uint32_t document, uint64_t offset, uint64_t length,
           v1::Registration* registration) {
  v1::FieldProvenance* entry = registration->add_provenance();
  entry->set_field(field);
  entry->set_path(path);
  entry->set_document(document);
  entry->set_offset(offset);
  entry->set_length(length);
}

v1::Registration Sample() {
  v1::Registration registration;
  registration.set_registration_id("NCT06431152");
  Place("registration_id", "/protocolSection/identificationModule/nctId", 0, 52, 13, &registration);
  Place("titles[0]", "/protocolSection/identificationModule/briefTitle", 0, 120, 88, &registration);
  // Before what came before; without a span; of another document; longer than what may be shared.
  Place("url", "/protocolSection/identificationModule/nctId", 0, 52, 13, &registration);
  Place("countries", "", 0, 0, 0, &registration);
  Place("status", "main/recruitment_status", 1, uint64_t{1} << 40, 9, &registration);
  Place("sites[0]", std::string(300, 'x') + "/a", 1, 7, 1, &registration);
  Place("sites[1]", std::string(300, 'x') + "/b", 1, ~uint64_t{0} - 4, 4, &registration);
  Place("", "", ~uint32_t{0}, 0, 0, &registration);
  return registration;
}

TEST(PackedProvenanceTest, IsUnpackedAsItWas) {
  const v1::Registration sample = Sample();
  v1::Registration registration = sample;
  PackProvenance(&registration);
  EXPECT_TRUE(registration.provenance().empty());
  EXPECT_EQ(CountPackedProvenance(registration.packed_provenance()), static_cast<size_t>(sample.provenance_size()));
  EXPECT_EQ(ProvenanceOf(registration).size(), sample.provenance_size());
  UnpackProvenance(&registration);
  EXPECT_TRUE(MessageDifferencer::Equals(registration, sample)) << registration.DebugString();
}

TEST(PackedProvenanceTest, SharesWhatNeighboursHaveInCommon) {
  v1::Registration registration;
  for (int i = 0; i < 100; ++i) {
    Place("outcomes[" + std::to_string(i) + "].measures",
          "/protocolSection/outcomesModule/primaryOutcomes/" + std::to_string(i) + "/measure", 0, 1000 + 100 * i, 90,
          &registration);
  }
  const size_t before = registration.ByteSizeLong();
  PackProvenance(&registration);
  EXPECT_LT(registration.ByteSizeLong() * 5 / 2, before);
}

TEST(PackedProvenanceTest, WhatIsUnpackedComesBehindWhatIsPacked) {
  v1::Registration registration;
  Place("status", "/a", 0, 1, 2, &registration);
  PackProvenance(&registration);
  Place("phases", "/b", 0, 3, 4, &registration);
  EXPECT_EQ(ProvenanceOf(registration)[1].field(), "phases");
  PackProvenance(&registration);
  EXPECT_TRUE(registration.provenance().empty());
  EXPECT_EQ(ProvenanceOf(registration)[0].field(), "status");
  EXPECT_EQ(ProvenanceOf(registration)[1].offset(), 3u);
}

TEST(PackedProvenanceTest, ThePackerStartsAfreshWhenItsEntriesAreTaken) {
  ProvenancePacker packer;
  packer.Add("status", "/status", 0, 10, 5);
  EXPECT_EQ(packer.size(), 1u);
  const std::string first = packer.Take();
  EXPECT_EQ(packer.size(), 0u);
  packer.Add("status", "/status", 0, 10, 5);
  EXPECT_EQ(packer.Take(), first);
}

// Texts may share half of a character; half a character alone is no text.
TEST(PackedProvenanceTest, TextsAreUtf8) {
  v1::Registration registration;
  Place("titles[0]", "注册题目", 0, 1, 2, &registration);
  Place("titles[1]", "注册题日", 0, 3, 4, &registration);
  PackProvenance(&registration);
  EXPECT_EQ(ProvenanceOf(registration)[1].path(), "注册题日");
  std::string packed = registration.packed_provenance();
  packed.replace(packed.find("注"), 3, "\xE6\xB3x");
  EXPECT_EQ(CountPackedProvenance(packed), std::nullopt);
}

TEST(PackedProvenanceTest, BrokenBytesAreNoticed) {
  v1::Registration sample = Sample();
  PackProvenance(&sample);
  const std::string packed = sample.packed_provenance();
  const int whole = ProvenanceOf(sample).size();
  EXPECT_EQ(CountPackedProvenance(packed.substr(0, packed.size() - 1)), std::nullopt);
  // Shares more than there is; a size beyond the end; a number without an end.
  for (const std::string& broken :
       {std::string("\1\0\0\0\0\0", 6), std::string("\0\177x", 3), std::string(20, '\xff')}) {
    EXPECT_EQ(CountPackedProvenance(broken), std::nullopt);
    EXPECT_EQ(CountPackedProvenance(packed + broken), std::nullopt);
    v1::Registration registration;
    registration.set_packed_provenance(packed + broken);
    EXPECT_EQ(ProvenanceOf(registration).size(), whole);
  }
  // Shares more than may be shared.
  std::string growing = std::string("\0\254\2", 3) + std::string(300, 'x') + std::string("\0\0\0\0", 4);
  EXPECT_EQ(CountPackedProvenance(growing), 1u);
  growing += std::string("\254\2\0\0\0\0\0", 7);
  EXPECT_EQ(CountPackedProvenance(growing), std::nullopt);
}

}  // namespace
}  // namespace trialweave::common
