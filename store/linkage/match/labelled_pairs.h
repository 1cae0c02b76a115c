#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_LABELLED_PAIRS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_LABELLED_PAIRS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/linkage/match/match_record.h"

namespace trialweave::store {

// A row of a file of labelled pairs; columns id_a, id_b, label, truth, sources, registry_a, registry_b, id_link.
struct LabelledPair {
  std::string id_a;
  std::string id_b;
  // "same", "different", "ambiguous", "unverified".
  std::string label;
  // "manual", "manual_single_rater", "auto", ...
  std::string truth;
  // The strongest one first, joined by ";".
  std::string sources;
  std::string registry_a;
  std::string registry_b;
  // "yes", "no" or empty.
  std::string id_link;

  bool same() const { return label == "same"; }
  bool different() const { return label == "different"; }
};

// Both read CSV (RFC 4180) with a header row, plain or gzip's. NOT_FOUND: no such file. INVALID_ARGUMENT: no CSV, or a
// column is missing.
absl::StatusOr<std::vector<LabelledPair>> ReadLabelledPairs(const std::string& path);
// Records of the columns id, public_title, scientific_title, acronym, sponsor, sample_size, start_date,
// registration_date, completion_date, study_type, phase, condition, intervention, countries, primary_outcome,
// contact_name, contact_email, contact_tel, secondary_ids; a column may be missing but id. Rows of one id are one
// record. Sorted by id.
struct RecordReading {
  // Leaves out numbers of the sponsor and others.
  bool mask_protocol_numbers = false;
  // Where it is not null, becomes the texts' words by their tokens.
  std::map<uint32_t, std::string>* words = nullptr;
};
absl::StatusOr<std::vector<MatchRecord>> ReadMatchRecords(const std::string& path, const RecordReading& reading = {});

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_LABELLED_PAIRS_H_
