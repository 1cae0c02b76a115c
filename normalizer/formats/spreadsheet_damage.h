#ifndef TRIALWEAVE_NORMALIZER_FORMATS_SPREADSHEET_DAMAGE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_SPREADSHEET_DAMAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "trialweave/v1/types.pb.h"

namespace trialweave::normalizer {

// What happens to a table that was opened in a spreadsheet and saved again. Only what is certain is undone.

// A date as the number of days since 30 December 1899 ("43862", "43834.66"), from 1955 to 2064. A day over 12, or one
// equal to the month, is certain; else the spreadsheet may have read day and month the other way round.
struct DateSerial {
  v1::PartialDate date;
  bool certain = false;
};
std::optional<DateSerial> ReadDateSerial(std::string_view printed);

// The two phases of "2-3" that became a date: "2-Mar", "3-Feb", "2020-03-02", "02/03/2020", "43892". Ascending;
// nullopt for anything else, two phases that are no neighbours included.
std::optional<std::pair<int, int>> ReadPhaseMadeDate(std::string_view printed);

// "1.2E+15": a number of which only the first digits are left.
bool IsScientificNumber(std::string_view printed);

// What was done to a text, or is wrong with it.
struct TextRepair {
  // For people; empty when nothing was.
  std::string note;
  // Most of it is no text any more, and cannot be put right.
  bool damaged = false;
};

// Undoes "_x000D_" (OOXML's escapes of control characters), and UTF-8 that was read as Mac Roman ("√©") or as
// Windows-1252 ("Ã©") where every character of the text says so and can be turned back. `text` is UTF-8.
TextRepair RepairText(std::string* text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_SPREADSHEET_DAMAGE_H_
