#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_DATE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_DATE_H_

#include <optional>
#include <string_view>

#include "trialweave/v1/types.pb.h"

namespace trialweave::normalizer {

// Reads a date with the precision in which it is printed; nullopt when it cannot be read with certainty.
// Forms: 2024-05, 2024-05-07, 2024/5/7, 2024.05.07, 2024年5月7日, 20240507, each with or without a time behind it;
// 07/05/2024 and 07-05-2024 (day first: WHO ICTRP); April 25, 2024; April 2024; 25 April 2024; 2024.
// Years from 1900 to 2100; 1900-01-01 is a register's way to say nothing.
std::optional<v1::PartialDate> ReadDate(std::string_view printed);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_DATE_H_
