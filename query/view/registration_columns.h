#ifndef TRIALWEAVE_QUERY_VIEW_REGISTRATION_COLUMNS_H_
#define TRIALWEAVE_QUERY_VIEW_REGISTRATION_COLUMNS_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "query/view/trial_columns.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::query {

// RegistrationColumns holds what registrations say themselves, each as the trial that it alone would be, and to which
// trials they belong. Not thread-safe.
class RegistrationColumns {
 public:
  // The number of no trial.
  static constexpr uint32_t kNoTrial = std::numeric_limits<uint32_t>::max();

  // Returns the registration's row.
  uint32_t Add(const v1::Registration& head);
  // `before` is what the row holds.
  void Replace(uint32_t row, const v1::Registration& before, const v1::Registration& head);
  void SetTrial(uint32_t row, uint32_t trial) { trials_[row] = trial; }

  const TrialColumns& columns() const { return columns_; }
  // The registrations of these trials.
  Rows Of(const Rows& trials) const;

 private:
  TrialColumns columns_{/*words=*/false};
  // By row.
  std::vector<uint32_t> trials_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_REGISTRATION_COLUMNS_H_
