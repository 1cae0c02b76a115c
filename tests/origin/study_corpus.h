#ifndef TRIALWEAVE_TESTS_ORIGIN_STUDY_CORPUS_H_
#define TRIALWEAVE_TESTS_ORIGIN_STUDY_CORPUS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace trialweave::tests {

// OriginStudy is one study, byte for byte as its file has it.
struct OriginStudy {
  std::string nct_id;
  // "2024-05-29"; empty when the study does not say.
  std::string last_update_post_date;
  std::string bytes;
};

// StudyCorpus holds the studies that the origin server serves, in file order. A later study with the same
// NCT number replaces the earlier one at its place. Not thread-safe while it is filled.
class StudyCorpus {
 public:
  // A study array, a {"studies": [...]} page or a single study.
  // INVALID_ARGUMENT: none of these, or a study without nctId.
  absl::Status AddJson(absl::string_view json);
  // A .json or .json.gz file, or a folder of such files, taken in name order.
  // NOT_FOUND: no such path. RESOURCE_EXHAUSTED: more than 4 GiB after decompression. Others as AddJson.
  absl::Status AddPath(const std::string& path);

  const std::vector<OriginStudy>& studies() const { return studies_; }
  // nullptr when there is none.
  const OriginStudy* Find(absl::string_view nct_id) const;

 private:
  absl::Status AddStudy(absl::string_view bytes);

  std::vector<OriginStudy> studies_;
  std::map<std::string, size_t, std::less<>> by_id_;
};

// The file's bytes, decompressed when it is gzip. RESOURCE_EXHAUSTED above `max_bytes`.
absl::StatusOr<std::string> ReadMaybeGzip(const std::string& path, size_t max_bytes);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_STUDY_CORPUS_H_
