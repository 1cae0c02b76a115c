// The pipeline end to end: real processes, real gRPC, a real store; the origin server plays the registry.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;

std::string FileDrop(const std::string& folder) {
  return absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder, "\" } }\n");
}

std::string NewFolder(const std::string& name) {
  const std::string folder = absl::StrCat(testing::TempDir(), "/", name);
  fs::create_directories(folder);
  return folder;
}

// A copy of the bundled drop folder: among a test's data files are symbolic links, which lead out of the folder.
std::string SampleDrop() {
  const std::string folder = NewFolder("sample_drop");
  for (const auto& file : fs::directory_iterator(Runfile("ops/sample/drop"))) {
    fs::copy_file(file.path(), fs::path(folder) / file.path().filename(), fs::copy_options::overwrite_existing);
  }
  return folder;
}

// The trial that holds a registration; an empty one when none does.
v1::Trial TrialOf(const std::vector<v1::Trial>& trials, const std::string& id) {
  for (const v1::Trial& trial : trials) {
    const auto& ids = trial.registration_ids();
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return trial;
  }
  return v1::Trial();
}

class SampleTest : public testing::Test {
 protected:
  void SetUp() override {
    origin_ = std::make_unique<Process>(
        std::vector<std::string>{Runfile("tests/origin_server"), "--studies", Runfile("ops/sample/ctgov")},
        NewFolder("origin") + "/log");
    const std::string line = origin_->AwaitLine("listening ");
    ASSERT_FALSE(line.empty());
    const std::string address = line.substr(10);
    cluster_ = std::make_unique<Cluster>(
        absl::StrCat(FileDrop(SampleDrop()), "sources { id: \"ctgov\" ctgov_api { base_url: \"http://", address,
                     "/api/v2\" page_size: 4 requests_per_second: 100 allow_private_host: true backoff_ms: 10 } }\n"));
    cluster_->StartAll();
  }

  std::unique_ptr<Process> origin_;
  std::unique_ptr<Cluster> cluster_;
};

TEST_F(SampleTest, CrawlsLinksAndServes) {
  const v1::Run api = cluster_->Crawl("ctgov");
  EXPECT_EQ(api.state(), v1::RUN_STATE_SUCCEEDED) << api.ShortDebugString();
  EXPECT_TRUE(api.has_declared());
  EXPECT_EQ(api.declared(), api.distinct());
  EXPECT_EQ(api.counts().created(), api.delivered());
  const v1::Run files = cluster_->Crawl("file_drop");
  EXPECT_EQ(files.state(), v1::RUN_STATE_SUCCEEDED) << files.ShortDebugString();
  EXPECT_EQ(Accounted(files.counts()), files.delivered());
  EXPECT_EQ(files.counts().dead_lettered(), 0);

  const std::vector<v1::Trial> trials = cluster_->Trials();
  size_t members = 0;
  size_t linked = 0;
  for (const v1::Trial& trial : trials) {
    members += trial.registration_ids_size();
    const auto& registries = trial.registries();
    if (std::count(registries.begin(), registries.end(), "ctgov") > 0 &&
        std::count(registries.begin(), registries.end(), "chictr") > 0) {
      ++linked;
      EXPECT_FALSE(trial.links().empty());
    }
  }
  EXPECT_EQ(members, cluster_->StoreStatus().registrations()) << "membership is a partition";
  EXPECT_EQ(linked, 1) << "one trial of the sample is registered at both";
  for (const char* id : {"NCT06431152", "NCT05060107", "NCT06466850", "MR-13-24-017929"}) {
    EXPECT_FALSE(TrialOf(trials, id).name().empty()) << id;
  }
  // The same scientific title, two registrations: two trials.
  EXPECT_NE(TrialOf(trials, "ChiCTR2600124926").name(), TrialOf(trials, "ChiCTR2600123490").name());

  // ICTRP flattens the status; the primary registry's word stays.
  const v1::Trial knee = TrialOf(trials, "NCT06431152");
  EXPECT_EQ(knee.study().status(), v1::RECRUITMENT_STATUS_RECRUITING);
  ASSERT_EQ(knee.study().phases_size(), 1);
  EXPECT_EQ(knee.study().phases(0), v1::PHASE_EARLY_PHASE1);
  EXPECT_EQ(knee.study().enrollment().count(), 12);
  EXPECT_EQ(knee.study().start_date().date().year(), 2024);
  EXPECT_FALSE(knee.provenance().empty());

  const std::vector<v1::Trial> filtered = cluster_->Trials("phase:EARLY_PHASE1 AND country = CL");
  EXPECT_FALSE(TrialOf(filtered, "NCT06431152").name().empty());
  EXPECT_TRUE(TrialOf(filtered, "ChiCTR2600124926").name().empty());
}

