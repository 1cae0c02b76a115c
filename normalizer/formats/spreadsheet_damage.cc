#include "normalizer/formats/spreadsheet_damage.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"

namespace trialweave::normalizer {
namespace {

// What each byte from 0x80 on is in a code page. Bytes that Windows-1252 leaves open are read as control characters.
using CodePage = std::array<char32_t, 128>;
constexpr CodePage kMacRoman = {
    0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0, 0x00E2, 0x00E4, 0x00E3, 0x00E5,
    0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB, 0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3, 0x00F2, 0x00F4,
    0x00F6, 0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3, 0x00A7, 0x2022, 0x00B6,
    0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8, 0x2260, 0x00C6, 0x00D8, 0x221E, 0x00B1, 0x2264, 0x2265,
    0x00A5, 0x00B5, 0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA, 0x00BA, 0x03A9, 0x00E6, 0x00F8, 0x00BF,
    0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB, 0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5,
    0x0152, 0x0153, 0x2013, 0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178, 0x2044,
    0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02, 0x2021, 0x00B7, 0x201A, 0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1,
    0x00CB, 0x00C8, 0x00CD, 0x00CE, 0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9,
    0x0131, 0x02C6, 0x02DC, 0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD, 0x02DB, 0x02C7};
constexpr CodePage kWindows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0,
    0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD,
    0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3, 0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA,
    0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4,
    0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF};

// The byte that was read as each character of the basic plane; 0 for one that the page does not have.
using BytesOfPage = std::array<unsigned char, 0x10000>;

std::unique_ptr<const BytesOfPage> BytesOf(const CodePage& page) {
  auto bytes = std::make_unique<BytesOfPage>();
  for (size_t i = 0; i < 0x80; ++i) (*bytes)[i] = static_cast<unsigned char>(i);
  for (size_t i = page.size(); i-- > 0;) (*bytes)[page[i]] = static_cast<unsigned char>(0x80 + i);
  return bytes;
}

// Code points of well-formed UTF-8.
std::vector<char32_t> CodePointsOf(std::string_view text) {
  std::vector<char32_t> points;
  points.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0x7F >> length);
    for (size_t k = 1; k < length && i + k < text.size(); ++k) {
      c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    }
    points.push_back(c);
    i += length;
  }
  return points;
}

// Characters that were one before: the length of a UTF-8 sequence in `bytes` at `at`, 0 for none. Of two-byte
// sequences only Latin, Greek and Cyrillic: the leads of others are quotation marks and letters that may well stand
// side by side in a sound text.
size_t SequenceAt(const std::string& bytes, size_t at) {
  const auto byte = [&](size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0; };
  const unsigned lead = byte(at);
  const bool two = (lead >= 0xC2 && lead <= 0xC5) || lead == 0xCE || lead == 0xCF || lead == 0xD0 || lead == 0xD1;
  const size_t length = two ? 2 : lead >= 0xE1 && lead <= 0xEF ? 3 : lead == 0xF0 ? 4 : 0;
  for (size_t k = 1; k < length; ++k) {
    if (byte(at + k) < 0x80 || byte(at + k) > 0xBF) return 0;
  }
  // No control characters, surrogates or over-long forms.
  if (lead == 0xC2 && byte(at + 1) < 0xA0) return 0;
  if (lead == 0xED && byte(at + 1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
  return length;
}

struct Reading {
  // The bytes before they were read in the wrong code page.
  std::string bytes;
  // Characters outside ASCII, those of sequences among them, and those of long sequences.
  size_t foreign = 0, in_sequences = 0, in_long = 0;
};

Reading ReadBack(const BytesOfPage& page, const std::vector<char32_t>& points) {
  Reading reading;
  reading.bytes.reserve(points.size());
  for (char32_t c : points) reading.bytes.push_back(c < page.size() ? static_cast<char>(page[c]) : '\0');
  for (size_t i = 0; i < points.size();) {
    if (points[i] < 0x80) {
      ++i;
      continue;
    }
    const size_t length = SequenceAt(reading.bytes, i);
    // A byte that came from a character of the same value is ASCII, and no part of a sequence.
    reading.foreign += std::max<size_t>(length, 1);
    reading.in_sequences += length;
    if (length >= 3) reading.in_long += length;
    i += std::max<size_t>(length, 1);
  }
  return reading;
}

// In Mac Roman dashes and quotation marks are leads of Cyrillic, which no text may be taken for.
bool IsCyrillicLead(unsigned char lead) { return lead == 0xD0 || lead == 0xD1; }

bool HasCyrillic(const Reading& reading) {
  return std::any_of(reading.bytes.begin(), reading.bytes.end(),
                     [](char c) { return IsCyrillicLead(static_cast<unsigned char>(c)); });
}

// Carriage returns and the like, as OOXML escapes them.
bool UndoEscapes(std::string* text) {
  if (text->find("_x00") == std::string::npos) return false;
  std::string undone = absl::StrReplaceAll(
      *text, {{"_x000D_", "\r"}, {"_x000d_", "\r"}, {"_x000A_", "\n"}, {"_x000a_", "\n"}, {"_x0009_", "\t"}});
  if (undone == *text) return false;
  *text = std::move(undone);
  return true;
}

struct DateToken {
  int number = -1;
  int month = 0;
};

// "2-Mar" as 2 and March; empty when something else is in it.
std::vector<DateToken> DateTokens(std::string_view text) {
  static constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr"};
  std::vector<DateToken> tokens;
  for (size_t i = 0; i < text.size();) {
    if (!absl::ascii_isalnum(text[i])) {
      if (std::string_view("-/. ").find(text[i++]) == std::string_view::npos) return {};
      continue;
    }
    const bool digit = absl::ascii_isdigit(text[i]);
    size_t end = i;
    while (end < text.size() && absl::ascii_isalnum(text[end]) && absl::ascii_isdigit(text[end]) == digit) ++end;
    const std::string word = absl::AsciiStrToLower(std::string(text.substr(i, end - i)));
    DateToken token;
    if (digit) {
      if (word.size() > 4 || !absl::SimpleAtoi(word, &token.number)) return {};
    } else {
      const auto month = std::find(std::begin(kMonths), std::end(kMonths), word.substr(0, 3));
      if (month == std::end(kMonths) ||
          (word.size() != 3 && word != "january" && word != "february" && word != "march" && word != "april"))
        return {};
      token.month = static_cast<int>(month - std::begin(kMonths)) + 1;
    }
    tokens.push_back(token);
    i = end;
  }
  return tokens;
}

std::optional<std::pair<int, int>> Neighbours(int a, int b) {
  if (a < 1 || b < 1 || a > 4 || b > 4 || std::abs(a - b) != 1) return std::nullopt;
  return std::pair<int, int>(std::min(a, b), std::max(a, b));
}

}  // namespace

std::optional<DateSerial> ReadDateSerial(std::string_view printed) {
  const size_t point = std::min(printed.find('.'), printed.size());
  const auto digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  };
  if (point != 5 || printed.size() > 24 || !digits(printed.substr(0, 5))) return std::nullopt;
  if (printed.size() == 6 || !digits(printed.substr(std::min<size_t>(6, printed.size())))) return std::nullopt;
  int days = 0;
  if (!absl::SimpleAtoi(std::string(printed.substr(0, 5)), &days) || days < 20'000 || days > 60'000)
    return std::nullopt;
  const absl::CivilDay day = absl::CivilDay(1899, 12, 30) + days;
  DateSerial serial;
  serial.date.set_year(static_cast<int>(day.year()));
  serial.date.set_month(day.month());
  serial.date.set_day(day.day());
  serial.certain = day.day() > 12 || day.day() == day.month();
  return serial;
}

