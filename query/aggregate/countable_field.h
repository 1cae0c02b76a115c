#ifndef TRIALWEAVE_QUERY_AGGREGATE_COUNTABLE_FIELD_H_
#define TRIALWEAVE_QUERY_AGGREGATE_COUNTABLE_FIELD_H_

#include <string>

#include "query/filter/field.h"

namespace trialweave::query {

// Whether the values of a field are held one by one, so that they can be counted: enums, bools, codes but the name and
// the registrations, and the texts that many trials share ("lead_sponsor", "city", "ev.dose").
bool IsCountable(const FieldSpec& field);

// "one of status, ...": the names of countable fields, those of dates with `dates`.
std::string CountableFields(bool dates);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_COUNTABLE_FIELD_H_
