#include "tests/origin/origin_server.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "httplib.h"
#include "tests/origin/command_line.h"
#include "tests/origin/search_expression.h"

namespace trialweave::tests {
namespace {

std::string Study(const std::string& id, const std::string& posted, const std::string& title) {
  return absl::StrCat("{ \"protocolSection\": {\"identificationModule\": {\"nctId\":\"", id, "\",\"briefTitle\":\"",
                      title, "\"}, \"statusModule\": {\"lastUpdatePostDateStruct\": {\"date\": \"", posted, "\"}}} }");
}

std::shared_ptr<const StudyCorpus> FourStudies() {
  auto corpus = std::make_shared<StudyCorpus>();
  const absl::Status added = corpus->AddJson(absl::StrCat(
      "[\n", Study("NCT00000001", "2024-05-01", "Exosomes ] } \\\" of the knee"), " ,\n",
      Study("NCT00000002", "2024-05-03", "Stem cells"), ",", Study("NCT00000003", "2024-05-02", "EXOSOMES, hip"), ",",
      Study("NCT00000004", "2024-06-01", "Plasma"), "]\n"));
  EXPECT_TRUE(added.ok()) << added;
  return corpus;
}

std::set<std::string> IdsIn(const std::string& body) {
  std::set<std::string> ids;
  for (size_t at = 0; (at = body.find("\"nctId\":\"", at)) != std::string::npos; ++at)
    ids.insert(body.substr(at + 9, 11));
  return ids;
}

std::string TokenIn(const std::string& body) {
  const std::string key = "\"nextPageToken\":\"";
  const size_t at = body.find(key);
  return at == std::string::npos ? "" : body.substr(at + key.size(), body.find('"', at + key.size()) - at - key.size());
}

class OriginServerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(testing::TempDir() + "/plain.csv") << "a,b\n";
    server_ = *OriginServer::Create(OriginOptions{.files = testing::TempDir()});
    server_->SetStudies(FourStudies());
    const absl::StatusOr<int> port = server_->Start();
    ASSERT_TRUE(port.ok()) << port.status();
    client_ = std::make_unique<httplib::Client>("127.0.0.1", *port);
  }

  void Arm(const std::string& fault) {
    const absl::StatusOr<Fault> parsed = ParseFault(fault);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    server_->SetFault(*parsed);
  }

  httplib::Result Get(const std::string& path) { return client_->Get(path); }
  std::string Body(const std::string& path) {
    const httplib::Result result = Get(path);
    return result && result->status == 200 ? result->body : absl::StrCat("failed: ", result ? result->status : 0);
  }
  int StatusOf(const std::string& path) {
    const httplib::Result result = Get(path);
    return result ? result->status : 0;
  }

  std::unique_ptr<OriginServer> server_;
  std::unique_ptr<httplib::Client> client_;
};

constexpr char kStudies[] = "/api/v2/studies";

TEST_F(OriginServerTest, ServesStudiesByteForByte) {
  EXPECT_EQ(Body("/api/v2/studies/NCT00000001"), FourStudies()->Find("NCT00000001")->bytes);
  EXPECT_NE(Body(kStudies).find(FourStudies()->Find("NCT00000003")->bytes), std::string::npos);
  const httplib::Result missing = Get("/api/v2/studies/NCT00000009");
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(missing->get_header_value("Content-Type"), "text/plain");
}

TEST_F(OriginServerTest, GivesATokenWithEveryFullPageSoThatAnEmptyPageCanFollow) {
  const std::string first = Body("/api/v2/studies?pageSize=2&countTotal=true");
  EXPECT_NE(first.find("\"totalCount\":4"), std::string::npos);
  const std::string second = Body("/api/v2/studies?pageSize=2&countTotal=true&pageToken=" + TokenIn(first));
  EXPECT_EQ(second.find("totalCount"), std::string::npos);
  EXPECT_EQ(IdsIn(second), (std::set<std::string>{"NCT00000003", "NCT00000004"}));
  const std::string third = Body("/api/v2/studies?pageSize=2&pageToken=" + TokenIn(second));
  EXPECT_EQ(third, "{\"studies\":[]}");
}