TEST_F(SampleTest, SecondRunChangesNothing) {
  cluster_->Crawl("ctgov");
  cluster_->Crawl("file_drop");
  const v1::GetStoreStatusResponse before = cluster_->StoreStatus(true);
  const v1::Run api = cluster_->Crawl("ctgov");
  const v1::Run files = cluster_->Crawl("file_drop");
  EXPECT_EQ(api.counts().unchanged(), api.delivered());
  EXPECT_EQ(files.counts().unchanged(), files.delivered());
  const v1::GetStoreStatusResponse after = cluster_->StoreStatus(true);
  EXPECT_EQ(after.revisions(), before.revisions());
  EXPECT_EQ(after.trials(), before.trials());
}

TEST_F(SampleTest, ResolvesIdentifiersInOddSpellings) {
  cluster_->Crawl("ctgov");
  cluster_->Trials();  // the view is current
  for (const char* spelling : {"NCT06431152", "nct 06431152", "ＮＣＴ０６４３１１５２"}) {
    grpc::ClientContext context;
    v1::ResolveIdentifierRequest request;
    request.set_identifier(spelling);
    v1::ResolveIdentifierResponse response;
    const grpc::Status status = cluster_->query().ResolveIdentifier(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.canonical(), "NCT06431152") << spelling;
    EXPECT_EQ(response.registration(), "registrations/NCT06431152");
    EXPECT_NE(response.trial(), "");
  }
}

