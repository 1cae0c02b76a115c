#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_EXPORT_DATE_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_EXPORT_DATE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// The two times that a spreadsheet's number of days may mean ("44016.445"): as it stands, and with day and month
// the other way round, as a spreadsheet in a country of days before months reads ICTRP's US dates. Equal when the day
// is over 12 or the month's own number; nullopt for anything that is no such number (1955 to 2064).
struct SerialReadings {
  absl::Time straight;
  absl::Time swapped;
};
std::optional<SerialReadings> ReadSerialTime(absl::string_view text);

// ExportDate finds out when a table of WHO ICTRP was exported, from its documents in order. What its first record
// says is certain in ICTRP's own style; a number of days that has two readings is decided by the file's newest
// "Date registration3" and "Last Refreshed on": an export is no older than what it holds. Not thread-safe.
class ExportDate {
 public:
  // True while further documents may change the answer.
  bool Take(const v1::RecordDocument& document);
  // What the first record says, where that has one reading.
  const std::optional<absl::Time>& certain() const { return certain_; }
  // True when it has two.
  bool ambiguous() const { return readings_.has_value(); }
  // The earlier reading that is not before anything in the documents taken; nullopt when neither is, and when there is
  // nothing to compare with.
  std::optional<absl::Time> Inferred() const;

 private:
  bool first_ = true;
  std::optional<absl::Time> certain_;
  std::optional<SerialReadings> readings_;
  // Beginning of the newest day in the documents.
  std::optional<absl::Time> newest_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_EXPORT_DATE_H_
