#ifndef TRIALWEAVE_TESTS_ORIGIN_ANSWER_H_
#define TRIALWEAVE_TESTS_ORIGIN_ANSWER_H_

#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace trialweave::tests {

// Query parameters of a request, decoded.
using Parameters = std::multimap<std::string, std::string>;

// Answer is what a registry would send, before any fault touches it.
struct Answer {
  int status = 200;
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers;
  std::string body;
};

// The registry answers its errors in plain text.
inline Answer PlainTextAnswer(int status, absl::string_view text) {
  return Answer{.status = status, .content_type = "text/plain", .headers = {}, .body = std::string(text)};
}

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_ANSWER_H_
