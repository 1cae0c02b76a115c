#include "normalizer/notices/fda_letter_address.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/regulatory_id.h"

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kFolder = "/warning-letters/";

// What stands behind the host; empty for another site's.
std::string_view PathOf(std::string_view address) {
  for (std::string_view scheme : {"https:", "http:"}) {
    if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  }
  if (!address.starts_with("//")) return address.starts_with("/") ? address : std::string_view();
  address.remove_prefix(2);
  const size_t slash = std::min(address.find('/'), address.size());
  std::string host(address.substr(0, slash));
  absl::AsciiStrToLower(&host);
  const bool own = host == "fda.gov" || host.ends_with(".fda.gov");
  return own ? address.substr(slash) : std::string_view();
}

}  // namespace

bool IsFdaAddress(std::string_view address) { return !PathOf(address).empty(); }

bool IsFdaLetterAddress(std::string_view address) {
  const std::string_view path = PathOf(address);
  const size_t folder = path.rfind(kFolder);
  return folder != std::string_view::npos && folder + kFolder.size() < path.size();
}

void SetFdaCase(std::string_view text, const Where& where, NoticeBuilder* builder) {
  for (const common::RegulatoryId& id : common::FindRegulatoryIds(text)) {
    if (id.kind != common::RegulatoryIdKind::kFdaMarcsCms) continue;
    const bool closes = builder->notice().kind() == "Close-Out Letter" ||
                        text.find("close-out") != std::string_view::npos ||
                        text.find("closeout") != std::string_view::npos;
    builder->SetKey(absl::StrCat(id.value, closes ? " close-out" : ""), where);
    return;
  }
}

void SetFdaAddress(std::string_view address, const Where& where, NoticeBuilder* builder) {
  if (!IsFdaAddress(address)) return;
  builder->SetAddress(address, "https://www.fda.gov", /*stable=*/true, where);
  if (!IsFdaLetterAddress(address)) return;
  SetFdaCase(address, where, builder);
  // "...-662985-06052024": month, day, year.
  const std::string_view path = address.substr(0, address.find_first_of("?#"));
  if (path.size() < 9 || path[path.size() - 9] != '-') return;
  const std::string date(path.substr(path.size() - 8));
  if (!std::all_of(date.begin(), date.end(), absl::ascii_isdigit)) return;
  builder->SetIssueDate(absl::StrCat(date.substr(0, 2), "/", date.substr(2, 2), "/", date.substr(4)), where);
}

}  // namespace trialweave::normalizer
