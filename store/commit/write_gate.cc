#include "store/commit/write_gate.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/status.h"
#include "store/errors.h"

namespace trialweave::store {

absl::Status WriteGate::CheckRoom() const {
  if (reserve_bytes_ == 0) return absl::OkStatus();
  const absl::StatusOr<uint64_t> room = database_->FreeBytes();
  if (!room.ok()) return room.status();
  if (*room >= reserve_bytes_) return absl::OkStatus();
  return DiskFullError(absl::StrCat(*room, " bytes are free, ", reserve_bytes_, " are kept in reserve"));
}

absl::Status WriteGate::Prepare() {
  if (prepare_ == nullptr) return absl::OkStatus();
  if (absl::Now() < prepare_again_) return prepare_error_;
  prepare_error_ = prepare_();
  prepare_again_ = absl::Now() + prepare_interval_;
  if (prepare_error_.ok()) prepare_ = nullptr;
  return prepare_error_;
}

absl::Status WriteGate::Admit() {
  const absl::Time now = absl::Now();
  const bool open = state().writable;
  if (now - looked_ >= kInterval) {
    looked_ = now;
    absl::Status status = Prepare();
    if (absl::IsCancelled(status)) return DrainingError();
    if (status.ok()) status = CheckRoom();
    if (status.ok() && !open && failed_) status = database_->Resume();
    if (!status.ok()) {
      Close(status);
    } else if (!open) {
      failed_ = false;
      Open();
    }
  }
  const WriteState now_state = state();
  return now_state.writable ? absl::OkStatus() : StoreReadOnlyError(now_state.detail);
}

void WriteGate::Failed(const absl::Status& error) {
  failed_ = true;
  Close(error);
  looked_ = absl::InfinitePast();
}

void WriteGate::Close(const absl::Status& error) {
  {
    absl::MutexLock lock(&mutex_);
    const std::string cause = common::ErrorMetadata(error, "cause");
    state_.reason = cause.empty() ? common::ErrorReason(error) : cause;
    state_.detail = std::string(error.message());
    if (!state_.writable) return;
    state_.writable = false;
    state_.since = absl::Now();
  }
  common::LogError("the store takes no changes until it can write again", {{"error", std::string(error.message())}});
  if (listener_) listener_(false);
}

void WriteGate::Open() {
  absl::Duration closed;
  {
    absl::MutexLock lock(&mutex_);
    closed = absl::Now() - state_.since;
    state_ = WriteState();
  }
  common::LogInfo("the store takes changes again", {{"closed_seconds", absl::ToDoubleSeconds(closed)}});
  if (listener_) listener_(true);
}

WriteState WriteGate::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

}  // namespace trialweave::store
