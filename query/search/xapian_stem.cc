#include "query/search/xapian_stem.h"

#include "absl/container/flat_hash_map.h"
#include "xapian.h"

namespace trialweave::query {
namespace {

// Words whose stems are remembered: nearly all of a text are among the frequent ones.
constexpr size_t kMostRemembered = 50'000;

}  // namespace

std::string EnglishStem(const std::string& word) {
  // A stemmer has a buffer of its own.
  static thread_local const Xapian::Stem stem("english");
  static thread_local absl::flat_hash_map<std::string, std::string> remembered;
  const auto known = remembered.find(word);
  if (known != remembered.end()) return known->second;
  if (remembered.size() == kMostRemembered) remembered.clear();
  return remembered.emplace(word, stem(word)).first->second;
}

}  // namespace trialweave::query
