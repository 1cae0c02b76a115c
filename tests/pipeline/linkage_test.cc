// Two registries' entries of one trial, neither of which names the other, through all services: found, explained,
// parted by a person, and put together again.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/process.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kStudy[] =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT05912345","orgStudyIdInfo":{"id":"HUH-EXO"},)"
    R"("briefTitle":"Umbilical Cord Mesenchymal Stem Cell Exosomes by Intra-articular Injection for Knee Osteoarthritis"},)"
    R"("statusModule":{"overallStatus":"RECRUITING","startDateStruct":{"date":"2024-03-12","type":"ACTUAL"},)"
    R"("completionDateStruct":{"date":"2026-03","type":"ESTIMATED"}},)"
    R"("sponsorCollaboratorsModule":{"leadSponsor":{"name":"Harbour University Hospital","class":"OTHER"}},)"
    R"("conditionsModule":{"conditions":["Knee Osteoarthritis"]},)"
    R"("designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE1"],"enrollmentInfo":{"count":48,"type":"ESTIMATED"}},)"
    R"("contactsLocationsModule":{"locations":[{"facility":"Harbour University Hospital","city":"Ningbo","country":"China"}]}}})";

constexpr char kPortal[] = R"(<?xml version='1.0' encoding='UTF-8' ?>
<Trials_downloaded_from_ICTRP><Trial><Export_date>06/15/2026 09:30:00</Export_date>
<TrialID>ChiCTR2400081234</TrialID>
<Public_title>Intra-articular injection of exosomes from umbilical cord mesenchymal stem cells for knee osteoarthritis</Public_title>
<Scientific_title>Umbilical cord mesenchymal stem cell exosomes by intra-articular injection for knee osteoarthritis: a dose-escalation trial</Scientific_title>
<Primary_sponsor>Harbour University Hospital</Primary_sponsor>
<Date_registration3>20240220</Date_registration3>
<Source_Register>ChiCTR</Source_Register>
<web_address>https://www.chictr.org.cn/showproj.html?proj=1</web_address>
<Recruitment_Status>Recruiting</Recruitment_Status>
<Date_enrollement>2024-03-12</Date_enrollement>
<Target_size>Treatment group:48;</Target_size>
<Study_type>Interventional study</Study_type>
<Phase>1</Phase>
<Countries>China</Countries>
<Condition>Knee osteoarthritis</Condition>
<Intervention>Treatment group:Intra-articular injection of exosomes;</Intervention>
<Primary_outcome>Adverse events;</Primary_outcome>
</Trial></Trials_downloaded_from_ICTRP>
)";

class LinkageTest : public testing::Test {
 protected:
  LinkageTest() {
    fs::remove_all(root_);
    fs::create_directories(root_ + "/drop");
    std::ofstream(root_ + "/drop/study.json") << "[" << kStudy << "]";
    std::ofstream(root_ + "/drop/portal.xml") << kPortal;
    cluster_ = std::make_unique<Cluster>(
        absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", root_, "/drop\" } }\n"));
    cluster_->StartAll();
    EXPECT_TRUE(cluster_->Crawl("file_drop").has_end_time());
  }

  int Trialctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), Runfile("query/cli/trialctl"));
    arguments.push_back("--store=" + cluster_->Address("store"));
    arguments.push_back("--server=" + cluster_->Address("query"));
    Process process(std::move(arguments), root_ + "/log");
    output_.clear();
    return process.Wait(&output_);
  }

  const std::string root_ = testing::TempDir() + "/linkage";
  std::unique_ptr<Cluster> cluster_;
  std::string output_;
};

TEST_F(LinkageTest, TwoEntriesThatDoNotNameEachOtherAreFoundExplainedAndDecidedUpon) {
  EXPECT_EQ(cluster_->StoreStatus(false).trials(), 1u);
  ASSERT_EQ(Trialctl({"explain", "chictr 2400081234"}), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("ChiCTR2400081234 and NCT05912345: one trial"));
  EXPECT_THAT(output_, HasSubstr("compared field by field"));
  EXPECT_THAT(output_, HasSubstr("equal: 48"));
  ASSERT_EQ(Trialctl({"get", "NCT05912345"}), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("ChiCTR2400081234 = NCT05912345"));
  const std::string digest = cluster_->StoreStatus(true).content_digest();
  ASSERT_EQ(Trialctl({"decide", "different", "NCT05912345", "ChiCTR2400081234", "--reason", "two cohorts", "--author",
                      "a reviewer"}),
            0)
      << output_;
  EXPECT_EQ(cluster_->StoreStatus(false).trials(), 2u);
  // What people decided outlives the process.
  cluster_->Kill("store");
  cluster_->Start("store");
  // The query service finds the store again in its own time.
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (Trialctl({"explain", "NCT05912345", "ChiCTR2400081234"}) != 0 && absl::Now() < patience) {
    absl::SleepFor(absl::Milliseconds(200));
  }
  EXPECT_THAT(output_, HasSubstr("two trials"));
  EXPECT_THAT(output_, HasSubstr("a reviewer decided that they are two trials: two cohorts"));
  EXPECT_EQ(Trialctl({"relink"}), 0) << output_;
  EXPECT_EQ(cluster_->StoreStatus(false).trials(), 2u) << "also when everything is linked again";
  EXPECT_EQ(Trialctl({"verify"}), 0) << output_;
  ASSERT_EQ(Trialctl({"decisions", "revoke", "1", "--reason", "one protocol", "--author", "a reviewer"}), 0) << output_;
  EXPECT_EQ(cluster_->StoreStatus(true).content_digest(), digest);
  ASSERT_EQ(Trialctl({"decisions"}), 0);
  EXPECT_THAT(output_, Not(HasSubstr("two cohorts"))) << "only those that hold";
  EXPECT_EQ(Trialctl({"verify"}), 0) << output_;
}

}  // namespace
}  // namespace trialweave::tests
