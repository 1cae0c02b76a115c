#include "store/verification/verify_report.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "common/status.h"
#include "store/reading/raw_document.h"

namespace trialweave::store {
namespace {

constexpr uint64_t kTellEvery = 1000;

}  // namespace

void VerifyReport::Begin(std::string_view activity) {
  activity_ = activity;
  Tell();
}

void VerifyReport::Step() {
  if (++done_ % kTellEvery == 0) Tell();
}

void VerifyReport::Tell() {
  v1::VerifyStoreResponse event;
  event.mutable_progress()->set_activity(activity_);
  event.mutable_progress()->set_done(done_);
  event.mutable_progress()->set_total(std::max(done_, total_));
  if (!on_event_(event)) stopped_ = true;
}

void VerifyReport::Violation(std::string_view kind, std::string_view key, std::string_view detail) {
  ++violations_;
  v1::VerifyStoreResponse event;
  event.mutable_violation()->set_kind(std::string(kind));
  event.mutable_violation()->set_key(common::Trimmed(key, 400));
  event.mutable_violation()->set_detail(std::string(detail));
  if (!on_event_(event)) stopped_ = true;
}

bool VerifyReport::Readable(const absl::Status& status, std::string_view key) {
  if (status.ok()) return true;
  Violation("UNREADABLE", key, std::string(status.message()));
  return false;
}

void ForEach(const Reader& reader, Family family, std::string_view prefix, google::protobuf::MessageLite* message,
             VerifyReport& report, const std::function<void(std::string_view key)>& check) {
  const std::unique_ptr<Cursor> cursor = reader.Scan(family);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    if (report.stopped()) return;
    report.Step();
    if (message != nullptr &&
        !report.Readable(UnwrapTo(family, cursor->value(), message), common::Trimmed(cursor->key()))) {
      continue;
    }
    check(cursor->key());
  }
  const std::string_view name = kFamilyNames[static_cast<size_t>(family)];
  report.Readable(cursor->status(), std::string(name) + ": the rest of the family was not checked");
}

bool MustRead(const Reader& reader, Family family, std::string_view stored_key, google::protobuf::MessageLite* message,
              VerifyReport& report, std::string_view kind, std::string_view key, std::string_view detail) {
  const absl::StatusOr<bool> found = reader.Read(family, stored_key, message);
  if (!report.Readable(found.status(), key)) return false;
  if (!*found) report.Violation(kind, key, detail);
  return *found;
}

bool Has(const Reader& reader, Family family, std::string_view stored_key, VerifyReport& report, std::string_view key) {
  const absl::StatusOr<std::optional<std::string>> found = reader.Get(family, stored_key);
  return report.Readable(found.status(), key) && found->has_value();
}

void CheckRaw(const Reader& reader, const std::string& digest, std::string_view key, VerifyReport& report) {
  const absl::StatusOr<RawDocument> raw = ReadRawDocument(reader, digest);
  if (raw.ok()) return;
  const bool missing = raw.status().code() == absl::StatusCode::kNotFound;
  report.Violation(
      missing ? "RAW_MISSING" : "RAW_CORRUPT", key,
      "the archived bytes " + absl::BytesToHexString(digest) +
          (missing ? " are not there" : " are not what was written: " + std::string(raw.status().message())) +
          "; the record read from them remains, it cannot be derived again");
}

}  // namespace trialweave::store
