// Numbers of the FDA, of the EV-TRACK knowledgebase and of Embase. A letter with six digits is a device submission,
// a French protocol code or a part number alike: it counts only beside words that say what it is.
#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "common/regulatory_id_reader.h"

namespace trialweave::common::internal {
namespace {

bool ConsumeNoCase(std::string_view text, size_t* pos, std::string_view word) {
  if (text.size() - *pos < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (absl::ascii_tolower(text[*pos + i]) != absl::ascii_tolower(word[i])) return false;
  }
  *pos += word.size();
  return true;
}

// What may stand between a label and its number.
struct Filler {
  size_t end = 0;
  // A word or sign that announces a number: "No.", "#", ":".
  bool announced = false;
};

Filler SkipFiller(std::string_view text, size_t pos) {
  constexpr std::array<std::string_view, 4> kSigns = {" ", ")", "(", "-"};
  constexpr std::array<std::string_view, 3> kAnnouncements = {"#", ":", "№"};
  constexpr std::array<std::string_view, 7> kWords = {"application", "applications", "number", "numbers",
                                                      "num",         "no",           "nr"};
  constexpr int kMost = 10;
  Filler filler{pos, false};
  for (int i = 0; i < kMost; ++i) {
    bool moved = false;
    for (const std::string_view sign : kSigns) moved = moved || ConsumeNoCase(text, &filler.end, sign);
    for (const std::string_view sign : kAnnouncements) {
      if (moved || !ConsumeNoCase(text, &filler.end, sign)) continue;
      moved = filler.announced = true;
    }
    for (const std::string_view word : kWords) {
      size_t end = filler.end;
      if (moved || !ConsumeNoCase(text, &end, word) || (end < text.size() && absl::ascii_isalpha(text[end]))) continue;
      filler.end = end;
      moved = filler.announced = true;
      (void)ConsumeNoCase(text, &filler.end, ".");
    }
    if (!moved) break;
  }
  return filler;
}

// A number of four to six digits, also as "16,789"; `*end` is behind it. Empty when more digits follow.
std::string NumberAt(std::string_view text, size_t pos, size_t* end) {
  const size_t count = DigitsAt(text, pos, 7);
  *end = pos + count;
  std::string digits(text.substr(pos, count));
  if (count >= 1 && count <= 3 && *end < text.size() && text[*end] == ',' && DigitsAt(text, *end + 1, 4) == 3) {
    digits.append(text.substr(*end + 1, 3));
    *end += 4;
  }
  if (digits.size() < 4 || digits.size() > 6) return "";
  return digits;
}

std::string WithoutZeros(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "" : std::string(digits.substr(first));
}

// Without a word that announces it. "IND 2019" is a year, "Mumbai, IND 400012" the postal code of an Indian address
// (ISO 3166 has IND for India); the FDA has not issued numbers of 200000 and more.
bool IsPlainInd(std::string_view text, size_t pos, size_t digits_at, std::string_view digits) {
  if (digits.size() == 4) {
    return digits_at <= pos + 4 && !digits.starts_with("19") && !digits.starts_with("20");
  }
  if (digits.size() < 6) return true;
  if (digits[0] > '1') return false;
  const size_t before = text.find_last_not_of(' ', pos == 0 ? pos : pos - 1);
  return pos == 0 || before == std::string_view::npos || text[before] != ',';
}

// IND 16789, IND #16789, BB-IND 16789, Investigational New Drug (IND) application No. 016789. Not NCIC-IND.137, a
// study of a cooperative group.
std::optional<FoundNumber> ReadInd(std::string_view text, size_t pos) {
  if (!text.substr(pos).starts_with("IND")) return std::nullopt;
  size_t start = pos;
  if (pos > 0 && text[pos - 1] == '-') {
    if (pos < 3 || text.substr(pos - 3, 2) != "BB" || !StandsAlone(text, pos - 3, text.size())) return std::nullopt;
    start = pos - 3;
  }
  size_t after = pos + 3;
  if (after < text.size() && text[after] == 's') ++after;
  const Filler filler = SkipFiller(text, after);
  size_t end = 0;
  const std::string digits = NumberAt(text, filler.end, &end);
  const std::string value = WithoutZeros(digits);
  if (value.size() < 4 || !StandsAlone(text, start, end)) return std::nullopt;
  if (start == pos && !filler.announced && !IsPlainInd(text, pos, filler.end, digits)) return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kFdaInd, Joined({"IND ", value}), start, end};
}

// BLA 125646, STN: BL 125646/0, STN 125646.
std::optional<FoundNumber> ReadBla(std::string_view text, size_t pos) {
  size_t after = pos;
  const std::string_view rest = text.substr(pos);
  if (rest.starts_with("STN")) {
    after = SkipFiller(text, pos + 3).end;
    if (text.substr(after).starts_with("BLA")) after += 3;
    if (text.substr(after).starts_with("BL")) after += 2;
  } else if (rest.starts_with("BLA")) {
    after += 3;
  } else {
    return std::nullopt;
  }
  after = SkipFiller(text, after).end;
  if (DigitsAt(text, after, 7) != 6 || !StandsAlone(text, pos, after + 6)) return std::nullopt;
  // 1xxxxx are products of CBER and CDER, 76xxxx those that were new drugs before.
  if (text[after] != '1' && text[after] != '7') return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kFdaBla, Joined({"BLA ", text.substr(after, 6)}), pos, after + 6};
}

