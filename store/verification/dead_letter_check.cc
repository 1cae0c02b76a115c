#include "store/verification/dead_letter_check.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredDeadLetter;

// Whether the order has this id at this place.
bool Names(const Reader& reader, const std::string& place, std::string_view id, VerifyReport& report) {
  const absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kDeadLetters, place);
  if (!report.Readable(value.status(), id) || !value->has_value()) return false;
  const absl::StatusOr<std::string_view> named = Unwrap(Family::kDeadLetters, **value);
  return report.Readable(named.status(), id) && *named == id;
}

void CheckOrder(const Reader& reader, const std::string& prefix, VerifyReport& report) {
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kDeadLetters);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    if (report.stopped()) return;
    report.Step();
    const absl::StatusOr<std::string_view> id = Unwrap(Family::kDeadLetters, cursor->value());
    if (!report.Readable(id.status(), "the order of dead letters")) continue;
    if (Has(reader, Family::kDeadLetters, EncodeDeadLetter(*id), report, *id)) continue;
    report.Violation("DEAD_LETTER_MISSING", absl::StrCat("deadLetters/", std::string(*id)),
                     "the order of dead letters names it and it is not there: what became of its document is lost");
  }
  report.Readable(cursor->status(), "the order of dead letters");
}

}  // namespace

void CheckDeadLetters(const Reader& reader, VerifyReport& report) {
  report.Begin("dead letters");
  const std::string prefix = DeadLettersPrefix();
  StoredDeadLetter stored;
  ForEach(reader, Family::kDeadLetters, prefix, &stored, report, [&](std::string_view key) {
    const std::string id(key.substr(prefix.size()));
    const v1::DeadLetter& letter = stored.dead_letter();
    if (!letter.has_resolve_time()) {
      ++report.counts().dead_letters_open;
      ++report.counts().dead_letters_open_by_source[letter.source()];
    }
    report.counts().dead_letters_added = std::max(report.counts().dead_letters_added, stored.position());
    if (!Names(reader, EncodeDeadLetterPosition(stored.position()), id, report) ||
        !Names(reader, EncodeDeadLetterOfSource(letter.source(), stored.position()), id, report)) {
      report.Violation("INDEX_DIFFERS", letter.name(), "it is not in the order of dead letters: no list shows it");
    }
    if (letter.kept_size() > 0) CheckRaw(reader, letter.raw_digest(), letter.name(), report);
  });
  CheckOrder(reader, "A", report);
  CheckOrder(reader, "S", report);
}

}  // namespace trialweave::store