TEST_F(OriginServerTest, RefusesWhatTheRealApiRefuses) {
  EXPECT_EQ(StatusOf("/api/v2/studies?pageSize=1000"), 200);
  EXPECT_EQ(StatusOf("/api/v2/studies?pageSize=1001"), 400);
  EXPECT_EQ(StatusOf("/api/v2/studies?pageSize=0"), 400);
  EXPECT_EQ(StatusOf("/api/v2/studies?pageToken=nonsense"), 400);
  EXPECT_EQ(StatusOf("/api/v2/studies?sort=Nothing"), 400);
  EXPECT_EQ(StatusOf("/api/v2/studies?page=2"), 400);
  EXPECT_EQ(StatusOf("/api/v2/studies?query.term=(knee"), 400);
  // A token belongs to the query that it came with.
  const std::string token = TokenIn(Body("/api/v2/studies?pageSize=1&query.term=exosomes"));
  EXPECT_EQ(StatusOf("/api/v2/studies?pageSize=1&query.term=exosomes&pageToken=" + token), 200);
  EXPECT_EQ(StatusOf("/api/v2/studies?pageSize=1&query.term=plasma&pageToken=" + token), 400);
}

TEST_F(OriginServerTest, SelectsByWordsAndUpdateWindowAndSorts) {
  EXPECT_EQ(IdsIn(Body("/api/v2/studies?query.term=exosomes")), (std::set<std::string>{"NCT00000001", "NCT00000003"}));
  EXPECT_EQ(
      IdsIn(Body("/api/v2/studies?query.term=AREA%5BLastUpdatePostDate%5DRANGE%5B2024-05-02,MAX%5D%20AND%20exosomes")),
      (std::set<std::string>{"NCT00000003"}));
  EXPECT_EQ(IdsIn(Body("/api/v2/studies?filter.advanced=AREA%5BLastUpdatePostDate%5DRANGE%5BMIN,2024-05-02%5D")),
            (std::set<std::string>{"NCT00000001", "NCT00000003"}));
  const std::string newest = Body("/api/v2/studies?sort=LastUpdatePostDate&pageSize=1");
  EXPECT_EQ(IdsIn(newest), (std::set<std::string>{"NCT00000004"}));
  EXPECT_EQ(IdsIn(Body("/api/v2/studies?sort=LastUpdatePostDate:asc&pageSize=1")),
            (std::set<std::string>{"NCT00000001"}));
}

TEST(SearchExpressionTest, CombinesTerms) {
  const auto corpus = FourStudies();
  const auto matches = [&corpus](const std::string& text) {
    std::string found;
    auto expression = SearchExpression::Parse(text);
    if (!expression.ok()) return std::string("error");
    for (const OriginStudy& study : corpus->studies())
      found += (*expression)->Matches(study) ? study.nct_id.substr(10) : "";
    return found;
  };
  EXPECT_EQ(matches(""), "1234");
  EXPECT_EQ(matches("exosomes knee"), "1");
  EXPECT_EQ(matches("knee OR plasma"), "14");
  EXPECT_EQ(matches("(knee OR plasma) AND NOT exosomes"), "4");
  EXPECT_EQ(matches("\"stem cells\""), "2");
  EXPECT_EQ(matches("AREA[NCTId]NCT00000001"), "error");
  EXPECT_EQ(matches("knee)"), "error");
  EXPECT_EQ(matches(std::string(100000, '(')), "error");
}

TEST_F(OriginServerTest, ThrottlesFromTheNthRequestAsOftenAsTold) {
  Arm("too_many_requests path=/api/v2/studies from=2 count=2 retry_after=7");
  EXPECT_EQ(StatusOf(kStudies), 200);
  EXPECT_EQ(StatusOf("/api/v2/version"), 200);
  const httplib::Result throttled = Get(kStudies);
  ASSERT_TRUE(throttled);
  EXPECT_EQ(throttled->status, 429);
  EXPECT_EQ(throttled->get_header_value("Retry-After"), "7");
  EXPECT_EQ(StatusOf(kStudies), 429);
  EXPECT_EQ(StatusOf(kStudies), 200);
}

