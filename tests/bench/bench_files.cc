#include "tests/bench/bench_files.h"

#include <zlib.h>

namespace trialweave::tests {

std::string ReadGzipOrPlain(const std::string& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  char buffer[1 << 16];
  for (int count; file != nullptr && (count = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(count));
  }
  if (file != nullptr) gzclose(file);
  return text;
}

}  // namespace trialweave::tests
