#include "common/doi.h"

#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

TEST(DoiTest, EveryDressOfADoiIsTheSameDoi) {
  for (const char* printed :
       {"10.1000/Ab-1", " 10.1000/AB-1 ", "doi:10.1000/ab-1", "DOI 10.1000/ab-1", "doi: 10.1000/ab-1.",
        "https://doi.org/10.1000/ab-1", "http://dx.doi.org/10.1000/ab-1", "https://dx-doi-org/doi.org/10.1000/ab-1",
        "https://doi.org/10.1000%2Fab-1", "10.1000/ab-1 [doi]", "10.1000/ab-1)."}) {
    EXPECT_EQ(CanonicalDoi(printed), "10.1000/ab-1") << printed;
  }
}

TEST(DoiTest, OldPublishersCharactersStay) {
  EXPECT_EQ(CanonicalDoi("10.1002/(SICI)1097-0258(19970131)16:2<145::AID-SIM1>3.0.CO;2-Q"),
            "10.1002/(sici)1097-0258(19970131)16:2<145::aid-sim1>3.0.co;2-q");
  EXPECT_EQ(CanonicalDoi("10.1016/S0140-6736(00)00001"), "10.1016/s0140-6736(00)00001");
  EXPECT_EQ(CanonicalDoi("10.1000.10/123"), "10.1000.10/123");
}

TEST(DoiTest, WhatIsNoneIsEmpty) {
  for (const char* printed : {"", "10.1000", "10.1000/", "10.1/x", "110.1000/x", "see 10.1000/x", "10.1000 /x",
                              "https://example.org/10.1000/x", "S1699-258X(20)30268-0", "10.1000/.", "doi"}) {
    EXPECT_EQ(CanonicalDoi(printed), "") << printed;
  }
}

}  // namespace
}  // namespace trialweave::common
