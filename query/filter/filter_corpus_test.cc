#include <dirent.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace trialweave::query {
namespace {

void RunOne(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

TEST(FilterCorpus, EveryFileOfTheCorpusIsParsedOrRefused) {
  const std::string folder = "query/filter/corpus";
  DIR* dir = opendir(folder.c_str());
  ASSERT_NE(dir, nullptr);
  int files = 0;
  while (const dirent* entry = readdir(dir)) {
    if (entry->d_name[0] == '.') continue;
    std::ifstream in(folder + "/" + entry->d_name, std::ios::binary);
    RunOne(std::string(std::istreambuf_iterator<char>(in), {}));
    ++files;
  }
  closedir(dir);
  EXPECT_GE(files, 8);
}

// Pieces of the language in random order find more than random bytes do.
TEST(FilterCorpus, RandomGarbageIsParsedOrRefused) {
  static const char* const kPieces[] = {
      "status", "phase", "enrollment", "(",       ")",      "=",   "!=",
      "<",      ">=",    ":",          "AND",     "OR",     "NOT", "-",
      "\"",     "'",     "*",          "2024-05", "PHASE1", " ",   "\\",
      "膝",     ".",     "\xFF",       "\xE8",    "title",  "and", "12345678901234567890",
      "\n"};
  std::mt19937 random(20240517);
  for (int round = 0; round < 20000; ++round) {
    std::string filter;
    for (int i = random() % 24; i > 0; --i) {
      random() % 5 == 0 ? filter.push_back(static_cast<char>(random()))
                        : void(filter += kPieces[random() % std::size(kPieces)]);
    }
    RunOne(filter);
  }
}

TEST(FilterCorpus, DeepAndLongFiltersAreRefusedWithoutExhaustingTheStack) {
  RunOne(std::string(8000, '('));
  RunOne(std::string(8000, '-') + "a");
  RunOne(std::string(1 << 20, 'a'));
  std::string nots;
  for (int i = 0; i < 2000; ++i) nots += "NOT ";
  RunOne(nots + "a");
}

}  // namespace
}  // namespace trialweave::query
