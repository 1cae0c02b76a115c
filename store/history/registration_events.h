#ifndef TRIALWEAVE_STORE_HISTORY_REGISTRATION_EVENTS_H_
#define TRIALWEAVE_STORE_HISTORY_REGISTRATION_EVENTS_H_

#include <vector>

#include "trialweave/v1/history.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// How two versions of a registration came to be.
struct VersionsCompared {
  // Both were read by the same parsers and vocabularies. If not, facts are not compared.
  bool same_derivation = true;
  // The later one has a source that the other has not.
  bool new_source = false;
};

// What changed from one version of a registration to the next, of what people wait for, by kind. A value that is read
// out of printed words has changed only when the words have too: that another vocabulary reads them otherwise is no
// change by the registry.
std::vector<v1::RegistrationEvent> EventsBetween(const v1::Registration& before, const v1::Registration& after,
                                                 const VersionsCompared& compared);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_REGISTRATION_EVENTS_H_
