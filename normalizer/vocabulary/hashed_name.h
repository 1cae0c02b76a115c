#ifndef TRIALWEAVE_NORMALIZER_VOCABULARY_HASHED_NAME_H_
#define TRIALWEAVE_NORMALIZER_VOCABULARY_HASHED_NAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace trialweave::normalizer {

// HashedName is a name that is compared with literals far more often than it is made: one number with another, which
// the compiler works out (FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/). Names of equal hash count as
// equal.
class HashedName {
 public:
  // A name as it stands in the program.
  class Literal {
   public:
    template <size_t kSize>
    consteval Literal(const char (&name)[kSize])  // NOLINT: stands for its literal
        : hash_(HashOf({name, kSize - 1})) {}

   private:
    friend class HashedName;
    const uint64_t hash_;
  };

  HashedName() = default;
  HashedName(std::string name) : name_(std::move(name)), hash_(HashOf(name_)) {}  // NOLINT: a name is a string

  const std::string& name() const { return name_; }
  bool operator==(Literal literal) const { return hash_ == literal.hash_; }

 private:
  static constexpr uint64_t HashOf(std::string_view name) {
    uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
  }

  std::string name_;
  uint64_t hash_ = HashOf({});
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_VOCABULARY_HASHED_NAME_H_
