// What operators rely on in every service: health, reflection, metrics, drain, configuration checks.

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/channel.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"
#include "tests/pipeline/health.h"

namespace trialweave::tests {
namespace {

constexpr const char* kServices[] = {"crawler", "normalizer", "store", "query"};

std::string DropFolder() {
  const std::string folder = testing::TempDir() + "/surface_drop";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/studies.json") << GeneratedArray(1, 30);
  return folder;
}

class ServiceSurfaceTest : public testing::Test {
 protected:
  ServiceSurfaceTest()
      : cluster_(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", DropFolder(), "\" } }\n")) {}
  std::string Metrics(const std::string& service) {
    httplib::Client client("http://" + cluster_.MetricsAddress(service));
    const auto result = client.Get("/metrics");
    return result ? result->body : "";
  }
  Cluster cluster_;
};

TEST_F(ServiceSurfaceTest, AnswersHealthAndReflection) {
  cluster_.StartAll();
  cluster_.Crawl("file_drop");
  cluster_.Trials();  // query has caught up
  for (const char* service : kServices) {
    auto channel = common::MakeChannel(cluster_.Address(service));
    EXPECT_TRUE(IsServing(channel, "")) << service;
    EXPECT_TRUE(IsServing(channel, "liveness")) << service;
    const std::set<std::string> names = ReflectedServices(channel);
    EXPECT_EQ(names.count("grpc.health.v1.Health"), 1) << service;
    std::string own = service;
    own[0] = static_cast<char>(toupper(own[0]));
    EXPECT_EQ(names.count(absl::StrCat("trialweave.v1.", own, "Service")), 1) << service;
  }
}

TEST_F(ServiceSurfaceTest, CountsCallsAndDocuments) {
  cluster_.StartAll();
  cluster_.Crawl("file_drop");
  cluster_.Trials();
  for (const char* service : kServices) {
    const std::string metrics = Metrics(service);
    EXPECT_TRUE(absl::StrContains(metrics, absl::StrCat("trialweave_build_info{service=\"", service, "\""))) << service;
    std::ofstream(absl::StrCat(testing::TempDir(), "/", service, ".metrics")) << metrics;
  }
  EXPECT_TRUE(absl::StrContains(Metrics("query"), "grpc_server_handled_total{"));
  EXPECT_TRUE(absl::StrContains(Metrics("query"), "grpc_method=\"ListTrials\""));
  EXPECT_TRUE(absl::StrContains(Metrics("query"), "grpc_server_handling_seconds_bucket{"));
  const std::string store = Metrics("store");
  EXPECT_TRUE(absl::StrContains(store, "trialweave_documents_total{"));
  EXPECT_TRUE(absl::StrContains(store, "outcome=\"created\""));
}

TEST_F(ServiceSurfaceTest, MetricsPassPromtool) {
  if (!std::filesystem::exists("/usr/bin/promtool")) GTEST_SKIP() << "promtool is not installed";
  cluster_.StartAll();
  cluster_.Crawl("file_drop");
  cluster_.Trials();
  for (const char* service : kServices) {
    const std::string path = absl::StrCat(testing::TempDir(), "/", service, ".prom");
    std::ofstream(path) << Metrics(service);
    Process promtool({"/bin/sh", "-c", absl::StrCat("/usr/bin/promtool check metrics < ", path, " 2>&1")}, "/dev/null");
    std::string output;
    EXPECT_EQ(promtool.Wait(&output), 0) << service << ": " << output;
  }
}

TEST_F(ServiceSurfaceTest, DrainsOnSigtermAndKeepsWhatItAcknowledged) {
  cluster_.StartAll();
  const v1::Run run = cluster_.Crawl("file_drop");
  EXPECT_EQ(run.counts().created(), 30);
  const std::string digest = cluster_.StoreStatus(true).content_digest();
  for (const char* service : kServices) EXPECT_EQ(cluster_.Terminate(service), 0) << service;
  cluster_.StartAll();
  EXPECT_EQ(cluster_.StoreStatus(true).content_digest(), digest);
  EXPECT_EQ(cluster_.Trials().size(), 30);
}

TEST_F(ServiceSurfaceTest, StartsInAnyOrder) {
  for (const char* service : {"query", "store", "normalizer", "crawler"}) cluster_.Start(service);
  EXPECT_EQ(cluster_.Crawl("file_drop").counts().created(), 30);
  EXPECT_EQ(cluster_.Trials().size(), 30);
}

TEST_F(ServiceSurfaceTest, ChecksItsConfiguration) {
  for (const char* service : kServices) {
    const std::string program = Runfile(absl::StrCat(service, "/", service));
    Process good({program, "--config", cluster_.ConfigPath(service), "--check_config"}, "/dev/null");
    EXPECT_EQ(good.Wait(), 0) << service;
    const std::string bad_path = absl::StrCat(testing::TempDir(), "/bad.textproto");
    std::ofstream(bad_path) << "server { listen: \"127.0.0.1:0\" }\nno_such_field: 7\n";
    const std::string log = absl::StrCat(testing::TempDir(), "/", service, ".bad");
    Process bad({program, "--config", bad_path, "--check_config"}, log);
    EXPECT_EQ(bad.Wait(), 2) << service;
    std::ifstream said(log);
    const std::string text((std::istreambuf_iterator<char>(said)), {});
    EXPECT_TRUE(absl::StrContains(text, "bad.textproto:2:")) << service << ": " << text;
  }
}

TEST_F(ServiceSurfaceTest, ShippedConfigurationsAreGood) {
  for (const char* service : kServices) {
    Process process({Runfile(absl::StrCat(service, "/", service)), "--config",
                     Runfile(absl::StrCat("ops/config/", service, ".textproto")), "--check_config"},
                    "/dev/null");
    EXPECT_EQ(process.Wait(), 0) << service;
  }
}

}  // namespace
}  // namespace trialweave::tests
