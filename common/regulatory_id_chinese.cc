// Numbers of China's authorities. Acceptance numbers: 药品注册受理号 as CDE numbers applications (C domestic or J
// imported; X new, Y after a standard, B supplement, Z renewal, T single import; H chemical, Z Chinese medicine, S
// biological, F excipient; L trial, S marketing, B supplement, Z renewal, R re-review, F packaging). Devices: the
// numbering of 医疗器械注册管理办法 of 2014 and 2021, and that before it (国食药监械, 国药管械).
#include <array>

#include "absl/strings/ascii.h"
#include "common/regulatory_id_reader.h"

namespace trialweave::common::internal {
namespace {

// Bytes of a Chinese character in UTF-8, all in the basic plane.
constexpr size_t kCharacter = 3;

constexpr std::string_view kProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

bool IsProvince(std::string_view character) {
  if (character.size() != kCharacter) return false;
  const size_t at = kProvinces.find(character);
  return at != std::string_view::npos && at % kCharacter == 0;
}

// 京, 国: who registered it.
bool IsAuthority(std::string_view character) { return character == "国" || IsProvince(character); }

std::string_view CharacterBefore(std::string_view text, size_t pos) {
  return pos < kCharacter ? std::string_view() : text.substr(pos - kCharacter, kCharacter);
}

void SkipBlanks(std::string_view text, size_t* pos) {
  while (*pos < text.size() && text[*pos] == ' ') ++*pos;
}

bool AllZeros(std::string_view digits) { return digits.find_first_not_of('0') == std::string_view::npos; }

bool IsYear(std::string_view digits) { return digits.starts_with("19") || digits.starts_with("20"); }

bool Consume(std::string_view text, size_t* pos, std::string_view word) {
  if (!text.substr(*pos).starts_with(word)) return false;
  *pos += word.size();
  return true;
}

// `count` digits at `*pos`, single blanks between them allowed ("2022 3 40 0123"); empty when they are not there or
// more follow.
std::string SpacedDigits(std::string_view text, size_t* pos, size_t count) {
  std::string digits;
  size_t at = *pos;
  SkipBlanks(text, &at);
  while (digits.size() < count && at < text.size()) {
    if (absl::ascii_isdigit(text[at])) {
      digits.push_back(text[at++]);
    } else if (text[at] == ' ' && !digits.empty() && DigitsAt(text, at + 1, 1) == 1) {
      ++at;
    } else {
      break;
    }
  }
  if (digits.size() != count || DigitsAt(text, at, 1) == 1) return "";
  *pos = at;
  return digits;
}

// CXSL2300006, CXHL0500001甘, CXSL 2300006.
std::optional<FoundNumber> ReadAcceptance(std::string_view text, size_t pos) {
  constexpr std::array<std::string_view, 4> kLetters = {"CJ", "XYTBZ", "HZSF", "LSBRZF"};
  if (pos + 11 > text.size()) return std::nullopt;
  std::string value;
  bool lower = false, upper = false;
  for (size_t i = 0; i < kLetters.size(); ++i) {
    const char letter = text[pos + i];
    if (kLetters[i].find(absl::ascii_toupper(letter)) == std::string_view::npos) return std::nullopt;
    (absl::ascii_islower(letter) ? lower : upper) = true;
    value.push_back(absl::ascii_toupper(letter));
  }
  if (lower && upper) return std::nullopt;
  size_t end = pos + kLetters.size();
  SkipBlanks(text, &end);
  if (end > pos + kLetters.size() + 1 || DigitsAt(text, end, 8) != 7) return std::nullopt;
  value.append(text.substr(end, 7));
  end += 7;
  if (AllZeros(std::string_view(value).substr(6)) || !StandsAlone(text, pos, end)) return std::nullopt;
  // The province that took the application, until 2007. Not the first character of a word behind it.
  if (IsProvince(text.substr(end, kCharacter))) {
    const size_t after = end + kCharacter;
    if (after >= text.size() || static_cast<unsigned char>(text[after]) < 0xE4) {
      value.append(text.substr(end, kCharacter));
      end = after;
    }
  }
  return FoundNumber{RegulatoryIdKind::kCdeAcceptance, value, pos, end};
}

// 2018L02345 (批件) and 2021LP01234 (通知书); the letters alone would say too little.
std::optional<FoundNumber> ReadClinicalTrialApproval(std::string_view text, size_t pos) {
  if (DigitsAt(text, pos, 5) != 4 || !IsYear(text.substr(pos, 4))) return std::nullopt;
  size_t end = pos + 4;
  if (!Consume(text, &end, "L")) return std::nullopt;
  (void)Consume(text, &end, "P");
  if (DigitsAt(text, end, 6) != 5) return std::nullopt;
  end += 5;
  if (!StandsAlone(text, pos, end) ||
      !HasLabelNear(text, pos, end, {"批件", "通知书", "临床试验", "批准", "clinical trial approval"})) {
    return std::nullopt;
  }
  return FoundNumber{RegulatoryIdKind::kCdeClinicalTrial, std::string(text.substr(pos, end - pos)), pos, end};
}

// 国药准字S20050012.
std::optional<FoundNumber> ReadDrugApproval(std::string_view text, size_t pos) {
  size_t end = pos;
  if (!Consume(text, &end, "国药准字")) return std::nullopt;
  SkipBlanks(text, &end);
  if (end >= text.size()) return std::nullopt;
  const char letter = absl::ascii_toupper(text[end++]);
  if (std::string_view("HZSBTFJ").find(letter) == std::string_view::npos) return std::nullopt;
  const std::string digits = SpacedDigits(text, &end, 8);
  if (digits.empty()) return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kDrugApproval, Joined({"国药准字", std::string_view(&letter, 1), digits}), pos,
                     end};
}

RegulatoryIdKind DeviceKind(std::string_view category) {
  return category == "40" ? RegulatoryIdKind::kIvdRegistration : RegulatoryIdKind::kDeviceRegistration;
}

// 国械注准20223400123: since October 2014. 准 domestic, 进 imported, 许 Hong Kong, Macao and Taiwan; year of the first
// registration, class, category, serial. A province registers domestic products of class 2 only.
std::optional<FoundNumber> ReadDevice(std::string_view text, size_t pos) {
  const std::string_view authority = CharacterBefore(text, pos);
  size_t end = pos;
  if (!IsAuthority(authority) || !Consume(text, &end, "械注")) return std::nullopt;
  std::string_view origin;
  for (const std::string_view word : {"准", "进", "许"}) {
    if (Consume(text, &end, word)) origin = word;
  }
  if (origin.empty()) return std::nullopt;
  const std::string digits = SpacedDigits(text, &end, 11);
  if (digits.empty() || !digits.starts_with("20") || AllZeros(digits.substr(7))) return std::nullopt;
  if (digits[4] != '2' && digits[4] != '3') return std::nullopt;
  if (authority != "国" && (digits[4] != '2' || origin != "准")) return std::nullopt;
  return FoundNumber{DeviceKind(std::string_view(digits).substr(5, 2)), Joined({authority, "械注", origin, digits}),
                     pos - kCharacter, end};
}

// 国械备20170001, 沪浦械备20150012: class 1, filed with the state (imports) or a city.
std::optional<FoundNumber> ReadDeviceFiling(std::string_view text, size_t pos) {
  size_t end = pos;
  if (!Consume(text, &end, "械备")) return std::nullopt;
  size_t start = pos - kCharacter;
  const std::string_view before = CharacterBefore(text, pos);
  if (before != "国") {
    // A province alone, or with its city. The same character twice is Suzhou's, or the end of the word before it.
    const std::string_view province = CharacterBefore(text, start);
    const bool with_city = IsProvince(province) && !before.empty() && static_cast<unsigned char>(before[0]) >= 0xE4 &&
                           (province != before || before == "苏");
    if (!with_city && !IsProvince(before)) return std::nullopt;
    if (with_city) start -= kCharacter;
  }
  const std::string digits = SpacedDigits(text, &end, 8);
  if (digits.empty() || !IsYear(digits) || AllZeros(digits.substr(4))) return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kDeviceFiling, Joined({text.substr(start, pos - start), "械备", digits}), start,
                     end};
}

