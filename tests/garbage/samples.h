#ifndef TRIALWEAVE_TESTS_GARBAGE_SAMPLES_H_
#define TRIALWEAVE_TESTS_GARBAGE_SAMPLES_H_

#include <string>
#include <vector>

namespace trialweave::tests {

// A small whole container of one format, with the records that are in it.
struct ContainerSample {
  std::string format;
  std::string bytes;
  std::vector<std::string> ids;
};

// One of each format, made for these tests.
const std::vector<ContainerSample>& Samples();

// The sample of a format.
const ContainerSample& SampleOf(const std::string& format);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_GARBAGE_SAMPLES_H_