// DMF 34567, DMF No. 034567.
std::optional<FoundNumber> ReadMasterFile(std::string_view text, size_t pos) {
  if (!text.substr(pos).starts_with("DMF")) return std::nullopt;
  size_t end = 0;
  const std::string value = WithoutZeros(NumberAt(text, SkipFiller(text, pos + 3).end, &end));
  if (value.size() < 4 || !StandsAlone(text, pos, end)) return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kFdaMasterFile, Joined({"DMF ", value}), pos, end};
}

// MARCS-CMS 662985, MARCS-CMS: 662985, CMS # 662985.
std::optional<FoundNumber> ReadMarcsCms(std::string_view text, size_t pos) {
  size_t after = pos;
  if (!ConsumeNoCase(text, &after, "MARCS-CMS") && !ConsumeNoCase(text, &after, "MARCS CMS")) return std::nullopt;
  after = SkipFiller(text, after).end;
  if (DigitsAt(text, after, 7) != 6 || !StandsAlone(text, pos, after + 6)) return std::nullopt;
  if (text.substr(after, 6) == "000000") return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kFdaMarcsCms, Joined({"MARCS-CMS ", text.substr(after, 6)}), pos, after + 6};
}

// The address of a letter ends in its case and date: /warning-letters/some-firm-llc-662985-06052024.
std::optional<FoundNumber> ReadLetterAddress(std::string_view text, size_t pos) {
  constexpr std::string_view kFolder = "/warning-letters/";
  constexpr size_t kLongest = 300;
  if (!text.substr(pos).starts_with(kFolder)) return std::nullopt;
  size_t end = pos + kFolder.size();
  const size_t limit = std::min(text.size(), end + kLongest);
  while (end < limit && (absl::ascii_isalnum(text[end]) || text[end] == '-' || text[end] == '_')) ++end;
  // "-662985-06052024"
  if (end < pos + kFolder.size() + 17 || text[end - 9] != '-' || text[end - 16] != '-') return std::nullopt;
  if (DigitsAt(text, end - 8, 8) != 8 || DigitsAt(text, end - 15, 6) != 6) return std::nullopt;
  const std::string_view number = text.substr(end - 15, 6);
  if (number == "000000") return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kFdaMarcsCms, Joined({"MARCS-CMS ", number}), end - 15, end - 9};
}

// The years of a device submission: yynnnn, from 1976 on.
bool IsSubmission(std::string_view digits) {
  const int year = (digits[0] - '0') * 10 + (digits[1] - '0');
  return (year >= 76 || year <= 49) && digits.substr(2) != "0000";
}

