// Publications through the real services: exports of several databases become one publication each, whatever comes
// first, and are found by what they name.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;

constexpr char kPubmed[] = R"(<?xml version="1.0"?>
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">39990001</PMID>
<Article PubModel="Print"><Journal><Title>Journal of invented joints</Title><JournalIssue CitedMedium="Print">
<PubDate><Year>2024</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>Vesicles for the knee: a first trial.</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.9999/joints.1</ELocationID>
<Abstract><AbstractText>Ten people walked further.</AbstractText></Abstract>
<DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT06431152</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
</Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>
)";

constexpr char kDeletion[] = R"(<?xml version="1.0"?>
<PubmedArticleSet><DeleteCitation><PMID Version="1">39990001</PMID></DeleteCitation></PubmedArticleSet>
)";

std::string EmbaseEntry(const std::string& number, const std::string& pmid, const std::string& title,
                        const std::string& doi) {
  return absl::StrCat("TY  - JOUR\nM3  - Article\nY1  - 2024\nJF  - Journal of Invented Joints\nU2  - L", number, "\n",
                      pmid.empty() ? "" : absl::StrCat("C5  - ", pmid, "\n"), "DB  - Embase\nDO  - ", doi, "\nT1  - ",
                      title, "\nLA  - English\nN2  - People walked.\nER  - \n\n");
}

class LiteratureTest : public testing::Test {
 protected:
  LiteratureTest() : folder_(absl::StrCat(testing::TempDir(), "/literature_drop")) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void Drop(const std::string& name, const std::string& bytes, const std::string& obtained_at) {
    std::ofstream(absl::StrCat(folder_, "/", name, ".meta")) << "obtained_at: " << obtained_at << "\n";
    std::ofstream(absl::StrCat(folder_, "/", name), std::ios::binary) << bytes;
  }
  std::unique_ptr<Cluster> StartCluster() {
    auto cluster = std::make_unique<Cluster>(
        absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder_, "\" } }\n"));
    cluster->StartAll();
    return cluster;
  }
  static std::vector<v1::Publication> List(Cluster& cluster, const std::string& filter) {
    v1::ListPublicationsRequest request;
    request.set_filter(filter);
    request.mutable_options()->set_min_sequence(cluster.StoreStatus().sequence());
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    v1::ListPublicationsResponse response;
    const grpc::Status status = cluster.query().ListPublications(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.publications().begin(), response.publications().end()};
  }

  const std::string folder_;
};

TEST_F(LiteratureTest, OneArticleOfTwoDatabasesIsOnePublicationInWhateverOrderTheyCome) {
  const std::string embase =
      EmbaseEntry("2090000001", "39990001", "Vesicles for the knee: a first trial", "10.9999/joints.1") +
      EmbaseEntry("2090000002", "", "Vesicles for the hip", "10.9999/supplement") +
      EmbaseEntry("2090000003", "", "Vesicles for the hand", "10.9999/supplement");
  std::vector<std::string> digests;
  for (const bool embase_first : {false, true}) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Drop(embase_first ? "2.xml" : "1.xml", kPubmed, "2025-01-01T00:00:00Z");
    Drop(embase_first ? "1.ris" : "2.ris", embase, "2025-01-02T00:00:00Z");
    const std::unique_ptr<Cluster> cluster = StartCluster();
    const v1::Run run = cluster->Crawl("file_drop");
    EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
    EXPECT_EQ(run.counts().created(), 4u) << run.ShortDebugString();
    EXPECT_EQ(cluster->StoreStatus().publications(), 3u) << "a DOI alone is no identity";
    const std::vector<v1::Publication> named = List(*cluster, "trial_id:NCT06431152");
    ASSERT_EQ(named.size(), 1u);
    EXPECT_EQ(named[0].pmid(), "39990001");
    EXPECT_EQ(named[0].documents_size(), 2);
    EXPECT_EQ(List(*cluster, "source:pubmed source:embase").size(), 1u);
    digests.push_back(cluster->StoreStatus(true).content_digest());
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST_F(LiteratureTest, DeletedArticleIsMarkedAndKept) {
  Drop("1.xml", kPubmed, "2025-01-01T00:00:00Z");
  Drop("2.xml", kDeletion, "2025-02-01T00:00:00Z");
  const std::unique_ptr<Cluster> cluster = StartCluster();
  EXPECT_EQ(cluster->Crawl("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
  const std::vector<v1::Publication> deleted = List(*cluster, "deleted = true");
  ASSERT_EQ(deleted.size(), 1u);
  EXPECT_EQ(deleted[0].titles_size(), 1);
  EXPECT_EQ(cluster->Crawl("file_drop").counts().unchanged(), 2u);
}

}  // namespace
}  // namespace trialweave::tests
