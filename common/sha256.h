#ifndef TRIALWEAVE_COMMON_SHA256_H_
#define TRIALWEAVE_COMMON_SHA256_H_

#include <memory>
#include <string>
#include <string_view>

namespace trialweave::common {

// SHA-256 (FIPS 180-4) of `data`, 32 bytes.
std::string Sha256(std::string_view data);

// The same over data that comes in pieces. Not thread-safe.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;
  void Update(std::string_view data);
  // 32 bytes; the hasher starts anew.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_SHA256_H_
