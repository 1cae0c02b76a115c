#include "common/registry_id_european.h"

#include "absl/strings/ascii.h"
#include "common/registry_id_grammar.h"

namespace trialweave::common::internal {
namespace {

bool IsDigitAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isdigit(text[pos]); }
bool IsAlnumAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isalnum(text[pos]); }
bool IsUpperAt(std::string_view text, size_t pos) { return pos < text.size() && absl::ascii_isupper(text[pos]); }

// Reads `count` digits into `out`; in a loose spelling one blank or hyphen may stand between two of them.
bool TakeDigits(std::string_view text, size_t* pos, int count, bool loose, std::string* out, bool* repaired) {
  for (int i = 0; i < count; ++i) {
    if (loose && i > 0 && *pos < text.size() && text[*pos] == ' ' && IsDigitAt(text, *pos + 1)) {
      ++*pos;
      *repaired = true;
    }
    if (IsDigitAt(text, *pos)) {
      out->push_back(text[(*pos)++]);
    } else if (loose && *pos < text.size() && (text[*pos] == 'O' || text[*pos] == 'o')) {
      out->push_back('0');
      ++*pos;
      *repaired = true;
    } else {
      return false;
    }
  }
  return true;
}

bool TakeSeparator(std::string_view text, size_t* pos, EuropeanSpelling spelling, bool* repaired) {
  if (*pos < text.size() && text[*pos] == '-' && IsDigitAt(text, *pos + 1)) {
    ++*pos;
    return true;
  }
  if (spelling == EuropeanSpelling::kStrict) return false;
  const size_t start = *pos;
  while (*pos < text.size() && *pos - start < 4 &&
         (std::string_view(" -/._").find(text[*pos]) != std::string_view::npos))
    ++*pos;
  *repaired = true;
  return spelling == EuropeanSpelling::kLabelled || *pos > start;
}

// "-DE", "-3RD" and "-Outside-EU/EEA" after a EudraCT number.
std::string TakeCountry(std::string_view text, size_t* pos) {
  const std::string_view rest = text.substr(*pos);
  if (StartsWithNoCase(rest, "-outside")) {
    const size_t length = StartsWithNoCase(rest, "-outside-eu/eea") ? 15 : 8;
    *pos += length;
    return "3RD";
  }
  if (StartsWithNoCase(rest, "-3rd") && !IsAlnumAt(text, *pos + 4)) {
    *pos += 4;
    return "3RD";
  }
  if (rest.size() >= 3 && rest[0] == '-' && IsUpperAt(rest, 1) && IsUpperAt(rest, 2) && !IsAlnumAt(rest, 3)) {
    *pos += 3;
    return std::string(rest.substr(1, 2));
  }
  return "";
}

// A further group or letter means that the number is part of something else.
bool EndsWell(std::string_view text, size_t pos) {
  if (IsAlnumAt(text, pos)) return false;
  if (pos < text.size() && (text[pos] == '-' || text[pos] == '.')) return !IsDigitAt(text, pos + 1);
  return true;
}

}  // namespace

std::optional<EuropeanNumber> ReadEuropeanNumber(std::string_view text, size_t pos, EuropeanSpelling spelling) {
  EuropeanNumber number;
  const bool loose = spelling != EuropeanSpelling::kStrict;
  std::string year, serial, check;
  if (!TakeDigits(text, &pos, 4, false, &year, &number.repaired) || year.compare(0, 2, "20") != 0 || year[2] > '2') {
    return std::nullopt;
  }
  if (!TakeSeparator(text, &pos, spelling, &number.repaired)) return std::nullopt;
  if (!TakeDigits(text, &pos, 6, loose, &serial, &number.repaired)) return std::nullopt;
  if (!TakeSeparator(text, &pos, spelling, &number.repaired)) return std::nullopt;
  if (!TakeDigits(text, &pos, 2, loose, &check, &number.repaired)) return std::nullopt;
  if (serial.compare(1, 5, "00000") == 0) return std::nullopt;
  const std::string groups = year + "-" + serial + "-" + check;
  if (serial[0] == '5' && year >= "2021") {
    number.scheme = "ctis";
    number.value = "CTIS" + groups;
    // The fourth group counts submissions: 00, 01, ...
    if (pos + 2 < text.size() && text[pos] == '-' && IsDigitAt(text, pos + 1) && IsDigitAt(text, pos + 2) &&
        !IsAlnumAt(text, pos + 3)) {
      pos += 3;
    }
  } else if (serial[0] == '0' && check[0] != '0') {
    number.scheme = "eudract";
    number.value = "EUCTR" + groups;
    number.country = TakeCountry(text, &pos);
  } else {
    return std::nullopt;
  }
  if (!EndsWell(text, pos)) return std::nullopt;
  number.end = pos;
  return number;
}

size_t EuropeanLabel(std::string_view text, size_t pos) {
  static constexpr std::string_view kLabels[] = {"EudraCT", "Eudra CT", "Eudra-CT", "EUCTR", "EU CTR",
                                                 "EUCT",    "EU CT",    "EU-CT",    "CTIS"};
  for (std::string_view label : kLabels) {
    if (StartsWithNoCase(text.substr(pos), label)) return label.size();
  }
  return 0;
}

}  // namespace trialweave::common::internal
