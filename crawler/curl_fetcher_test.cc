#include "crawler/curl_fetcher.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/sha256.h"
#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

// A server of raw sockets on loopback: one connection, one request, the bytes that `answer` makes of it.
class RawServer {
 public:
  explicit RawServer(std::function<std::string(const std::string& request)> answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 16), 0);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::string Url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return absl::StrCat("http://", host, ":", port_, path);
  }
  std::vector<std::string> requests() {
    absl::MutexLock lock(&mutex_);
    return requests_;
  }

 private:
  void Serve() {
    for (int peer; (peer = accept(listener_, nullptr, nullptr)) >= 0;) {
      std::string request;
      char buffer[4096];
      while (!absl::StrContains(request, "\r\n\r\n")) {
        const ssize_t n = read(peer, buffer, sizeof(buffer));
        if (n <= 0) break;
        request.append(buffer, static_cast<size_t>(n));
      }
      {
        absl::MutexLock lock(&mutex_);
        requests_.push_back(request);
      }
      const std::string bytes = answer_(request);
      for (size_t sent = 0; sent < bytes.size();) {
        const ssize_t n = send(peer, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<size_t>(n);
      }
      close(peer);
    }
  }

  const std::function<std::string(const std::string&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
  absl::Mutex mutex_;
  std::vector<std::string> requests_;
};

std::string Answer(const std::string& body, const std::string& head = "HTTP/1.1 200 OK\r\n") {
  return absl::StrCat(head, "Content-Length: ", body.size(), "\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n", body);
}

class CurlFetcherTest : public testing::Test {
 protected:
  FetchRequest Local(const std::string& url) {
    FetchRequest request;
    request.url = url;
    request.allow_private_host = true;
    return request;
  }
  common::ShutdownSignal shutdown_;
  CurlFetcher fetcher_{"Test/1 (someone@example.org)", &shutdown_};
};

TEST_F(CurlFetcherTest, GetsBodyHeadersAndDigestAndSaysWhoItIs) {
  RawServer server([](const std::string&) { return Answer("hello"); });
  FetchRequest request = Local(server.Url("/a?b=c"));
  request.headers = {{"Accept", "application/json"}};
  request.etag = "\"v0\"";
  const auto response = fetcher_.Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->bytes, 5u);
  EXPECT_EQ(response->sha256, common::Sha256("hello"));
  EXPECT_EQ(response->Header("etag"), "\"v1\"");
  const std::string sent = server.requests().at(0);
  EXPECT_TRUE(absl::StartsWith(sent, "GET /a?b=c HTTP/1.1\r\n")) << sent;
  EXPECT_TRUE(absl::StrContains(sent, "User-Agent: Test/1 (someone@example.org)\r\n")) << sent;
  EXPECT_TRUE(absl::StrContains(sent, "Accept: application/json\r\n")) << sent;
  EXPECT_TRUE(absl::StrContains(sent, "If-None-Match: \"v0\"\r\n")) << sent;
}

TEST_F(CurlFetcherTest, WritesToASpoolFile) {
  RawServer server([](const std::string&) { return Answer(std::string(300'000, 'x')); });
  FetchRequest request = Local(server.Url("/"));
  request.spool_path = testing::TempDir() + "/spool";
  const auto response = fetcher_.Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "");
  std::ifstream in(request.spool_path);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()),
            std::string(300'000, 'x'));
}

TEST_F(CurlFetcherTest, RefusesAddressesThatAreNotPublic) {
  RawServer server([](const std::string&) { return Answer("secret"); });
  for (const char* host : {"127.0.0.1", "localhost"}) {
    FetchRequest request;
    request.url = server.Url("/", host);
    EXPECT_EQ(common::ErrorReason(fetcher_.Fetch(request).status()), "ADDRESS_REFUSED") << host;
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(CurlFetcherTest, FollowsRedirectsOnlyToAllowedHosts) {
  RawServer server([](const std::string& request) {
    if (absl::StartsWith(request, "GET /same")) return Answer("", "HTTP/1.1 302 Found\r\nLocation: /final\r\n");
    if (absl::StartsWith(request, "GET /other")) {
      return Answer("", "HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\n");
    }
    if (absl::StartsWith(request, "GET /loop")) return Answer("", "HTTP/1.1 301 Moved\r\nLocation: /loop\r\n");
    if (absl::StartsWith(request, "GET /file"))
      return Answer("", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n");
    return Answer("final");
  });
  const auto same = fetcher_.Fetch(Local(server.Url("/same")));
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->body, "final");
  EXPECT_EQ(same->url, server.Url("/final"));
  for (const char* path : {"/other", "/loop", "/file"}) {
    EXPECT_EQ(common::ErrorReason(fetcher_.Fetch(Local(server.Url(path))).status()), "REDIRECT_REFUSED") << path;
  }
}

TEST_F(CurlFetcherTest, StopsAtTheByteCapWhetherAnnouncedOrNot) {
  RawServer server([](const std::string& request) {
    if (absl::StartsWith(request, "GET /announced")) return Answer(std::string(5000, 'x'));
    return absl::StrCat("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", std::string(5000, 'x'));
  });
  for (const char* path : {"/announced", "/silent"}) {
    FetchRequest request = Local(server.Url(path));
    request.max_bytes = 1000;
    EXPECT_EQ(common::ErrorReason(fetcher_.Fetch(request).status()), "FETCH_TOO_LARGE") << path;
  }
}

TEST_F(CurlFetcherTest, BodyThatEndsEarlyIsAnError) {
  RawServer server(
      [](const std::string&) { return std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"); });
  EXPECT_EQ(common::ErrorReason(fetcher_.Fetch(Local(server.Url("/"))).status()), "FETCH_FAILED");
}

TEST_F(CurlFetcherTest, OtherSchemesAndSilentPeersAreErrors) {
  FetchRequest request;
  request.url = "file:///etc/passwd";
  EXPECT_EQ(common::ErrorReason(fetcher_.Fetch(request).status()), "URL_INVALID");
  RawServer server([](const std::string&) { return std::string(); });
  EXPECT_EQ(common::ErrorReason(fetcher_.Fetch(Local(server.Url("/"))).status()), "FETCH_FAILED");
}

TEST_F(CurlFetcherTest, ShutdownEndsATransfer) {
  shutdown_.Request();
  RawServer server([](const std::string&) { return Answer(std::string(1 << 20, 'x')); });
  EXPECT_EQ(fetcher_.Fetch(Local(server.Url("/"))).status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace trialweave::crawler
