#ifndef TRIALWEAVE_TESTS_ORIGIN_DELIVERY_H_
#define TRIALWEAVE_TESTS_ORIGIN_DELIVERY_H_

#include <vector>

#include "absl/synchronization/notification.h"
#include "httplib.h"
#include "tests/origin/answer.h"
#include "tests/origin/fault.h"

namespace trialweave::tests {

// Puts `answer` into `response`, with what `faults` do to its bytes on the way: reset, cut short, truncated,
// slow, gzip, bomb. A slow one ends early when `stopping` is notified.
void Deliver(const Answer& answer, const std::vector<Fault>& faults, const httplib::Request& request,
             const absl::Notification& stopping, httplib::Response* response);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_DELIVERY_H_
