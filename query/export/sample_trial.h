#ifndef TRIALWEAVE_QUERY_EXPORT_SAMPLE_TRIAL_H_
#define TRIALWEAVE_QUERY_EXPORT_SAMPLE_TRIAL_H_

#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// A made trial with a value in every column, as large as one of ClinicalTrials.gov's (about 12 KB), different by
// `number`. For tests and measurements.
v1::Trial SampleTrial(int number);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_SAMPLE_TRIAL_H_
