#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TEXT_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trialweave/v1/types.pb.h"

namespace trialweave::normalizer {

// Reads a date as authorities print it: "03/04/2026" and "3-4-2026" have the month first (FDA); "Fri, 06 Mar 2026
// 10:00:00 EST" (RFC 822, RSS), "Fri, 03/06/2026 - 10:00", "[Posted 12/09/2019]"; others as printed_date.h. nullopt
// when it cannot be read with certainty.
std::optional<v1::PartialDate> ReadNoticeDate(std::string_view printed);

// The text with "[name]" for each of `persons` and for names that stand behind a title: "Dear Dr. Ada Example" is "Dear
// [name]".
std::string RedactPersons(std::string_view text, const std::vector<std::string>& persons);

// A notice's text, one paragraph a line.
struct NoticeBody {
  std::string text;
  // Paragraphs that say whom to write to or call, left out.
  int contacts = 0;
};

// Without contacts: paragraphs that have a telephone number or mail address and a word such as "contact" or 联系人 are
// left out as a whole, elsewhere "[phone]" and "[e-mail]" stand for them, and "[name]" for persons.
NoticeBody CleanNoticeBody(std::string_view printed, const std::vector<std::string>& persons);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TEXT_H_