// 国食药监械(准)字2013第3400123号(更), 国药管械(进)字2001第3210123号: before October 2014.
std::optional<FoundNumber> ReadOldDevice(std::string_view text, size_t pos) {
  std::string_view body;
  for (const std::string_view office : {"食药监", "药监", "药管"}) {
    if (pos >= office.size() && text.substr(pos - office.size(), office.size()) == office) {
      body = office;
      break;
    }
  }
  if (body.empty()) return std::nullopt;
  const size_t office_start = pos - body.size();
  const std::string_view authority = CharacterBefore(text, office_start);
  if (!IsAuthority(authority)) return std::nullopt;
  size_t end = pos + kCharacter;  // 械
  SkipBlanks(text, &end);
  const bool bracket = Consume(text, &end, "(");
  std::string_view origin;
  for (const std::string_view word : {"准", "进", "许", "试"}) {
    if (Consume(text, &end, word)) origin = word;
  }
  if (origin.empty() || Consume(text, &end, ")") != bracket) return std::nullopt;
  (void)Consume(text, &end, "字");
  const std::string year = SpacedDigits(text, &end, 4);
  SkipBlanks(text, &end);
  if (year.empty() || !IsYear(year) || !Consume(text, &end, "第")) return std::nullopt;
  SkipBlanks(text, &end);
  const size_t count = DigitsAt(text, end, 8);
  if (count != 7) return std::nullopt;
  const std::string_view serial = text.substr(end, count);
  if (serial[0] < '1' || serial[0] > '3') return std::nullopt;
  end += count;
  SkipBlanks(text, &end);
  if (!Consume(text, &end, "号")) return std::nullopt;
  return FoundNumber{DeviceKind(serial.substr(1, 2)),
                     Joined({authority, body, "械(", origin, ")字", year, "第", serial, "号"}),
                     office_start - kCharacter, end};
}

}  // namespace

std::optional<FoundNumber> ReadChineseNumber(std::string_view text, size_t pos) {
  switch (text[pos]) {
    case 'C':
    case 'J':
    case 'c':
    case 'j':
      return ReadAcceptance(text, pos);
    case '1':
    case '2':
      return ReadClinicalTrialApproval(text, pos);
    default:
      break;
  }
  const std::string_view rest = text.substr(pos);
  if (rest.starts_with("国药准字")) return ReadDrugApproval(text, pos);
  if (!rest.starts_with("械") || pos < kCharacter) return std::nullopt;
  if (auto device = ReadDevice(text, pos)) return device;
  if (auto filing = ReadDeviceFiling(text, pos)) return filing;
  return ReadOldDevice(text, pos);
}

}  // namespace trialweave::common::internal
