#include "store/archive_stream.h"

#include <optional>
#include <utility>

#include "common/grpc_status.h"

namespace trialweave::store {

ArchiveStream::ArchiveStream(const Database* database, const v1::ReadArchiveRequest& request)
    : snapshot_(database->Snapshot()) {
  absl::StatusOr<std::unique_ptr<ArchiveReader>> reader = ArchiveReader::Open(snapshot_.get(), request);
  if (!reader.ok()) {
    Finish(common::ToGrpc(reader.status()));
    return;
  }
  reader_ = *std::move(reader);
  SendNext();
}

void ArchiveStream::OnWriteDone(bool ok) {
  if (ok) return SendNext();
  Finish(common::ToGrpc(absl::CancelledError()));
}

void ArchiveStream::SendNext() {
  absl::StatusOr<std::optional<v1::ReadArchiveResponse>> next = reader_->Next();
  if (!next.ok() || !next->has_value()) {
    Finish(common::ToGrpc(next.status()));
    return;
  }
  response_ = **std::move(next);
  StartWrite(&response_);
}

}  // namespace trialweave::store
