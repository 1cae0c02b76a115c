// Every method of the query service, called by a client that knows nothing but the server's reflection: what
// docs/api.md shows.
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"
#include "tests/reflection/reflect_client.h"

namespace trialweave::tests {
namespace {

using testing::HasSubstr;

constexpr char kService[] = "trialweave.v1.QueryService";

std::string DropFolder() {
  const std::string folder = testing::TempDir() + "/reflection_drop";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/studies.json") << GeneratedArray(1, 30);
  return folder;
}

class QueryMethodsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ =
        new Cluster(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", DropFolder(), "\" } }\n"));
    cluster_->StartAll();
    cluster_->Crawl("file_drop");
    ASSERT_EQ(cluster_->Trials().size(), 30);
  }
  static void TearDownTestSuite() { delete cluster_; }

  // The first response; a stream's are joined by line ends.
  std::string Call(const std::string& method, const std::string& json, size_t max_responses = 1000) {
    const auto responses = client_.Call(absl::StrCat(kService, "/", method), json, max_responses);
    if (!responses.ok()) {
      return absl::StrCat(absl::StatusCodeToString(responses.status().code()), " ",
                          common::ErrorReason(responses.status()));
    }
    std::string joined;
    for (const std::string& each : *responses) absl::StrAppend(&joined, each, "\n");
    return joined;
  }
  // Of a JSON text: the string after "key":".
  static std::string StringAfter(const std::string& json, const std::string& key) {
    const std::string opening = absl::StrCat("\"", key, "\":\"");
    const size_t at = json.find(opening);
    if (at == std::string::npos) return "";
    return json.substr(at + opening.size(), json.find('"', at + opening.size()) - at - opening.size());
  }

  static Cluster* cluster_;
  ReflectClient client_{cluster_->Address("query")};
};

Cluster* QueryMethodsTest::cluster_ = nullptr;

TEST_F(QueryMethodsTest, AreAllDescribed) {
  const auto services = client_.Services();
  ASSERT_TRUE(services.ok()) << services.status();
  EXPECT_THAT(*services, testing::Contains(kService));
  const auto methods = client_.Methods(kService);
  ASSERT_TRUE(methods.ok()) << methods.status();
  std::ifstream in("docs/api.md");
  const std::string document((std::istreambuf_iterator<char>(in)), {});
  for (const std::string& method : *methods) {
    EXPECT_THAT(document, HasSubstr(absl::StrCat("## ", method, "\n")));
    EXPECT_THAT(document, HasSubstr(absl::StrCat(kService, "/", method)));
  }
}

TEST_F(QueryMethodsTest, GetTrialsInAnyNumber) {
  const std::string trial = Call("GetTrial", R"({"name": "trials/NCT00000001"})");
  EXPECT_THAT(trial, HasSubstr("\"registrationIds\":[\"NCT00000001\"]"));
  EXPECT_THAT(Call("GetTrial", R"({"name": "trials/NCT00000001", "readMask": "study.enrollment"})"),
              testing::Not(HasSubstr("registrationIds")));
  EXPECT_EQ(Call("GetTrial", R"({"name": "trials/none"})"), "NOT_FOUND TRIAL_NOT_FOUND");
  EXPECT_THAT(Call("BatchGetTrials", R"({"names": ["trials/NCT00000002", "trials/NCT00000001"], "readMask": "name"})"),
              HasSubstr("\"freshness\""));
  EXPECT_THAT(Call("ListTrials", R"({"filter": "registry = ctgov", "pageSize": 2})"), HasSubstr("\"nextPageToken\""));
  EXPECT_EQ(Call("ListTrials", R"({"filter": "registry ="})"), "INVALID_ARGUMENT FILTER_INVALID");
  const std::string file = Call("ExportTrials", R"({"filter": "registry = ctgov", "format": "EXPORT_FORMAT_CSV"})");
  EXPECT_THAT(file, HasSubstr("\"contentType\":\"text/csv"));
  EXPECT_THAT(file, HasSubstr("\"trialsWritten\":\"30\""));
}

