#include "query/view/packed_record.h"

#include <random>

#include "gtest/gtest.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {
namespace {

TEST(PackedRecord, GivesBackWhatItWasMadeOf) {
  std::mt19937 random(3);
  for (const bool compressible : {true, false}) {
    // Around the size from which it compresses, and far beyond.
    for (const size_t size : {0, 1, 100, 125, 126, 127, 128, 129, 130, 5000, 200000}) {
      v1::Trial trial;
      for (size_t i = 0; i < size; ++i) {
        trial.mutable_name()->push_back(compressible ? 'x' : static_cast<char>(random() % 128));
      }
      const PackedRecord record(trial);
      EXPECT_EQ(Unpacked<v1::Trial>(record).name(), trial.name()) << size;
      EXPECT_EQ(record.size(), trial.ByteSizeLong()) << size;
      EXPECT_LE(record.packed_size(), record.size()) << size;
      std::string bytes = "before";
      record.SerializeTo(&bytes);
      EXPECT_EQ(bytes, trial.SerializeAsString()) << size;
      EXPECT_EQ(record.digest(), PackedRecord(trial).digest());
      trial.mutable_name()->push_back('y');
      EXPECT_NE(record.digest(), PackedRecord(trial).digest());
    }
  }
}

}  // namespace
}  // namespace trialweave::query