struct Lettered {
  std::string_view prefix;
  RegulatoryIdKind kind;
  std::vector<std::string_view> labels;
};

// K193035 and its like: prefix, six digits, and a supplement where there is one.
std::optional<FoundNumber> ReadLettered(std::string_view text, size_t pos) {
  static const auto* const kLettered = new std::array<Lettered, 9>{{
      {"BK", RegulatoryIdKind::kFda510k, {"510(k)", "510k", "premarket notification", "cleared", "clearance"}},
      {"BP", RegulatoryIdKind::kFdaPma, {"pma", "premarket approval", "pre-market approval"}},
      {"BH", RegulatoryIdKind::kFdaHde, {"hde", "humanitarian device"}},
      {"DEN", RegulatoryIdKind::kFdaDeNovo, {}},
      {"K",
       RegulatoryIdKind::kFda510k,
       {"510(k)", "510k", "premarket notification", "pre-market notification", "fda clear", "fda-clear", "clearance"}},
      {"P", RegulatoryIdKind::kFdaPma, {"pma", "premarket approval", "pre-market approval"}},
      {"H", RegulatoryIdKind::kFdaHde, {"hde", "humanitarian device"}},
      {"EV", RegulatoryIdKind::kEvTrack, {"ev-track", "evtrack", "ev track"}},
      {"G", RegulatoryIdKind::kFdaIde, {"ide", "investigational device"}},
  }};
  for (const Lettered& form : *kLettered) {
    if (!text.substr(pos).starts_with(form.prefix)) continue;
    size_t start = pos, end = pos + form.prefix.size();
    if (DigitsAt(text, end, 7) != 6) continue;
    const std::string_view digits = text.substr(end, 6);
    end += 6;
    if (!IsSubmission(digits)) return std::nullopt;
    std::string value = Joined({form.prefix, digits});
    if (end + 2 < text.size() && text[end] == '/' && text[end + 1] == 'S' && DigitsAt(text, end + 2, 4) == 3) {
      value.append(text.substr(end, 5));
      end += 5;
    }
    if (!StandsAlone(text, start, end)) return std::nullopt;
    if (form.labels.size() > 0 && !HasLabelNear(text, start, end, form.labels)) return std::nullopt;
    if (form.kind == RegulatoryIdKind::kFdaIde) value = Joined({"IDE ", value});
    return FoundNumber{form.kind, value, start, end};
  }
  return std::nullopt;
}

// L2040010236, where Embase is named.
std::optional<FoundNumber> ReadEmbase(std::string_view text, size_t pos) {
  const size_t count = DigitsAt(text, pos + 1, 11);
  if (count < 8 || count > 10 || !StandsAlone(text, pos, pos + 1 + count)) return std::nullopt;
  if (!HasLabelNear(text, pos, pos + 1 + count, {"embase"})) return std::nullopt;
  return FoundNumber{RegulatoryIdKind::kEmbase, std::string(text.substr(pos, 1 + count)), pos, pos + 1 + count};
}

}  // namespace

std::optional<FoundNumber> ReadAmericanNumber(std::string_view text, size_t pos) {
  switch (text[pos]) {
    case 'I':
      return ReadInd(text, pos);
    case 'S':
      return ReadBla(text, pos);
    case 'M':
    case 'm':
      return ReadMarcsCms(text, pos);
    case 'L':
      return ReadEmbase(text, pos);
    case '/':
      return ReadLetterAddress(text, pos);
    case 'D':
      if (auto file = ReadMasterFile(text, pos)) return file;
      return ReadLettered(text, pos);
    case 'B':
      if (auto bla = ReadBla(text, pos)) return bla;
      return ReadLettered(text, pos);
    case 'K':
    case 'P':
    case 'H':
    case 'E':
    case 'G':
      return ReadLettered(text, pos);
    default:
      return std::nullopt;
  }
}

}  // namespace trialweave::common::internal
