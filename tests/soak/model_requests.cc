#include "tests/soak/model_requests.h"

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "store/testing/store_fixture.h"

namespace trialweave::tests {

v1::CommitRequest RequestOf(const ModelDocument& document) {
  store::TestDocument test;
  test.id = document.id;
  test.words = document.words;
  test.observed = document.observed;
  const bool nct = absl::StartsWith(document.id, "NCT");
  test.source = document.of_portal ? "ictrp" : (nct ? "ctgov" : "chictr");
  test.format = document.of_portal ? "ictrp_csv" : (nct ? "ctgov_v2_json" : "chictr_html");
  if (!document.states.empty()) test.secondary_ids = {store::TestIdentifier(nct ? "chictr" : "ctgov", document.states)};
  test.container = absl::StrCat(document.of_portal, document.container, document.id, document.words, document.states,
                                document.observed);
  return document.broken ? store::CauseRequest(test, v1::DEAD_LETTER_REASON_MALFORMED) : store::RecordRequest(test);
}

v1::CreateDecisionRequest DecisionOn(const ModelPair& pair, ModelVerdict verdict, const std::string& reason) {
  v1::CreateDecisionRequest request;
  v1::Decision& decision = *request.mutable_decision();
  decision.set_registration_a(pair.first);
  decision.set_registration_b(pair.second);
  decision.set_verdict(verdict == ModelVerdict::kSame        ? v1::DECISION_VERDICT_SAME
                       : verdict == ModelVerdict::kDifferent ? v1::DECISION_VERDICT_DIFFERENT
                                                             : v1::DECISION_VERDICT_UNSURE);
  decision.set_author("somebody");
  decision.set_reason(reason);
  return request;
}

std::string Words(const std::string& id, size_t version) {
  uint32_t state = static_cast<uint32_t>(version) + 1;
  for (const char c : id) state = state * 31 + static_cast<unsigned char>(c);
  std::string words;
  for (int i = 0; i < 30; ++i) {
    state = state * 1664525 + 1013904223;
    words.push_back(i % 10 == 9 ? ' ' : static_cast<char>('a' + (state >> 24) % 26));
  }
  return words;
}

std::string DigestOf(const ModelDocument& document) {
  ModelDocument readable = document;
  readable.broken = false;
  return RequestOf(readable).record().content_digest();
}

}  // namespace trialweave::tests
