#include "common/content_digest.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "common/sha256.h"

namespace trialweave::common {
namespace {

v1::Registration Example() {
  v1::Registration registration;
  registration.set_registration_id("NCT06431152");
  registration.set_registry("ctgov");
  v1::Study* study = registration.mutable_study();
  study->set_status(v1::RECRUITMENT_STATUS_RECRUITING);
  study->add_phases(v1::PHASE_EARLY_PHASE1);
  study->mutable_enrollment()->set_count(12);
  v1::LocalizedText* title = study->add_titles();
  title->set_language("en");
  title->set_text("Knee");
  return registration;
}

TEST(Sha256Test, MatchesThePublishedVector) {
  // FIPS 180-4 example: "abc".
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256Hasher hasher;
  hasher.Update("a");
  hasher.Update("bc");
  EXPECT_EQ(hasher.Finish(), Sha256("abc"));
  EXPECT_EQ(hasher.Finish(), Sha256(""));
}

TEST(ContentDigestTest, ChangesWithEveryKindOfContent) {
  const std::string digest = ContentDigest(Example());
  EXPECT_EQ(digest.size(), 32);
  v1::Registration other = Example();
  other.mutable_study()->set_status(v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_NE(ContentDigest(other), digest);
  other = Example();
  other.mutable_study()->mutable_enrollment()->set_count(13);
  EXPECT_NE(ContentDigest(other), digest);
  other = Example();
  other.mutable_study()->mutable_titles(0)->set_text("Hip");
  EXPECT_NE(ContentDigest(other), digest);
  other = Example();
  other.mutable_study()->add_phases(v1::PHASE_PHASE1);
  EXPECT_NE(ContentDigest(other), digest);
  other = Example();
  other.mutable_study()->set_has_results(false);  // said to have none is not the same as not said
  EXPECT_NE(ContentDigest(other), digest);
}

TEST(ContentDigestTest, IgnoresWhereAndWhenItWasSeen) {
  v1::Registration other = Example();
  other.set_name("registrations/NCT06431152");
  other.add_documents()->set_source("ctgov");
  other.add_provenance()->set_field("status");
  other.set_packed_provenance("packed");
  other.add_volatile_fields("Export_date: 06/09/2024");
  other.add_notes("letter O read as zero");
  other.mutable_observed_at()->set_seconds(5);
  other.set_revision(3);
  other.set_trial("trials/abc");
  other.mutable_study()->add_unmapped("phase: IX");
  EXPECT_EQ(ContentDigest(other), ContentDigest(Example()));
}

TEST(ContentDigestTest, DoesNotConfuseNeighbouringFields) {
  v1::Registration a;
  a.mutable_study()->set_acronym("AB");
  v1::Registration b;
  b.mutable_study()->set_status_text("AB");
  EXPECT_NE(ContentDigest(a), ContentDigest(b));
  v1::Registration c;
  c.mutable_study()->add_countries("CL");
  c.mutable_study()->add_countries("CN");
  v1::Registration d;
  d.mutable_study()->add_countries("CLCN");
  EXPECT_NE(ContentDigest(c), ContentDigest(d));
}

TEST(ContentDigestTest, StaysWhatItWas) {
  // Computed by hand from the grammar in the header. Stores on disk hold such digests: a change here needs a
  // new derivation of every record.
  EXPECT_EQ(absl::BytesToHexString(ContentDigest(Example())),
            "0efbb9d0f87ffd32d802abcc0fdcb9ae6eeef1d2cc997287b6327295c21a6fff");
}

}  // namespace
}  // namespace trialweave::common
