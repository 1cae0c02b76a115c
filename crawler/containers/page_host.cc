#include "crawler/containers/page_host.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kLookedAt = 256 * 1024;
constexpr size_t kLongestTag = 2048;

// The host of the address at the begin of `text`: "https://www.fda.gov/x", "//www.nmpa.gov.cn/x".
std::string HostOf(absl::string_view text) {
  for (absl::string_view scheme : {"https:", "http:"}) {
    if (absl::StartsWith(text, scheme)) text.remove_prefix(scheme.size());
  }
  if (!absl::StartsWith(text, "//")) return "";
  text.remove_prefix(2);
  size_t end = 0;
  while (end < text.size() && (absl::ascii_isalnum(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
  return std::string(text.substr(0, end));
}

// The value of `name="..."` in a tag in lower case; empty when it is not there.
absl::string_view AttributeOf(absl::string_view tag, absl::string_view name) {
  for (size_t at = tag.find(name); at != absl::string_view::npos; at = tag.find(name, at + 1)) {
    absl::string_view rest = tag.substr(at + name.size());
    if (at == 0 || !absl::ascii_isspace(tag[at - 1]) || rest.size() < 2 || rest[0] != '=') continue;
    rest.remove_prefix(1);
    if (rest[0] != '"' && rest[0] != '\'') return rest.substr(0, rest.find_first_of(" \t\r\n>"));
    return rest.substr(1, rest.find(rest[0], 1) - 1);
  }
  return "";
}

}  // namespace

std::string PageHost(absl::string_view page) {
  const std::string head = absl::AsciiStrToLower(page.substr(0, kLookedAt));
  const absl::string_view text = head;
  std::string named;
  for (size_t at = text.find('<'); at != absl::string_view::npos; at = text.find('<', at + 1)) {
    const absl::string_view rest = text.substr(at, kLongestTag);
    if (!absl::StartsWith(rest, "<link") && !absl::StartsWith(rest, "<meta")) continue;
    const absl::string_view tag = rest.substr(0, rest.find('>'));
    if (AttributeOf(tag, "rel") == "canonical") {
      if (std::string host = HostOf(AttributeOf(tag, "href")); !host.empty()) return host;
    }
    const absl::string_view name =
        AttributeOf(tag, "name").empty() ? AttributeOf(tag, "property") : AttributeOf(tag, "name");
    if (!named.empty()) continue;
    if (name == "og:url" || name == "url") named = HostOf(AttributeOf(tag, "content"));
    if (name == "sitedomain") named = std::string(AttributeOf(tag, "content"));
  }
  if (!named.empty()) return named;
  constexpr absl::string_view kMark = "saved from url=(";
  const size_t mark = text.find(kMark);
  if (mark == absl::string_view::npos) return "";
  const size_t close = text.find(')', mark);
  return close == absl::string_view::npos ? "" : HostOf(text.substr(close + 1));
}

bool IsHostOf(absl::string_view host, absl::string_view domain) {
  return host == domain || (absl::EndsWith(host, domain) && host[host.size() - domain.size() - 1] == '.');
}

}  // namespace trialweave::crawler