TEST_F(OriginServerTest, SendsRetryAfterAsADateAndUnavailableWithout) {
  Arm("too_many_requests retry_after=date+60");
  const httplib::Result throttled = Get(kStudies);
  ASSERT_TRUE(throttled);
  absl::Time when;
  std::string error;
  ASSERT_TRUE(absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", throttled->get_header_value("Retry-After"), &when, &error))
      << error;
  EXPECT_GT(when, absl::Now() + absl::Seconds(30));
  Arm("unavailable");
  const httplib::Result unavailable = Get(kStudies);
  ASSERT_TRUE(unavailable);
  EXPECT_EQ(unavailable->status, 503);
  EXPECT_FALSE(unavailable->has_header("Retry-After"));
}

TEST_F(OriginServerTest, ShowsErrorAndChallengePages) {
  Arm("html_error");
  const httplib::Result error = Get(kStudies);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->status, 200);
  EXPECT_EQ(error->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(error->body.substr(0, 15), "<!DOCTYPE html>");
  Arm("challenge status=405");
  EXPECT_EQ(StatusOf(kStudies), 405);
  Arm("challenge");
  EXPECT_EQ(StatusOf(kStudies), 200);
}

TEST_F(OriginServerTest, BreaksOffInMidBody) {
  const std::string whole = Body(kStudies);
  for (const char* fault : {"reset", "cut_short"}) {
    Arm(fault);
    std::string got;
    const httplib::Result result = client_->Get(kStudies, [&got](const char* data, size_t size) {
      got.append(data, size);
      return true;
    });
    EXPECT_FALSE(result) << fault;
    EXPECT_LT(got.size(), whole.size()) << fault;
    EXPECT_EQ(server_->requests().back().status, 0);
  }
  Arm("truncated");
  EXPECT_EQ(Body(kStudies), whole.substr(0, whole.size() / 2));
  Arm("slow amount=100 delay_ms=1");
  EXPECT_EQ(Body(kStudies), whole);
  EXPECT_EQ(Body(kStudies), whole);
}

TEST_F(OriginServerTest, CompressesAndBombs) {
  const std::string whole = Body(kStudies);
  Arm("gzip");
  const httplib::Result zipped = client_->Get(kStudies, {{"Accept-Encoding", "gzip"}});
  ASSERT_TRUE(zipped);
  EXPECT_EQ(zipped->body, whole);
  client_->set_decompress(false);
  Arm("bomb amount=64");
  const httplib::Result bomb = Get(kStudies);
  ASSERT_TRUE(bomb);
  EXPECT_EQ(bomb->get_header_value("Content-Encoding"), "gzip");
  EXPECT_LT(bomb->body.size(), 1 << 20);
}

TEST_F(OriginServerTest, AnnouncesMoreThanItDelivers) {
  Arm("withhold amount=1 count=0");
  const std::string page = Body("/api/v2/studies?pageSize=1000&countTotal=true");
  EXPECT_NE(page.find("\"totalCount\":4"), std::string::npos);
  EXPECT_EQ(IdsIn(page).size(), 3);
}

TEST_F(OriginServerTest, RepeatsATokenAndMovesTheDataTimestamp) {
  const std::string first = Body("/api/v2/studies?pageSize=2");
  Arm("repeat_token");
  const std::string url = "/api/v2/studies?pageSize=2&pageToken=" + TokenIn(first);
  EXPECT_EQ(TokenIn(Body(url)), TokenIn(first));
  EXPECT_NE(TokenIn(Body(url)), TokenIn(first));
  Arm("data_timestamp from=2 count=0 value=2026-06-13T09:00:05");
  EXPECT_EQ(Body("/api/v2/version"), "{\"apiVersion\":\"2.0.5\",\"dataTimestamp\":\"2026-06-12T09:00:05\"}");
  EXPECT_EQ(Body("/api/v2/version"), "{\"apiVersion\":\"2.0.5\",\"dataTimestamp\":\"2026-06-13T09:00:05\"}");
}

TEST_F(OriginServerTest, IsControlledOverHttp) {
  EXPECT_EQ(client_->Post("/_control", "data_timestamp 2026-07-01T00:00:00\nfault unavailable count=0\n", "text/plain")
                ->status,
            200);
  EXPECT_EQ(StatusOf("/api/v2/version"), 503);
  EXPECT_EQ(client_->Post("/_control", "clear_faults", "text/plain")->status, 200);
  EXPECT_NE(Body("/api/v2/version").find("2026-07-01T00:00:00"), std::string::npos);
  EXPECT_EQ(client_->Post("/_control", "fault nonsense", "text/plain")->status, 400);
  EXPECT_EQ(client_->Post("/_control", "studies /no/such/file.json", "text/plain")->status, 400);
  EXPECT_EQ(Body("/_control"), "503 GET /api/v2/version\n200 GET /api/v2/version\n");
}

TEST_F(OriginServerTest, ServesPlainFilesConditionally) {
  const httplib::Result file = Get("/files/plain.csv");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->body, "a,b\n");
  const httplib::Result again = client_->Get("/files/plain.csv", {{"If-None-Match", file->get_header_value("ETag")}});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(StatusOf("/files/none.csv"), 404);
  EXPECT_EQ(StatusOf("/files/../../../../etc/passwd"), 404);
  EXPECT_EQ(Body("/robots.txt"), "User-agent: *\nDisallow: /api/\n");
}

