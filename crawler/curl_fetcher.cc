#include "crawler/curl_fetcher.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "crawler/address_policy.h"
#include "crawler/fetch_error.h"

namespace trialweave::crawler {
namespace {

constexpr int kMaxRedirects = 5;
constexpr size_t kMaxHeaderBytes = 64 * 1024;

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// One request under way: what libcurl's callbacks share.
struct Transfer {
  const FetchRequest* request;
  const common::ShutdownSignal* shutdown;
  FetchResponse response;
  common::Sha256Hasher hasher;
  std::unique_ptr<std::FILE, CurlDeleter> spool;
  absl::Time start = absl::Now();
  size_t header_bytes = 0;
  std::string refused_address;
  bool too_large = false;
  bool late = false;
  bool interrupted = false;
  bool spool_failed = false;
};

std::string AddressText(const curl_sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "an address of an unknown family";
  if (address->family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&address->addr)->sin_addr, text, sizeof(text));
  } else if (address->family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&address->addr)->sin6_addr, text, sizeof(text));
  }
  return text;
}

curl_socket_t OpenSocket(void* user, curlsocktype, curl_sockaddr* address) {
  Transfer* transfer = static_cast<Transfer*>(user);
  if (!transfer->request->allow_private_host && !IsPublicAddress(&address->addr)) {
    transfer->refused_address = AddressText(address);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t OnBody(char* data, size_t size, size_t count, void* user) {
  Transfer* transfer = static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  if (transfer->response.bytes + bytes > transfer->request->max_bytes) {
    transfer->too_large = true;
    return 0;
  }
  transfer->response.bytes += bytes;
  transfer->hasher.Update({data, bytes});
  if (transfer->spool == nullptr) {
    transfer->response.body.append(data, bytes);
  } else if (std::fwrite(data, 1, bytes, transfer->spool.get()) != bytes) {
    transfer->spool_failed = true;
    return 0;
  }
  return bytes;
}

size_t OnHeader(char* data, size_t size, size_t count, void* user) {
  Transfer* transfer = static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  transfer->header_bytes += bytes;
  if (transfer->header_bytes > kMaxHeaderBytes) return 0;
  const absl::string_view line(data, bytes);
  const size_t colon = line.find(':');
  if (colon != absl::string_view::npos) {
    const std::string name = absl::AsciiStrToLower(absl::StripAsciiWhitespace(line.substr(0, colon)));
    transfer->response.headers[name] = std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  return bytes;
}

int OnProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  Transfer* transfer = static_cast<Transfer*>(user);
  transfer->interrupted = transfer->shutdown->requested();
  transfer->late =
      transfer->header_bytes == 0 &&
      absl::Now() - transfer->start > transfer->request->connect_timeout + transfer->request->first_byte_timeout;
  return transfer->interrupted || transfer->late ? 1 : 0;
}

std::unique_ptr<curl_slist, CurlDeleter> Headers(const FetchRequest& request) {
  // Decompressing is the container reader's, which has the limits for it.
  curl_slist* list = curl_slist_append(nullptr, "Accept-Encoding: gzip");
  for (const auto& [name, value] : request.headers) {
    list = curl_slist_append(list, absl::StrCat(name, ": ", value).c_str());
  }
  if (!request.etag.empty()) list = curl_slist_append(list, absl::StrCat("If-None-Match: ", request.etag).c_str());
  if (!request.last_modified.empty()) {
    list = curl_slist_append(list, absl::StrCat("If-Modified-Since: ", request.last_modified).c_str());
  }
  return std::unique_ptr<curl_slist, CurlDeleter>(list);
}

void SetLimits(CURL* curl, const FetchRequest& request) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  // A proxy from the environment would make the address check one of the proxy's address.
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(request.connect_timeout)));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(request.total_timeout)));
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_bytes));
}

void SetCallbacks(CURL* curl, Transfer* transfer) {
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

absl::Status TransferError(const Transfer& transfer, const std::string& url, CURLcode code, const char* detail) {
  if (transfer.interrupted) return InterruptedError();
  if (!transfer.refused_address.empty()) return AddressRefusedError(url, transfer.refused_address);
  if (transfer.too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return FetchTooLargeError(url, transfer.request->max_bytes);
  }
  if (transfer.spool_failed) return FetchFailedError(url, "cannot write the spool file; is the disk full?");
  if (transfer.late || code == CURLE_OPERATION_TIMEDOUT) {
    return FetchTimeoutError(url, transfer.late ? "no answer in time" : detail);
  }
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) return UrlInvalidError(url, detail);
  return FetchFailedError(url, detail);
}

bool Contains(const std::vector<std::string>& hosts, const std::string& host) {
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

}  // namespace

CurlFetcher::CurlFetcher(std::string user_agent, const common::ShutdownSignal* shutdown)
    : user_agent_(std::move(user_agent)), shutdown_(shutdown) {
  // Once per process; the call is counted and thread-safe since 7.84.
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

absl::StatusOr<FetchResponse> CurlFetcher::FetchOnce(const FetchRequest& request, const std::string& url,
                                                     std::string* redirect) {
  Transfer transfer{.request = &request, .shutdown = shutdown_};
  if (!request.spool_path.empty()) {
    transfer.spool.reset(std::fopen(request.spool_path.c_str(), "wbe"));
    if (transfer.spool == nullptr) return FetchFailedError(url, absl::StrCat("cannot write ", request.spool_path));
    transfer.response.spool_path = request.spool_path;
  }
  std::unique_ptr<CURL, CurlDeleter> curl(curl_easy_init());
  if (curl == nullptr) return FetchFailedError(url, "no memory");
  char detail[CURL_ERROR_SIZE] = "";
  const auto headers = Headers(request);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, user_agent_.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  SetLimits(curl.get(), request);
  SetCallbacks(curl.get(), &transfer);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return TransferError(transfer, url, code, detail[0] != 0 ? detail : curl_easy_strerror(code));
  if (transfer.spool != nullptr && std::fflush(transfer.spool.get()) != 0) {
    return FetchFailedError(url, "cannot write the spool file; is the disk full?");
  }
  long status = 0;
  char* target = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &target);
  *redirect = target == nullptr ? "" : target;
  transfer.response.status = static_cast<int>(status);
  transfer.response.sha256 = transfer.hasher.Finish();
  transfer.response.url = url;
  return std::move(transfer.response);
}

absl::StatusOr<FetchResponse> CurlFetcher::Fetch(const FetchRequest& request) {
  const std::string first_host = HostOf(request.url);
  if (first_host.empty()) return UrlInvalidError(request.url, "expected http:// or https:// and a host");
  std::string url = request.url;
  for (int redirects = 0; redirects <= kMaxRedirects; ++redirects) {
    std::string target;
    absl::StatusOr<FetchResponse> response = FetchOnce(request, url, &target);
    if (!response.ok() || target.empty()) return response;
    const std::string host = HostOf(target);
    const bool downgrade = absl::StartsWith(url, "https://") && !absl::StartsWith(target, "https://");
    if (host.empty() || downgrade || (host != first_host && !Contains(request.allowed_hosts, host))) {
      return RedirectRefusedError(request.url, target);
    }
    url = target;
  }
  return RedirectRefusedError(request.url, "itself too often");
}

}  // namespace trialweave::crawler
