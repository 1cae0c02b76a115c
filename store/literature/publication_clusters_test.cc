#include "store/literature/publication_clusters.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

storage::v1::StoredEntryKeys Keys(const std::string& pmid, std::vector<std::string> keys) {
  storage::v1::StoredEntryKeys stored;
  stored.set_pmid(pmid);
  if (!pmid.empty()) keys.push_back("1/pmid:" + pmid);
  for (const std::string& key : keys) stored.add_keys(key);
  return stored;
}

TEST(PublicationClusters, OneKeyInCommonMakesOnePublication) {
  const auto clusters = ClusterEntries({{"a", Keys("1", {})},
                                        {"b", Keys("1", {"2/x:1"})},
                                        {"c", Keys("", {"2/x:1", "3/doi t"})},
                                        {"d", Keys("", {"3/doi t"})},
                                        {"e", Keys("", {"3/doi u"})}});
  ASSERT_EQ(clusters.size(), 2u);
  EXPECT_THAT(clusters[0].entries, ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(clusters[0].refusals, IsEmpty());
  EXPECT_THAT(clusters[1].entries, ElementsAre("e"));
}

TEST(PublicationClusters, TwoPmidsAreNeverOnePublication) {
  const auto clusters =
      ClusterEntries({{"a", Keys("1", {"3/doi t"})}, {"b", Keys("2", {"3/doi t"})}, {"c", Keys("", {"3/doi t"})}});
  ASSERT_EQ(clusters.size(), 2u);
  EXPECT_THAT(clusters[0].entries, ElementsAre("a", "c"));
  EXPECT_THAT(clusters[0].refusals, ElementsAre("not merged with b: the same DOI and title, but another PMID"));
  EXPECT_THAT(clusters[1].entries, ElementsAre("b"));
  EXPECT_THAT(clusters[1].refusals, ElementsAre("not merged with a: the same DOI and title, but another PMID",
                                                "not merged with c: the same DOI and title, but another PMID"));
}

TEST(PublicationClusters, StrongerKeyDecidesWhereAnEntryGoes) {
  // c could go to a by its title, but its accession number is b's.
  const auto clusters = ClusterEntries(
      {{"a", Keys("1", {"3/doi t"})}, {"b", Keys("2", {"2/x:1"})}, {"c", Keys("", {"2/x:1", "3/doi t"})}});
  ASSERT_EQ(clusters.size(), 2u);
  EXPECT_THAT(clusters[0].entries, ElementsAre("a"));
  EXPECT_THAT(clusters[1].entries, ElementsAre("b", "c"));
}

}  // namespace
}  // namespace trialweave::store
