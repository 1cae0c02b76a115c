// Runs a fuzz target over its corpus folder (the first argument), every truncation of each file, and each file
// with single bytes changed.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void Run(const std::string& bytes, size_t size) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), size);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    for (size_t size = 0; size <= bytes.size(); ++size) Run(bytes, size);
    for (size_t i = 0; i < bytes.size(); i += 3) {
      const char kept = bytes[i];
      for (char changed : {'<', '"', '\0', '\xE4', '9', ';'}) {
        bytes[i] = changed;
        Run(bytes, bytes.size());
      }
      bytes[i] = kept;
    }
    ++files;
  }
  std::printf("%d corpus files\n", files);
  return files > 0 ? 0 : 1;
}
