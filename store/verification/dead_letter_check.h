#ifndef TRIALWEAVE_STORE_VERIFICATION_DEAD_LETTER_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_DEAD_LETTER_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// Every dead letter is in both orders and has its bytes; the orders name nothing else.
void CheckDeadLetters(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_DEAD_LETTER_CHECK_H_
