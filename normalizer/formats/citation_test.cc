#include "normalizer/formats/citation.h"

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

TEST(CitationTest, ReadsDoiAndPmid) {
  EXPECT_EQ(DoiIn("J Ex. 2019. doi: 10.1000/example.2019.3."), "10.1000/example.2019.3");
  EXPECT_EQ(DoiIn("https://doi.org/10.1000/x results"), "10.1000/x");
  EXPECT_EQ(DoiIn("https://www.example.org/doi/full/10.1000/x results"), "10.1000/x");
  EXPECT_EQ(DoiIn("version 10.1000/x"), "");
  EXPECT_EQ(PmidIn("2019 results in https://www.ncbi.nlm.nih.gov/pubmed/30000001 (added)"), "30000001");
  EXPECT_EQ(PmidIn("https://pubmed.ncbi.nlm.nih.gov/33000002/"), "33000002");
  EXPECT_EQ(PmidIn("PMID: 7"), "7");
  EXPECT_EQ(PmidIn("https://pubmed.ncbi.nlm.nih.gov/?term=x"), "");
  EXPECT_EQ(PmidIn("PMID: 123456789"), "");
}

}  // namespace
}  // namespace trialweave::normalizer
