#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_TERMS_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_TERMS_H_

#include <optional>
#include <set>
#include <string>

#include "query/filter/ast.h"
#include "query/view/term_index.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// The keys under which a trial is found without a scan: "status/2", "phase/3", "registry/chictr",
// "country/cn", "registration/nct06000001", "condition/knee".
std::set<std::string> TermsOf(const v1::Trial& trial);

// Numbers of the trials that may match, ascending; every trial that matches is among them. nullopt when the index
// cannot narrow the expression, so that every trial may match.
std::optional<TermIndex::Postings> CandidatesOf(const FilterNode& node, const TermIndex& index);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_TERMS_H_
