#ifndef TRIALWEAVE_QUERY_CLI_HISTORY_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_HISTORY_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "trialweave/v1/history.pb.h"

namespace trialweave::query {

// "RECRUITMENT_STATUS_NOT_RECRUITING" as "not recruiting"; what does not begin with the prefix as it is.
std::string ValueWord(const std::string& value, absl::string_view prefix);

// "status changed: recruiting -> completed"
std::string EventText(const v1::RegistrationEvent& event);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_HISTORY_TEXT_H_