TEST_F(QueryMethodsTest, TellWhatWas) {
  const std::string revisions = Call("ListTrialRevisions", R"({"parent": "trials/NCT00000001"})");
  const std::string revision = StringAfter(revisions, "name");
  ASSERT_THAT(revision, HasSubstr("/revisions/")) << revisions;
  EXPECT_THAT(revisions, HasSubstr("\"joinedRegistrationIds\":[\"NCT00000001\"]"));
  EXPECT_THAT(Call("GetTrial", absl::StrCat(R"({"name": ")", revision, R"("})")), HasSubstr("NCT00000001"));
  const std::string number = revision.substr(revision.rfind('/') + 1);
  EXPECT_THAT(Call("DiffTrial", absl::StrCat(R"({"name": "trials/NCT00000001", "baseRevision": ")", number, R"("})")),
              HasSubstr("\"freshness\""));
  EXPECT_THAT(Call("GetRegistration", R"({"name": "registrations/NCT00000001"})"), HasSubstr("\"registry\":\"ctgov\""));
  EXPECT_THAT(Call("ListRegistrations", R"({"pageSize": 2})"), HasSubstr("\"nextPageToken\""));
  EXPECT_THAT(Call("ListRegistrationRevisions", R"({"parent": "registrations/NCT00000001"})"),
              HasSubstr("registrations/NCT00000001/revisions/1"));
  EXPECT_THAT(Call("DiffRegistration", R"({"name": "registrations/NCT00000001", "base": {"revision": "1"}})"),
              HasSubstr("\"freshness\""));
}

TEST_F(QueryMethodsTest, ExplainResolveAndSayWhatThereIs) {
  EXPECT_THAT(Call("ExplainTrial", R"({"name": "trials/NCT00000001"})"), HasSubstr("\"registrationIds\""));
  EXPECT_THAT(Call("ResolveIdentifier", R"({"identifier": "nct 0000 0001"})"),
              HasSubstr("\"registration\":\"registrations/NCT00000001\""));
  EXPECT_THAT(Call("ListPublications", "{}"), HasSubstr("\"freshness\""));
  EXPECT_EQ(Call("GetPublication", R"({"name": "publications/pubmed:1"})"), "NOT_FOUND PUBLICATION_NOT_FOUND");
  EXPECT_THAT(Call("ListNotices", "{}"), HasSubstr("\"freshness\""));
  EXPECT_EQ(Call("GetNotice", R"({"name": "notices/fda:none"})"), "NOT_FOUND NOTICE_NOT_FOUND");
  EXPECT_THAT(Call("GetCoverage", "{}"), HasSubstr("\"trials\":\"30\""));
}

TEST_F(QueryMethodsTest, FindCountAndWatchTrials) {
  const std::string sequence = StringAfter(Call("GetCoverage", "{}"), "sequence");
  const std::string found = Call(
      "SearchTrials", absl::StrCat(R"({"query": "nct 0000 0001", "facets": ["registry"], "options": {"minSequence": )",
                                   sequence, "}}"));
  EXPECT_THAT(found, HasSubstr("\"matchedIdentifier\":\"NCT00000001\""));
  EXPECT_THAT(found, HasSubstr("\"value\":\"ctgov\""));
  EXPECT_EQ(Call("SearchTrials", R"({"facets": ["title"]})"), "INVALID_ARGUMENT FACET_INVALID");
  EXPECT_THAT(Call("AggregateTrials", R"({"groupBy": [{"field": "registry"}], "statistics": ["enrollment"]})"),
              HasSubstr("\"count\":\"30\""));
  EXPECT_EQ(Call("AggregateTrials", R"({"groupBy": [{"field": "title"}]})"), "INVALID_ARGUMENT GROUP_BY_INVALID");
  const std::string watched =
      Call("WatchTrials", R"({"filter": "registry = ctgov", "initialState": true, "readMask": "name"})", 31);
  EXPECT_THAT(watched, HasSubstr("TRIAL_CHANGE_KIND_EXISTING"));
  EXPECT_THAT(watched, HasSubstr(absl::StrCat("\"bookmark\":{\"sequence\":\"", sequence)));
  EXPECT_EQ(Call("WatchTrials", R"({"afterSequence": "999999"})"), "OUT_OF_RANGE SEQUENCE_AHEAD");
}

TEST_F(QueryMethodsTest, WrongRequestsAreRefusedBeforeTheyAreSent) {
  EXPECT_FALSE(client_.Call(absl::StrCat(kService, "/GetTrial"), R"({"nam": "x"})").ok());
  EXPECT_FALSE(client_.Call(absl::StrCat(kService, "/NoSuchMethod"), "{}").ok());
  EXPECT_FALSE(client_.Call("trialweave.v1.NoSuchService/Get", "{}").ok());
}

}  // namespace
}  // namespace trialweave::tests
