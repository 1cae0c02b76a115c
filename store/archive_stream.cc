#include "store/archive_stream.h"

#include <optional>
#include <utility>

#include "common/grpc_status.h"

namespace trialweave::store {

ArchiveStream::ArchiveStream(const Database* database, const v1::ReadArchiveRequest& request)
    : snapshot_(database->Snapshot()) {
  absl::Status opened;
  if (request.has_dead_letters()) {
    absl::StatusOr<std::unique_ptr<DeadLetterReader>> reader = DeadLetterReader::Open(snapshot_.get(), request);
    opened = reader.status();
    if (reader.ok()) dead_letters_ = *std::move(reader);
  } else {
    absl::StatusOr<std::unique_ptr<ArchiveReader>> reader = ArchiveReader::Open(snapshot_.get(), request);
    opened = reader.status();
    if (reader.ok()) reader_ = *std::move(reader);
  }
  if (!opened.ok()) {
    Finish(common::ToGrpc(opened));
    return;
  }
  SendNext();
}

void ArchiveStream::OnWriteDone(bool ok) {
  if (ok) return SendNext();
  Finish(common::ToGrpc(absl::CancelledError()));
}

void ArchiveStream::SendNext() {
  absl::StatusOr<std::optional<v1::ReadArchiveResponse>> next =
      dead_letters_ != nullptr ? dead_letters_->Next() : reader_->Next();
  if (!next.ok() || !next->has_value()) {
    Finish(common::ToGrpc(next.status()));
    return;
  }
  response_ = **std::move(next);
  StartWrite(&response_);
}

}  // namespace trialweave::store