std::optional<std::pair<int, int>> ReadPhaseMadeDate(std::string_view printed) {
  if (const std::optional<DateSerial> serial = ReadDateSerial(printed)) {
    return Neighbours(serial->date.month(), serial->date.day());
  }
  // A time of midnight behind it.
  for (std::string_view midnight : {" 00:00:00", "T00:00:00"}) {
    if (printed.ends_with(midnight)) printed.remove_suffix(midnight.size());
  }
  const std::vector<DateToken> tokens = DateTokens(printed);
  if (tokens.size() < 2 || tokens.size() > 3) return std::nullopt;
  const bool named = tokens[0].month != 0 || tokens[1].month != 0;
  if (named) {
    const DateToken& other = tokens[0].month != 0 ? tokens[1] : tokens[0];
    return Neighbours(other.number, tokens[0].month + tokens[1].month);
  }
  if (tokens.size() != 3 || tokens[2].month != 0) return std::nullopt;
  if (tokens[0].number >= 1900) return Neighbours(tokens[1].number, tokens[2].number);
  if (tokens[2].number >= 1900) return Neighbours(tokens[0].number, tokens[1].number);
  return std::nullopt;
}

bool IsScientificNumber(std::string_view printed) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t begin = i;
    while (i < printed.size() && absl::ascii_isdigit(printed[i])) ++i;
    return i > begin;
  };
  if (!digits() || i != 1) return false;
  if (i < printed.size() && (printed[i] == '.' || printed[i] == ',')) {
    ++i;
    if (!digits()) return false;
  }
  if (i >= printed.size() || (printed[i] != 'E' && printed[i] != 'e')) return false;
  if (++i >= printed.size() || printed[i] != '+') return false;
  ++i;
  return digits() && i == printed.size();
}

TextRepair RepairText(std::string* text) {
  TextRepair repair;
  if (UndoEscapes(text)) repair.note = "a spreadsheet's escapes of line ends undone";
  if (std::none_of(text->begin(), text->end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return repair;
  }
  const std::vector<char32_t> points = CodePointsOf(*text);
  static const auto* const kMac = BytesOf(kMacRoman).release();
  static const auto* const kWindows = BytesOf(kWindows1252).release();
  const Reading mac = ReadBack(*kMac, points), windows = ReadBack(*kWindows, points);
  const bool is_mac = mac.in_sequences == mac.foreign && !HasCyrillic(mac);
  const bool is_windows = windows.in_sequences == windows.foreign;
  if (is_mac != is_windows) {
    *text = is_mac ? mac.bytes : windows.bytes;
    repair.note =
        is_mac ? "UTF-8 that was read as Mac Roman, put right" : "UTF-8 that was read as Windows-1252, put right";
    return repair;
  }
  const Reading& worse = mac.in_long > windows.in_long ? mac : windows;
  // Names and signs may be damaged in a text that can be read; one that is nothing else cannot.
  if (worse.in_long >= 24 && worse.in_long * 10 >= worse.foreign * 6 && worse.in_long * 4 >= points.size()) {
    repair.damaged = true;
  }
  return repair;
}

}  // namespace trialweave::normalizer