TEST(BrokenInputTest, EachIsADeadLetterAndTheRestIsUnharmed) {
  const std::string folder = NewFolder("broken");
  std::ofstream(folder + "/a_good.json") << GeneratedArray(1, 3);
  const std::string whole = GeneratedArray(11, 3);
  std::ofstream(folder + "/b_truncated.json") << whole.substr(0, whole.size() - 700);
  std::ofstream(folder + "/c_html.json") << "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
                                            "<body><h1>502 Bad Gateway</h1></body></html>";
  std::ofstream(folder + "/d_empty.json");
  std::ofstream(folder + "/e_wrong_root.xml") << "<?xml version=\"1.0\"?><catalog><book id=\"1\"/></catalog>";
  std::ofstream(folder + "/f_bomb.xml")
      << "<?xml version=\"1.0\"?><!DOCTYPE trials [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
         "<!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><trials><Triall><main><trial_id>&c;</trial_id></main></Triall></trials>";
  std::ofstream(folder + "/g_good.json") << GeneratedArray(21, 3);
  Cluster cluster(FileDrop(folder));
  cluster.StartAll();
  const v1::Run run = cluster.Crawl("file_drop");
  EXPECT_EQ(Accounted(run.counts()), run.delivered());
  EXPECT_EQ(run.counts().created(), 8) << "three, two of the truncated file, three";
  EXPECT_EQ(run.counts().dead_lettered(), 5);
  std::map<std::string, v1::DeadLetterReason> reasons;
  for (const v1::DeadLetter& letter : cluster.DeadLetters()) {
    reasons[letter.container().origin().substr(0, 1)] = letter.cause().reason();
    EXPECT_FALSE(letter.cause().message().empty());
  }
  ASSERT_EQ(reasons.size(), 5);
  EXPECT_EQ(reasons["b"], v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(reasons["c"], v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(reasons["d"], v1::DEAD_LETTER_REASON_EMPTY);
  EXPECT_EQ(reasons["e"], v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(reasons["f"], v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  // The same broken files again are the same dead letters.
  const v1::Run again = cluster.Crawl("file_drop");
  EXPECT_EQ(again.counts().dead_lettered(), 5);
  EXPECT_EQ(again.counts().unchanged(), 8);
  EXPECT_EQ(cluster.DeadLetters().size(), 5);
}

TEST(ArrivalOrderTest, EndsInTheSameContent) {
  std::vector<std::string> digests;
  for (const bool reversed : {false, true}) {
    const std::string folder = NewFolder(reversed ? "order_b" : "order_a");
    // Two observations of the same studies a day apart, and other studies between them.
    for (int i = 0; i < 3; ++i) {
      std::string array = GeneratedArray(i == 1 ? 50 : 1, 20);
      if (i == 2) {
        for (size_t at; (at = array.find("2025-09-30")) != std::string::npos;) array.replace(at, 10, "2025-10-01");
        for (size_t at; (at = array.find("RECRUITING")) != std::string::npos;) array.replace(at, 10, "SUSPENDED");
      }
      std::ofstream(absl::StrCat(folder, "/", reversed ? 9 - i : i, ".json")) << array;
    }
    Cluster cluster(FileDrop(folder));
    cluster.StartAll();
    const v1::Run run = cluster.Crawl("file_drop");
    EXPECT_EQ(run.delivered(), 60);
    EXPECT_EQ(cluster.StoreStatus().registrations(), 40);
    EXPECT_EQ(cluster.StoreStatus().revisions(), 40 + 14) << "every third study is completed, the others change";
    digests.push_back(cluster.StoreStatus(true).content_digest());
    EXPECT_EQ(cluster.Trials("status = SUSPENDED").size(), 14) << "the newer observation is the head";
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST(RealRecordsTest, BalanceToTheRecordAndAreUnchangedTheSecondTime) {
  const char* data = getenv("TRIALWEAVE_DATA");
  if (data == nullptr || *data == '\0') GTEST_SKIP() << "no real records on this machine";
  const std::string registries = absl::StrCat(data, "/registries/");
  const std::string folder = NewFolder("real");
  for (const char* file :
       {"clinicaltrials_gov/v2_native_128.json", "ictrp/portal_2024_95.xml", "chictr/native_ChiCTR2000034346.xml"}) {
    fs::copy_file(registries + file, absl::StrCat(folder, "/", fs::path(file).filename().string()),
                  fs::copy_options::overwrite_existing);
  }
  Cluster cluster(FileDrop(folder));
  cluster.StartAll();
  const v1::Run run = cluster.Crawl("file_drop");
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.delivered(), 128 + 95 + 1);
  EXPECT_EQ(run.containers(), 3);
  EXPECT_EQ(Accounted(run.counts()), run.delivered());
  std::map<std::string, uint64_t> by_source;
  for (const v1::SourceCounts& counts : run.counts_by_source()) by_source[counts.source()] = Accounted(counts.counts());
  EXPECT_EQ(by_source["ctgov"], 128);
  EXPECT_EQ(by_source["ictrp"], 95);
  EXPECT_EQ(by_source["chictr"], 1);
  EXPECT_EQ(run.counts().dead_lettered(), 0);
  const v1::GetStoreStatusResponse before = cluster.StoreStatus(true);
  const v1::Run again = cluster.Crawl("file_drop");
  EXPECT_EQ(again.counts().unchanged(), again.delivered());
  EXPECT_EQ(again.delivered(), 128 + 95 + 1);
  const v1::GetStoreStatusResponse after = cluster.StoreStatus(true);
  EXPECT_EQ(after.revisions(), before.revisions());
  EXPECT_EQ(after.content_digest(), before.content_digest());
}

}  // namespace
}  // namespace trialweave::tests
