#ifndef TRIALWEAVE_NORMALIZER_NOTICES_FDA_LETTER_ADDRESS_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_FDA_LETTER_ADDRESS_H_

#include <string_view>

#include "normalizer/notices/notice_builder.h"

namespace trialweave::normalizer {

// Whether it is an address of the FDA's site: "https://www.fda.gov/...", or without its host.
bool IsFdaAddress(std::string_view address);

// Whether a warning letter stands there: ".../warning-letters/some-firm-llc-662985-06052024".
bool IsFdaLetterAddress(std::string_view address);

// The case number in `text`, "MARCS-CMS 699901", becomes the notice's key; a close-out letter has that of the letter
// that it closes, and a key of its own.
void SetFdaCase(std::string_view text, const Where& where, NoticeBuilder* builder);

// The notice's address; that of a letter also has its case, which is the notice's key then, and its date of issue.
// Others leave the notice as it is.
void SetFdaAddress(std::string_view address, const Where& where, NoticeBuilder* builder);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_FDA_LETTER_ADDRESS_H_
