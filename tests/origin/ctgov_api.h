#ifndef TRIALWEAVE_TESTS_ORIGIN_CTGOV_API_H_
#define TRIALWEAVE_TESTS_ORIGIN_CTGOV_API_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tests/origin/answer.h"
#include "tests/origin/study_corpus.h"

namespace trialweave::tests {

// CtgovApiTwist is how an answer leaves the truth, for tests of what a crawler makes of it.
struct CtgovApiTwist {
  // So many studies at the end of the list are counted but never delivered.
  size_t withheld = 0;
  // The next page token leads back to the same page.
  bool repeat_token = false;
};

// What the version call of the ClinicalTrials.gov API v2 answers.
Answer AnswerCtgovVersion(absl::string_view api_version, absl::string_view data_timestamp);

// GET /studies: pageSize (1 to 1,000, 10 when absent), pageToken, countTotal, query.* and filter.advanced,
// sort (LastUpdatePostDate or NCTId, ":asc" or ":desc"), format=json. A token comes with every full page, so
// that an empty last page can follow, and totalCount with the first page only. 400 in plain text: an unknown
// parameter, a value out of range, a token that is not one of this query's.
Answer AnswerCtgovStudies(const StudyCorpus& corpus, const Parameters& parameters, const CtgovApiTwist& twist);

// GET /studies/{nctId}. 404 in plain text.
Answer AnswerCtgovStudy(const StudyCorpus& corpus, absl::string_view nct_id);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_CTGOV_API_H_
