#ifndef TRIALWEAVE_TESTS_LITERATURE_FILES_H_
#define TRIALWEAVE_TESTS_LITERATURE_FILES_H_

#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "normalizer/container_normalizer.h"

namespace trialweave::tests {

// What became of a container: its publications and other records, and its dead letters, in order.
struct Yield {
  std::vector<v1::Publication> publications;
  std::vector<v1::Registration> registrations;
  std::vector<v1::DeadLetterCause> dead;
  std::vector<std::string> formats;  // of each record
  std::vector<std::string> sources;  // of each record
};

// The way of a container's bytes up to the store.
Yield YieldOf(const std::string& bytes);

// Real files of literature databases, where they are at hand (TRIALWEAVE_DATA).
class LiteratureFiles : public testing::Test {
 protected:
  void SetUp() override;

  // Names of the files in a folder of literature/, sorted.
  std::vector<std::string> FilesIn(const std::string& folder) const;
  // Bytes of "pubmed/x.xml".
  std::string Read(const std::string& path) const;

  std::filesystem::path root_;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_LITERATURE_FILES_H_