TEST_F(OriginServerTest, LogsWhatWasAsked) {
  client_->Get("/api/v2/studies?pageSize=3", {{"User-Agent", "trialweave-test"}});
  const std::vector<LoggedRequest> requests = server_->requests();
  ASSERT_EQ(requests.size(), 1);
  EXPECT_EQ(requests[0].path, kStudies);
  EXPECT_EQ(requests[0].parameters.find("pageSize")->second, "3");
  EXPECT_EQ(requests[0].user_agent, "trialweave-test");
  EXPECT_EQ(requests[0].status, 200);
}

TEST_F(OriginServerTest, StopsInTheMiddleOfASlowAnswer) {
  Arm("slow amount=1 delay_ms=600000");
  std::thread asking([this] { EXPECT_FALSE(Get(kStudies)); });
  while (server_->requests().empty()) std::this_thread::yield();
  server_->Stop();
  asking.join();
}

TEST(StudyCorpusTest, ReadsArraysPagesSingleStudiesAndGzip) {
  StudyCorpus corpus;
  EXPECT_TRUE(
      corpus.AddJson("{\"nextPageToken\":\"x]\",\"studies\":[" + Study("NCT00000001", "2024", "a") + "]}").ok());
  EXPECT_TRUE(corpus.AddJson("\xEF\xBB\xBF" + Study("NCT00000002", "2024", "b")).ok());
  const std::string path = testing::TempDir() + "/c.json.gz";
  gzFile file = gzopen(path.c_str(), "wb");
  const std::string newer = "[" + Study("NCT00000001", "2025", "c") + "]";
  gzwrite(file, newer.data(), newer.size());
  gzclose(file);
  EXPECT_TRUE(corpus.AddPath(path).ok());
  ASSERT_EQ(corpus.studies().size(), 2);
  EXPECT_EQ(corpus.studies()[0].last_update_post_date, "2025") << "a later study takes the earlier one's place";
  EXPECT_EQ(StudyCorpus().AddJson("[{\"x\":1}]").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyCorpus().AddJson("[" + Study("NCT00000001", "2024", "a")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyCorpus().AddJson("<html>").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyCorpus().AddPath("/no/such/file").code(), absl::StatusCode::kNotFound);
}

TEST(CommandLineTest, ReadsRepeatedFlagsInBothForms) {
  const auto line =
      ParseCommandLine({"--studies", "a.json", "--studies=b", "--port=0", "--fault", "reset from=2 count=3"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->options.studies, (std::vector<std::string>{"a.json", "b"}));
  ASSERT_EQ(line->faults.size(), 1);
  EXPECT_EQ(line->faults[0].kind, FaultKind::kReset);
  EXPECT_EQ(line->faults[0].from, 2);
  for (const char* bad : {"--nope=1", "--port=x", "--fault=nothing", "--fault=reset from=0", "--studies"}) {
    EXPECT_EQ(ParseCommandLine({bad}).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace trialweave::tests
