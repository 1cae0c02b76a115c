#ifndef TRIALWEAVE_TESTS_BENCH_BENCH_FILES_H_
#define TRIALWEAVE_TESTS_BENCH_BENCH_FILES_H_

#include <string>

namespace trialweave::tests {

// The file's text, decompressed where it is gzip's. Empty when it cannot be read.
std::string ReadGzipOrPlain(const std::string& path);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_BENCH_FILES_H_
