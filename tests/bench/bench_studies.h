#ifndef TRIALWEAVE_TESTS_BENCH_BENCH_STUDIES_H_
#define TRIALWEAVE_TESTS_BENCH_BENCH_STUDIES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "normalizer/vocabulary/vocabulary.h"
#include "tests/bench/peer.h"
#include "tests/generator/study_generator.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::tests {

// The studies of ClinicalTrials.gov v2 pages (.json or .json.gz), minified; none when a file cannot be read.
std::vector<std::string> StudiesOf(const std::vector<std::string>& files);

// What a peer stores of a registration that was read from `document`.
PeerRecord PeerRecordOf(const v1::Registration& registration, const std::string& document);

// BenchStudies makes studies and reads them, the same ones for us and for all peers.
class BenchStudies {
 public:
  // `models` as StudyGenerator takes them. With `chinese` every fifth has a Chinese title, too, of terms that its
  // number chooses.
  BenchStudies(std::vector<std::string> models, bool chinese);

  const StudyGenerator& generator() const { return generator_; }
  // nullopt when it cannot be read.
  std::optional<v1::Registration> Registration(uint64_t number) const;
  PeerRecord ForPeer(uint64_t number) const;

 private:
  std::optional<v1::Registration> Read(uint64_t number, const std::string& document) const;

  const StudyGenerator generator_;
  const bool chinese_;
  const std::shared_ptr<const normalizer::Vocabulary> vocabulary_;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_BENCH_STUDIES_H_
