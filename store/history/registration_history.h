#ifndef TRIALWEAVE_STORE_HISTORY_REGISTRATION_HISTORY_H_
#define TRIALWEAVE_STORE_HISTORY_REGISTRATION_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/history/read_point.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// The newest head revision at a changelog sequence; 0 when there was none yet. Reads as many heads as the number of
// revisions has binary digits. DATA_LOSS.
absl::StatusOr<uint64_t> HeadRevisionAt(const Reader& reader, const std::string& registration_id,
                                        const storage::v1::StoredRegistration& stored, uint64_t sequence);

// A registration merged from its chains.
struct MergedRegistration {
  v1::Registration registration;
  // Of the documents that the states of its chains were read from.
  std::set<std::string> derivations;
  // How many chains there are.
  size_t chains = 0;
};

// What the chains of a registration say at a read point, with its absences; nothing when they say nothing. Costs by its
// own history. DATA_LOSS.
absl::StatusOr<std::optional<MergedRegistration>> MergeRegistrationAt(const Reader& reader,
                                                                      const std::string& registration_id,
                                                                      const storage::v1::StoredRegistration& stored,
                                                                      const ReadPoint& point);

// A registration at a read point, with its trial then. Without as_of it is the head revision of that time, exactly as
// it was; with as_of (or with `derived` apart from `known`) it is merged from the chains as they were known, by this
// release's precedence, and has no revision. Nothing: it was not known, or no source had said anything. `reader` does
// not change meanwhile. Costs by the registration's own history. DATA_LOSS.
absl::StatusOr<std::optional<v1::Registration>> ReadRegistrationAt(const Reader& reader,
                                                                   const std::string& registration_id,
                                                                   const ReadPoint& point);

// The trial, without "trials/", to which a registration belonged at a changelog sequence, at which it was known.
// DATA_LOSS (REFERENCE_BROKEN): it belongs to none.
absl::StatusOr<std::string> TrialAt(const Reader& reader, const std::string& registration_id, uint64_t sequence);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_REGISTRATION_HISTORY_H_
