#include "store/chain/precedence.h"

#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

TEST(PrecedenceTest, AListNeverGoesBeforeItsRegistrysPageOrDownload) {
  const int page = PrecedenceOf("chictr", "chictr", "chictr_html");
  const int download = PrecedenceOf("chictr", "chictr", "chictr_xml");
  const int list = PrecedenceOf("chictr", "chictr", "chictr_list_html");
  EXPECT_LT(page, download);
  EXPECT_LT(download, list);
  EXPECT_LT(list, PrecedenceOf("chictr", "ictrp", "ictrp_portal_xml"));
}

TEST(PrecedenceTest, ARegistrysPageGoesBeforeTablesMadeOfIt) {
  EXPECT_LT(PrecedenceOf("cde", "cde", "cde_html"), PrecedenceOf("cde", "cde", "cde_csv"));
  EXPECT_LT(PrecedenceOf("cde", "cde", "cde_html"), PrecedenceOf("cde", "cde", "cde_sites_csv"));
}

}  // namespace
}  // namespace trialweave::store
