#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_ALTERNATIVES_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_ALTERNATIVES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::store {

// An alternative of a kind, of which a trial is about one or another (match_alternatives.tsv): 16 bits of a hash of its
// kind, then 16 of a hash of its first name, so that rows may come and go.
using Alternative = uint32_t;

// The text of match_alternatives.tsv beside this header, compiled in.
std::string_view MatchAlternativesText();

// The alternatives that a text names in its first 4 KiB, added to what is there; sorted, each once.
void AddAlternatives(std::string_view text, std::vector<Alternative>* alternatives);

// Its kind and its first name, for people: "age: adult". Empty for one that no row has any more.
std::string AlternativeText(Alternative alternative);

// In how many kinds both lists name alternatives: those in which they have one in common, and those in which they have
// none.
struct ComparedKinds {
  size_t alike = 0, apart = 0;
};
ComparedKinds CompareKinds(std::span<const Alternative> a, std::span<const Alternative> b);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_ALTERNATIVES_H_
