#include "store/chain/head_reader.h"

#include "common/packed_provenance.h"
#include "gtest/gtest.h"
#include "store/format/compressed_frame.h"

namespace trialweave::store {
namespace {

v1::Registration Sample() {
  v1::Registration registration;
  registration.set_registration_id("NCT06431152");
  registration.add_provenance()->set_field("status");
  return registration;
}

// A store without dictionaries.
class NoRows : public Reader {
 public:
  absl::StatusOr<std::optional<std::string>> Get(Family, std::string_view) const override {
    return std::optional<std::string>();
  }
  std::unique_ptr<Cursor> Scan(Family) const override { return nullptr; }
};

std::string FrameOf(const v1::Registration& registration) { return CompressFrame(registration.SerializeAsString()); }

TEST(HeadReaderTest, ProvenanceIsPackedHoweverItWasWritten) {
  v1::Registration packed = Sample();
  common::PackProvenance(&packed);
  for (const std::string& frame : {FrameOf(Sample()), FrameOf(packed)}) {
    const absl::StatusOr<v1::Registration> read = RegistrationFromFrame(NoRows(), frame);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->SerializeAsString(), packed.SerializeAsString());
  }
}

TEST(HeadReaderTest, BrokenProvenanceIsDataLoss) {
  v1::Registration broken = Sample();
  broken.set_packed_provenance("\xff");
  broken.clear_provenance();
  EXPECT_EQ(RegistrationFromFrame(NoRows(), FrameOf(broken)).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace trialweave::store
