#include "store/history/point_parser.h"

#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "common/timestamps.h"
#include "store/commit/write_context.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr absl::string_view kRegistrations = "registrations/";
constexpr absl::string_view kRevisions = "/revisions/";
// 0001-01-01 and 9999-12-31T23:59:59, google.protobuf.Timestamp's own range.
constexpr int64_t kMinSeconds = -62135596800;
constexpr int64_t kMaxSeconds = 253402300799;

absl::StatusOr<uint64_t> NewestSequence(const Reader& snapshot) {
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kChangelog);
  cursor->SeekForPrev(EncodeSequence(~uint64_t{0}));
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  if (!cursor->Valid()) return 0;
  return DecodeSequence(cursor->key());
}

}  // namespace

absl::StatusOr<absl::Time> ParseAsOf(const google::protobuf::Timestamp& time) {
  if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return InvalidFieldError("as_of", "out of range");
  }
  return common::FromTimestamp(time);
}

absl::StatusOr<ReadPoint> ParseReadPoint(const Reader& snapshot, const v1::ReadPoint& point) {
  ReadPoint parsed;
  if (point.has_as_of()) {
    absl::StatusOr<absl::Time> as_of = ParseAsOf(point.as_of());
    if (!as_of.ok()) return as_of.status();
    parsed.as_of = *as_of;
  }
  absl::StatusOr<uint64_t> newest = NewestSequence(snapshot);
  if (!newest.ok()) return newest.status();
  if (point.read_sequence() > *newest) return ReadAheadError(point.read_sequence(), *newest);
  storage::v1::StoredMeta meta;
  absl::StatusOr<bool> found = snapshot.Read(Family::kMeta, kFormatKey, &meta);
  if (!found.ok()) return found.status();
  if (point.read_sequence() != 0 && point.read_sequence() < meta.history_since_sequence()) {
    return HistoryNotRecordedError(point.read_sequence(), meta.history_since_sequence());
  }
  parsed.known = point.read_sequence() == 0 ? *newest : point.read_sequence();
  parsed.derived = parsed.known;
  return parsed;
}

absl::StatusOr<RegistrationName> ParseRegistrationName(const std::string& name, const char* field) {
  const absl::string_view text = name;
  RegistrationName parsed;
  if (text.substr(0, kRegistrations.size()) != kRegistrations || text.size() == kRegistrations.size()) {
    return InvalidFieldError(field, "not registrations/{id} or registrations/{id}/revisions/{revision}");
  }
  const absl::string_view rest = text.substr(kRegistrations.size());
  const size_t at = rest.rfind(kRevisions);
  parsed.id = std::string(rest.substr(0, at));
  if (at == absl::string_view::npos) return parsed;
  if (!absl::SimpleAtoi(rest.substr(at + kRevisions.size()), &parsed.revision) || parsed.revision == 0) {
    return InvalidFieldError(field, "revisions count from 1");
  }
  return parsed;
}

}  // namespace trialweave::store
