#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_OBSERVED_AT_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_OBSERVED_AT_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// The data timestamp that a record itself carries for its whole container; nullopt when it has none:
//   ictrp_portal_xml  Export_date, US style: "06/09/2024 16:01:13" and "6/9/2024 4:01:13 PM" are June 9
//   ictrp_csv         Export date, likewise; export_date.h reads what a spreadsheet makes of it
//   ctgov_v2_json     derivedSection.miscInfoModule.versionHolder: "2025-05-07"
//   ctgov_legacy_xml, ctgov_legacy_json
//                     download_date: "ClinicalTrials.gov processed this data on February 03, 2023"
//   ctis_json, ctgov_legacy_json, euctr_json, isrctn_json
//                     record_last_import, when ctrdata fetched the record: "2024-06-17 20:10:58"
// None names a time zone; all are read as UTC.
std::optional<absl::Time> EmbeddedTime(const v1::RecordDocument& document);

// The date behind "processed this data on": "February 03, 2023"; nullopt for anything else.
std::optional<absl::Time> ParseProcessedOn(absl::string_view text);

// "06/09/2024 16:01:13", "3/18/2020 6:53:35 PM", "06/09/2024"; nullopt for anything else.
std::optional<absl::Time> ParseUsDateTime(absl::string_view text);

// "2024-06-09", "2024-06-09 16:01:13", "2024-06-09T16:01:13" with or without fraction and zone (UTC when absent).
std::optional<absl::Time> ParseIsoDateTime(absl::string_view text);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_OBSERVED_AT_H_
