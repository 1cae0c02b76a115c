#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_ALTERNATIVES_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_ALTERNATIVES_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::store {

// An alternative of a kind, of which a trial is about one or another (match_alternatives.tsv): kind * kMostOfKind +
// number in the kind.
using Alternative = uint32_t;
inline constexpr Alternative kMostOfKind = 1024;

// The text of match_alternatives.tsv beside this header, compiled in.
std::string_view MatchAlternativesText();

// The alternatives that a registration names with the words of its texts (each the sorted tokens of some of them),
// sorted, each once.
std::vector<Alternative> AlternativesIn(std::initializer_list<std::span<const uint32_t>> texts);

// Its kind and its first name, for people: "age: adult".
std::string AlternativeText(Alternative alternative);

// In how many kinds both lists name alternatives: those in which they have one in common, and those in which they have
// none.
struct ComparedKinds {
  size_t alike = 0, apart = 0;
};
ComparedKinds CompareKinds(std::span<const Alternative> a, std::span<const Alternative> b);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_ALTERNATIVES_H_
