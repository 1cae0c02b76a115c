#ifndef TRIALWEAVE_STORE_DRIFT_DRIFT_RULES_H_
#define TRIALWEAVE_STORE_DRIFT_DRIFT_RULES_H_

#include <string>
#include <vector>

#include "store/drift/field_counts.h"

namespace trialweave::store {

// Fewer documents, before or now, show nothing.
inline constexpr uint64_t kMinDocuments = 20;
// A share of documents in which a field is, that it would have by chance less often than this, is no chance.
inline constexpr double kChance = 1e-6;
// Fields that are in fewer documents than this share come and go with what is crawled.
inline constexpr double kCommon = 0.5;

// How the documents of a run differ from the accepted ones, by more than chance explains. A share is taken at the
// lower end of Wilson's interval (1927) at three standard deviations, so few documents claim little:
//
//   DISAPPEARED   a field that is common among the accepted documents is in none of the run's, though it would be
//                 missing from all of them with less than kChance
//   APPEARED      a field that is in none of the accepted documents is in kMinDocuments of the run's, so often that it
//                 would be missing from all accepted ones with less than kChance
//   TYPE_CHANGED  the same as APPEARED of a field's type, among the documents that have the field
//
// Of a field that comes or goes with all below it, only the field itself is named. By path.
std::vector<v1::FieldDrift> FindDrifts(const std::string& format, const FieldCounts& accepted, const FieldCounts& run);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DRIFT_DRIFT_RULES_H_
