#include "store/ledger/outcome_counts.h"

#include "absl/strings/str_cat.h"

namespace trialweave::store {

void Count(v1::Outcome outcome, v1::OutcomeCounts* counts, int64_t by) {
  switch (outcome) {
    case v1::OUTCOME_CREATED:
      return counts->set_created(counts->created() + by);
    case v1::OUTCOME_UPDATED:
      return counts->set_updated(counts->updated() + by);
    case v1::OUTCOME_UNCHANGED:
      return counts->set_unchanged(counts->unchanged() + by);
    case v1::OUTCOME_DEAD_LETTERED:
      return counts->set_dead_lettered(counts->dead_lettered() + by);
    case v1::OUTCOME_CHALLENGED:
      return counts->set_challenged(counts->challenged() + by);
    case v1::OUTCOME_MISSING:
      return counts->set_missing(counts->missing() + by);
    default:
      return;
  }
}

uint64_t Delivered(const v1::OutcomeCounts& counts) {
  return counts.created() + counts.updated() + counts.unchanged() + counts.dead_lettered();
}

bool SameDelivered(const v1::OutcomeCounts& a, const v1::OutcomeCounts& b) {
  return a.created() == b.created() && a.updated() == b.updated() && a.unchanged() == b.unchanged() &&
         a.dead_lettered() == b.dead_lettered();
}

std::string DeliveredText(const v1::OutcomeCounts& counts) {
  return absl::StrCat("created ", counts.created(), ", updated ", counts.updated(), ", unchanged ", counts.unchanged(),
                      ", dead-lettered ", counts.dead_lettered());
}

}  // namespace trialweave::store
