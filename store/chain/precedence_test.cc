#include "store/chain/precedence.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/chain/head_merge.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

// What a chain says: every chain its own words, so that a head's values show where they come from.
struct Words {
  std::string registry;
  std::string source;
  std::string format;
  int observed = 0;
  std::string country_part = "";
  std::string title = "";
  std::string status = "";
  std::string acronym = "";
  int start_year = 0;
  int update_year = 0;
};

HeadInput Input(const Words& words) {
  HeadInput input;
  input.source = words.source;
  input.format = words.format;
  input.country_part = words.country_part;
  input.observed_at = absl::FromUnixSeconds(words.observed);
  input.registration.set_registration_id("ID");
  input.registration.set_registry(words.registry);
  input.registration.set_country_part(words.country_part);
  v1::Study& study = *input.registration.mutable_study();
  if (!words.title.empty()) study.add_titles()->set_text(words.title);
  if (!words.status.empty()) study.set_status_text(words.status);
  if (!words.acronym.empty()) study.set_acronym(words.acronym);
  if (words.start_year > 0) study.mutable_start_date()->mutable_date()->set_year(words.start_year);
  if (words.update_year > 0) study.mutable_last_update_date()->mutable_date()->set_year(words.update_year);
  return input;
}

// The head of the chains, which is the same in whatever order they are given.
v1::Registration HeadOf(const std::vector<Words>& chains) {
  std::vector<size_t> order(chains.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  v1::Registration head;
  do {
    std::vector<HeadInput> inputs;
    for (size_t i : order) inputs.push_back(Input(chains[i]));
    const v1::Registration merged = MergeHead(std::move(inputs));
    if (head.registration_id().empty()) head = merged;
    EXPECT_EQ(merged.SerializeAsString(), head.SerializeAsString());
  } while (std::next_permutation(order.begin(), order.end()));
  return head;
}

TEST(PrecedenceTest, PrimaryRegistryComesBeforeItsDownloadsAndThoseBeforeThePortal) {
  const auto falls = [](const char* registry, const char* source, const std::vector<const char*>& formats) {
    std::vector<int> ranks;
    for (const char* format : formats) ranks.push_back(PrecedenceOf(registry, source, format));
    ranks.push_back(PrecedenceOf(registry, "ictrp", "ictrp_full_csv"));
    return ranks;
  };
  EXPECT_THAT(falls("ctgov", "ctgov", {"ctgov_v2_json", "ctgov_legacy_xml", "ctgov_legacy_json", "other"}),
              ElementsAre(10, 20, 22, 24, 30));
  for (const char* registry : {"chictr", "chimctr", "amctr", "itmctr"}) {
    EXPECT_THAT(falls(registry, "chictr", {"chictr_html", "chictr_xml", "chictr_list_html", "other"}),
                ElementsAre(10, 20, 28, 24, 30));
  }
  EXPECT_THAT(falls("cde", "cde", {"cde_html", "cde_csv", "cde_sites_csv", "cde_endpoints_csv", "cde_ethics_csv"}),
              ElementsAre(10, 20, 19, 21, 21, 30));
  EXPECT_THAT(falls("isrctn", "isrctn", {"isrctn_xml", "isrctn_json"}), ElementsAre(10, 22, 30));
  EXPECT_THAT(falls("ctis", "ctis", {"ctis_json"}), ElementsAre(10, 30));
  EXPECT_THAT(falls("eudract", "euctr", {"euctr_text", "euctr_json"}), ElementsAre(10, 22, 30));
  EXPECT_THAT(falls("nhc", "nhc", {"nhc_html"}), ElementsAre(10, 30));
  for (const char* format : {"ictrp_portal_xml", "ictrp_csv", "ictrp_full_csv"}) {
    EXPECT_EQ(PrecedenceOf("drks", "ictrp", format), 30);
  }
  EXPECT_EQ(PrecedenceOf("drks", "drks", "drks_json"), 25);
  EXPECT_EQ(PrecedenceOf("ctgov", "pubmed", "pubmed_xml"), 40);
}

// Rank decides field by field, however new the others are: a download of 2023 or a portal row of 2025 never hides what
// the registry's own service said, and still tells what only it knows.
TEST(PrecedenceTest, LegacyServiceAndPortalOfOneTrial) {
  const v1::Registration head = HeadOf({{.registry = "ctgov",
                                         .source = "ctgov",
                                         .format = "ctgov_legacy_xml",
                                         .observed = 2023,
                                         .title = "legacy",
                                         .status = "Recruiting",
                                         .acronym = "ONLY-LEGACY",
                                         .start_year = 2019,
                                         .update_year = 2022},
                                        {.registry = "ctgov",
                                         .source = "ctgov",
                                         .format = "ctgov_v2_json",
                                         .observed = 2024,
                                         .title = "v2",
                                         .status = "COMPLETED",
                                         .update_year = 2024},
                                        {.registry = "ctgov",
                                         .source = "ictrp",
                                         .format = "ictrp_csv",
                                         .observed = 2025,
                                         .title = "portal",
                                         .status = "Not recruiting",
                                         .start_year = 2018,
                                         .update_year = 2025}});
  EXPECT_EQ(head.study().titles(0).text(), "v2");
  EXPECT_EQ(head.study().status_text(), "COMPLETED");
  EXPECT_EQ(head.study().last_update_date().date().year(), 2024) << "no date of the portal stands over the registry's";
  EXPECT_EQ(head.study().acronym(), "ONLY-LEGACY");
  EXPECT_EQ(head.study().start_date().date().year(), 2019) << "of what the service leaves open, the download's";
}

TEST(PrecedenceTest, CountriesOfOneEudractNumberAndTheirPortalRows) {
  std::vector<Words> chains;
  for (const char* country : {"DE", "FR", "IT"}) {
    chains.push_back({.registry = "eudract",
                      .source = "euctr",
                      .format = "euctr_text",
                      .observed = 1000,
                      .country_part = country,
                      .title = std::string("text ") + country,
                      .status = country == std::string("IT") ? "Completed" : ""});
  }
  for (const char* country : {"FR", "IT"}) {
    chains.push_back({.registry = "eudract",
                      .source = "ictrp",
                      .format = "ictrp_full_csv",
                      .observed = 2000,
                      .country_part = country,
                      .title = std::string("portal ") + country,
                      .status = "Not Recruiting",
                      .acronym = std::string("PORTAL-") + country});
  }
  const v1::Registration head = HeadOf(chains);
  EXPECT_EQ(head.study().titles(0).text(), "text DE") << "of one day, the first by country";
  EXPECT_EQ(head.study().status_text(), "Completed") << "of the only country that says so";
  EXPECT_EQ(head.study().acronym(), "PORTAL-FR");
  EXPECT_EQ(head.country_part(), "");
  chains[1].observed = 1500;
  EXPECT_EQ(HeadOf(chains).study().titles(0).text(), "text FR") << "of one rank, the newest";
}

TEST(PrecedenceTest, PageDownloadListAndPortalOfOneChineseTrial) {
  const v1::Registration head = HeadOf({{.registry = "chictr",
                                         .source = "chictr",
                                         .format = "chictr_list_html",
                                         .observed = 4000,
                                         .title = "list",
                                         .status = "list",
                                         .acronym = "list",
                                         .start_year = 2001,
                                         .update_year = 2001},
                                        {.registry = "chictr",
                                         .source = "ictrp",
                                         .format = "ictrp_portal_xml",
                                         .observed = 3000,
                                         .title = "portal",
                                         .status = "portal",
                                         .acronym = "portal",
                                         .start_year = 2002,
                                         .update_year = 2002},
                                        {.registry = "chictr",
                                         .source = "chictr",
                                         .format = "chictr_xml",
                                         .observed = 2000,
                                         .title = "xml",
                                         .status = "xml",
                                         .start_year = 2003},
                                        {.registry = "chictr",
                                         .source = "chictr",
                                         .format = "chictr_html",
                                         .observed = 1000,
                                         .title = "page",
                                         .start_year = 2004}});
  EXPECT_EQ(head.study().titles(0).text(), "page");
  EXPECT_EQ(head.study().start_date().date().year(), 2004);
  EXPECT_EQ(head.study().status_text(), "xml");
  EXPECT_EQ(head.study().acronym(), "list") << "a line of a list fills in what is missing";
  EXPECT_EQ(head.study().last_update_date().date().year(), 2001);
}

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
