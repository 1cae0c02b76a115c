#include "common/regulatory_id.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/folded_text.h"
#include "common/regulatory_id_reader.h"

namespace trialweave::common {
namespace internal {

std::string Joined(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) joined.append(part);
  return joined;
}

size_t DigitsAt(std::string_view text, size_t pos, size_t limit) {
  size_t count = 0;
  while (count < limit && pos + count < text.size() && absl::ascii_isdigit(text[pos + count])) ++count;
  return count;
}

bool StandsAlone(std::string_view text, size_t start, size_t end) {
  if (start > 0 && (absl::ascii_isalnum(text[start - 1]) || text[start - 1] == '_')) return false;
  if (end >= text.size()) return true;
  if (absl::ascii_isalnum(text[end]) || text[end] == '_') return false;
  return (text[end] != '.' && text[end] != ',') || DigitsAt(text, end + 1, 1) == 0;
}

namespace {

// `word` stands in `text`, not as a part of a longer Latin word.
bool HasWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool inside = (at > 0 && absl::ascii_isalpha(text[at - 1]) && absl::ascii_isalpha(word.front())) ||
                        (end < text.size() && absl::ascii_isalpha(text[end]) && absl::ascii_isalpha(word.back()));
    if (!inside) return true;
  }
  return false;
}

}  // namespace

bool HasLabelNear(std::string_view text, size_t start, size_t end, const std::vector<std::string_view>& labels) {
  constexpr size_t kReach = 80;
  const size_t from = start - std::min(start, kReach);
  std::string around =
      Joined({text.substr(from, start - from), "\n", text.substr(end, std::min(text.size() - end, kReach))});
  for (char& c : around) c = absl::ascii_tolower(c);
  return std::any_of(labels.begin(), labels.end(),
                     [&around](std::string_view label) { return HasWord(around, label); });
}

}  // namespace internal

namespace {

using internal::FoundNumber;

// Which bytes can begin a number: few of a text do.
constexpr std::array<bool, 256> Starts() {
  std::array<bool, 256> starts{};
  for (const char c : {'C', 'J', 'c', 'j', '1', '2', 'K', 'B', 'P', 'H', 'D', 'I', 'G', 'S', 'M', 'm', 'E', 'L', '/'}) {
    starts[static_cast<unsigned char>(c)] = true;
  }
  starts[0xE6] = true;  // 械
  starts[0xE5] = true;  // 国
  return starts;
}

bool InsideWord(std::string_view text, size_t pos) {
  return pos > 0 && absl::ascii_isalnum(text[pos]) && absl::ascii_isalnum(text[pos - 1]);
}

std::optional<FoundNumber> ReadAt(std::string_view text, size_t pos) {
  if (auto chinese = internal::ReadChineseNumber(text, pos)) return chinese;
  return internal::ReadAmericanNumber(text, pos);
}

}  // namespace

std::string_view RegulatoryIdKindName(RegulatoryIdKind kind) {
  switch (kind) {
    case RegulatoryIdKind::kCdeAcceptance:
      return "cde_acceptance";
    case RegulatoryIdKind::kCdeClinicalTrial:
      return "cde_clinical_trial";
    case RegulatoryIdKind::kDrugApproval:
      return "drug_approval";
    case RegulatoryIdKind::kDeviceRegistration:
      return "device_registration";
    case RegulatoryIdKind::kIvdRegistration:
      return "ivd_registration";
    case RegulatoryIdKind::kDeviceFiling:
      return "device_filing";
    case RegulatoryIdKind::kFda510k:
      return "fda_510k";
    case RegulatoryIdKind::kFdaPma:
      return "fda_pma";
    case RegulatoryIdKind::kFdaHde:
      return "fda_hde";
    case RegulatoryIdKind::kFdaDeNovo:
      return "fda_de_novo";
    case RegulatoryIdKind::kFdaInd:
      return "fda_ind";
    case RegulatoryIdKind::kFdaIde:
      return "fda_ide";
    case RegulatoryIdKind::kFdaBla:
      return "fda_bla";
    case RegulatoryIdKind::kFdaMasterFile:
      return "fda_master_file";
    case RegulatoryIdKind::kFdaMarcsCms:
      return "fda_marcs_cms";
    case RegulatoryIdKind::kEvTrack:
      return "ev_track";
    case RegulatoryIdKind::kEmbase:
      return "embase";
  }
  return "";
}

std::vector<RegulatoryId> FindRegulatoryIds(std::string_view original) {
  static constexpr std::array<bool, 256> kStarts = Starts();
  std::vector<RegulatoryId> ids;
  const FoldedText folded(original);
  const std::string_view text = folded.text();
  size_t taken = 0;
  for (size_t pos = 0; pos < text.size(); ++pos) {
    if (!kStarts[static_cast<unsigned char>(text[pos])] || InsideWord(text, pos)) continue;
    const std::optional<FoundNumber> found = ReadAt(text, pos);
    if (!found.has_value() || found->start < taken) continue;
    RegulatoryId& id = ids.emplace_back();
    id.kind = found->kind;
    id.value = found->value;
    id.offset = folded.Original(found->start);
    id.length = folded.Original(found->end) - id.offset;
    id.printed = std::string(original.substr(id.offset, id.length));
    taken = found->end;
    pos = taken - 1;
  }
  return ids;
}

bool SaysAcceptanceNumberWithheld(std::string_view text) {
  return text.find("选择不公示") != std::string_view::npos || text.find("不予公示") != std::string_view::npos;
}

}  // namespace trialweave::common
