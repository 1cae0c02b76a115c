#ifndef TRIALWEAVE_QUERY_VIEW_IDENTIFIER_INDEX_H_
#define TRIALWEAVE_QUERY_VIEW_IDENTIFIER_INDEX_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::query {

// IdentifierIndex finds the registrations that an identifier in canonical spelling stands for. Not thread-safe.
class IdentifierIndex {
 public:
  void Add(const v1::Registration& registration);
  // `registration` as it was added.
  void Remove(const v1::Registration& registration);

  // The registrations of which it is an alias; sorted.
  std::vector<std::string> WithAlias(const std::string& identifier) const;
  // The registrations that state it for their study; sorted.
  std::vector<std::string> Stating(const std::string& identifier) const;
  // The registration whose would-be trial id (trial_name.h) this is; empty when there is none.
  std::string Founder(const std::string& trial_id) const;

 private:
  using Index = absl::flat_hash_map<std::string, absl::InlinedVector<std::string, 1>>;

  Index aliases_;
  Index stated_;
  absl::flat_hash_map<std::string, std::string> founders_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_IDENTIFIER_INDEX_H_
