#include "tests/origin/delivery.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"

namespace trialweave::tests {
namespace {

constexpr size_t kMaxBombMebibytes = 4096;

// Resets the connection whose peer has this port. The library keeps its sockets to itself, so the socket is
// looked up among the open ones; connecting it to nowhere is what makes Linux send RST (connect(2), AF_UNSPEC).
void ResetConnectionFrom(int peer_port) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    int fd = -1;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &fd)) continue;
    sockaddr_in peer = {};
    socklen_t size = sizeof(peer);
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.sin_family != AF_INET ||
        ntohs(peer.sin_port) != peer_port) {
      continue;
    }
    sockaddr nowhere = {};
    nowhere.sa_family = AF_UNSPEC;
    connect(fd, &nowhere, sizeof(nowhere));
    return;
  }
}

// gzip of `text`, `times` times over.
std::string Gzip(absl::string_view text, size_t times) {
  z_stream stream = {};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return "";
  std::string out;
  std::string block(1 << 16, '\0');
  for (size_t i = 0; i < times; ++i) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = text.size();
    do {
      stream.next_out = reinterpret_cast<Bytef*>(block.data());
      stream.avail_out = block.size();
      deflate(&stream, i + 1 == times ? Z_FINISH : Z_NO_FLUSH);
      out.append(block.data(), block.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}

const Fault* Find(const std::vector<Fault>& faults, FaultKind kind) {
  const auto it = std::find_if(faults.begin(), faults.end(), [kind](const Fault& f) { return f.kind == kind; });
  return it == faults.end() ? nullptr : &*it;
}

void DeliverSlowly(std::shared_ptr<const std::string> body, const Fault& fault, const std::string& content_type,
                   const absl::Notification& stopping, httplib::Response* response) {
  const size_t step = std::max<size_t>(fault.amount, 1);
  response->set_content_provider(
      body->size(), content_type,
      [body, step, delay = fault.delay, &stopping](size_t offset, size_t length, httplib::DataSink& sink) {
        if (stopping.WaitForNotificationWithTimeout(delay)) return false;
        return sink.write(body->data() + offset, std::min(step, length));
      });
}

void DeliverHalf(std::shared_ptr<const std::string> body, const std::string& content_type, int reset_peer_port,
                 httplib::Response* response) {
  response->set_content_provider(body->size(), content_type,
                                 [body, reset_peer_port](size_t offset, size_t, httplib::DataSink& sink) {
                                   const size_t half = body->size() / 2;
                                   if (offset < half) return sink.write(body->data() + offset, half - offset);
                                   if (reset_peer_port != 0) ResetConnectionFrom(reset_peer_port);
                                   return false;
                                 });
}

}  // namespace

void Deliver(const Answer& answer, const std::vector<Fault>& faults, const httplib::Request& request,
             const absl::Notification& stopping, httplib::Response* response) {
  response->status = answer.status;
  for (const auto& [name, value] : answer.headers) response->set_header(name, value);
  auto body = std::make_shared<std::string>(answer.body);
  if (Find(faults, FaultKind::kTruncated) != nullptr) body->resize(body->size() / 2);
  if (Find(faults, FaultKind::kGzip) != nullptr) *body = Gzip(*body, 1);
  if (const Fault* bomb = Find(faults, FaultKind::kBomb); bomb != nullptr) {
    *body = Gzip(std::string(1 << 20, ' '), std::clamp<size_t>(bomb->amount, 1, kMaxBombMebibytes));
  }
  if (Find(faults, FaultKind::kGzip) != nullptr || Find(faults, FaultKind::kBomb) != nullptr) {
    response->set_header("Content-Encoding", "gzip");
  }
  if (body->empty()) return;
  if (Find(faults, FaultKind::kReset) != nullptr) {
    DeliverHalf(body, answer.content_type, request.remote_port, response);
  } else if (Find(faults, FaultKind::kCutShort) != nullptr) {
    DeliverHalf(body, answer.content_type, 0, response);
  } else if (const Fault* slow = Find(faults, FaultKind::kSlow); slow != nullptr) {
    DeliverSlowly(body, *slow, answer.content_type, stopping, response);
  } else {
    // A provider, because the library would compress a plain body on its own.
    response->set_content_provider(body->size(), answer.content_type,
                                   [body](size_t offset, size_t length, httplib::DataSink& sink) {
                                     return sink.write(body->data() + offset, length);
                                   });
  }
}

}  // namespace trialweave::tests
