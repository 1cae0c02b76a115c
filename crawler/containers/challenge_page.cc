#include "crawler/containers/challenge_page.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace trialweave::crawler {
namespace {

struct Marker {
  absl::string_view text;  // lower case
  absl::string_view vendor;
};

// Strings that only the walls' own pages contain: names of their scripts, cookies and page elements.
constexpr Marker kStrongMarkers[] = {
    {"aliyun_waf", "Aliyun WAF"},
    {"aliyunwaf", "Aliyun WAF"},
    {"acw_sc__v", "Aliyun WAF"},
    {"errors.aliyun.com", "Aliyun WAF"},
    {"aliyuncaptcha", "Aliyun WAF"},
    {"waf_nc_block", "Aliyun WAF"},
    {"cf-chl-", "Cloudflare"},
    {"_cf_chl_opt", "Cloudflare"},
    {"cdn-cgi/challenge-platform", "Cloudflare"},
    {"attention required! | cloudflare", "Cloudflare"},
    {"cf-error-details", "Cloudflare"},
    {"_incapsula_resource", "Imperva"},
    {"incapsula incident", "Imperva"},
    {"errors.edgesuite.net", "Akamai"},
    {"captcha-delivery.com", "DataDome"},
    {"px-captcha", "HUMAN"},
    {"__jsl_clearance", "Jiasule"},
    {"yunsuo_session", "Yunsuo"},
    {"$_ts=window['$_ts']", "Ruishu"},
    {"$_ts.cd=", "Ruishu"},
};

// What people read on such pages. Real pages may use the words too (a log-in form with a captcha), so they
// count only on short pages, which walls are.
constexpr Marker kWeakMarkers[] = {
    {"just a moment...", "Cloudflare"},
    {"checking your browser", "challenge page"},
    {"verify you are human", "challenge page"},
    {"are you a robot", "challenge page"},
    {"enable javascript and cookies to continue", "challenge page"},
    {"captcha", "captcha"},
    {"访问被阻断", "block page (Chinese)"},
    {"您的访问被", "block page (Chinese)"},
    {"访问已被拦截", "block page (Chinese)"},
    {"请求已被拦截", "block page (Chinese)"},
    {"请求被拦截", "block page (Chinese)"},
    {"网站防火墙", "block page (Chinese)"},
    {"网站安全威胁", "block page (Chinese)"},
    {"有可能对网站造成安全威胁", "block page (Chinese)"},
    {"访问过于频繁", "block page (Chinese)"},
    {"访问频率过高", "block page (Chinese)"},
    {"安全验证", "challenge page (Chinese)"},
    {"人机验证", "challenge page (Chinese)"},
    {"滑动验证", "challenge page (Chinese)"},
    {"拖动滑块", "challenge page (Chinese)"},
    {"请完成验证", "challenge page (Chinese)"},
    {"请输入验证码", "challenge page (Chinese)"},
};

constexpr size_t kLongestWallBytes = 64 * 1024;

}  // namespace

absl::string_view ChallengeVendor(absl::string_view page) {
  const std::string lower = absl::AsciiStrToLower(page.substr(0, 1 << 20));
  for (const Marker& marker : kStrongMarkers) {
    if (absl::StrContains(lower, marker.text)) return marker.vendor;
  }
  if (page.size() > kLongestWallBytes) return "";
  for (const Marker& marker : kWeakMarkers) {
    if (absl::StrContains(lower, marker.text)) return marker.vendor;
  }
  return "";
}

}  // namespace trialweave::crawler
