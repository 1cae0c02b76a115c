#include "tests/literature/files.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <variant>

namespace trialweave::tests {

Yield YieldOf(const std::string& bytes) {
  static const auto* const normalizer =
      new normalizer::DocumentNormalizer(normalizer::Vocabulary::Embedded(), normalizer::ParseLimits());
  Yield yield;
  std::istringstream stream(bytes);
  const auto sink = [&yield](const normalizer::ContainerDocument& document) {
    if (const auto* cause = std::get_if<v1::DeadLetterCause>(&document.result)) {
      yield.dead.push_back(*cause);
      return absl::OkStatus();
    }
    const auto& record = std::get<v1::NormalizedRecord>(document.result);
    if (record.has_publication()) yield.publications.push_back(record.publication());
    if (record.has_registration()) yield.registrations.push_back(record.registration());
    yield.formats.push_back(document.document.format());
    yield.sources.push_back(document.document.source());
    return absl::OkStatus();
  };
  EXPECT_TRUE(normalizer::ContainerNormalizer(normalizer).Stream(&stream, "-", sink).ok());
  return yield;
}

void LiteratureFiles::SetUp() {
  const char* folder = std::getenv("TRIALWEAVE_DATA");
  root_ = folder == nullptr ? "" : folder;
  if (root_.empty() || !std::filesystem::exists(root_ / "literature"))
    GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
}

std::vector<std::string> LiteratureFiles::FilesIn(const std::string& folder) const {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(root_ / "literature" / folder))
    files.push_back(folder + "/" + entry.path().filename().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::string LiteratureFiles::Read(const std::string& path) const {
  std::ifstream in(root_ / "literature" / path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

}  // namespace trialweave::tests
