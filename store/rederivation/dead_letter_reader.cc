#include "store/rederivation/dead_letter_reader.h"

#include <algorithm>
#include <utility>

#include "store/document/dead_letters.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/reading/raw_document.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kNewestFirst = "A";

// Whether its bytes are a whole document that a parser can be asked again about.
bool IsWhole(const v1::DeadLetter& letter) {
  if (letter.fragment() || letter.format().empty() || letter.kept_size() == 0) return false;
  // Earlier releases did not note how large the document was.
  if (letter.document_size() == 0) return letter.kept_size() < kMaxKeptBytes;
  return letter.kept_size() == letter.document_size();
}

v1::ReadArchiveResponse AsDelivered(const v1::DeadLetter& letter, std::string content) {
  v1::ReadArchiveResponse response;
  v1::RecordDocument* document = response.mutable_document();
  document->set_source(letter.source());
  *document->mutable_container() = letter.container();
  document->set_container_ordinal(letter.container_ordinal());
  document->set_container_offset(letter.container_offset());
  document->set_format(letter.format());
  *document->mutable_context() = letter.context();
  document->set_content(std::move(content));
  document->set_content_sha256(letter.raw_digest());
  return response;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DeadLetterReader>> DeadLetterReader::Open(const Reader* snapshot,
                                                                         const v1::ReadArchiveRequest& request) {
  for (const std::string& name : request.dead_letters().names()) {
    if (!IsDeadLetterName(name)) return InvalidFieldError("dead_letters.names", "must be deadLetters/{id}");
  }
  std::unique_ptr<DeadLetterReader> reader(new DeadLetterReader());
  reader->snapshot_ = snapshot;
  reader->selection_ = request.dead_letters();
  reader->cursor_ = snapshot->Scan(Family::kDeadLetters);
  const std::string& after = request.after();
  if (!after.empty() && after.substr(0, 1) != kNewestFirst)
    return InvalidFieldError("after", "not a position of these");
  reader->cursor_->Seek(after.empty() ? kNewestFirst : std::string_view(after));
  if (!after.empty() && reader->cursor_->Valid() && reader->cursor_->key() == after) reader->cursor_->Next();
  return reader;
}

bool DeadLetterReader::Selected(const v1::DeadLetter& letter) const {
  const auto& names = selection_.names();
  return !letter.has_resolve_time() && IsWhole(letter) &&
         (names.empty() || std::find(names.begin(), names.end(), letter.name()) != names.end()) &&
         (selection_.source().empty() || selection_.source() == letter.source()) &&
         (selection_.format().empty() || selection_.format() == letter.format()) &&
         (selection_.reason() == v1::DEAD_LETTER_REASON_UNSPECIFIED || selection_.reason() == letter.cause().reason());
}

absl::StatusOr<std::optional<v1::ReadArchiveResponse>> DeadLetterReader::Next() {
  for (; cursor_->Valid() && cursor_->key().substr(0, 1) == kNewestFirst; cursor_->Next()) {
    const absl::StatusOr<std::string_view> id = Unwrap(Family::kDeadLetters, cursor_->value());
    if (!id.ok()) return id.status();
    storage::v1::StoredDeadLetter stored;
    const absl::StatusOr<bool> found = snapshot_->Read(Family::kDeadLetters, EncodeDeadLetter(*id), &stored);
    if (!found.ok()) return found.status();
    if (!*found) return ReferenceBrokenError("a dead letter", *id);
    if (!Selected(stored.dead_letter())) continue;
    absl::StatusOr<RawDocument> raw = ReadRawDocument(*snapshot_, stored.dead_letter().raw_digest());
    if (!raw.ok()) return raw.status();
    if (raw->redacted) continue;
    v1::ReadArchiveResponse response = AsDelivered(stored.dead_letter(), std::move(raw->content));
    response.set_position(std::string(cursor_->key()));
    cursor_->Next();
    return std::optional<v1::ReadArchiveResponse>(std::move(response));
  }
  if (absl::Status status = cursor_->status(); !status.ok()) return status;
  return std::optional<v1::ReadArchiveResponse>();
}

}  // namespace trialweave::store
