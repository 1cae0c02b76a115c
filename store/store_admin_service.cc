#include "store/store_admin_service.h"

#include <string>
#include <utility>
#include <vector>

#include "common/grpc_status.h"
#include "common/log.h"
#include "store/document/dead_letters.h"
#include "store/errors.h"
#include "store/reading/listings.h"
#include "store/verification/verifier.h"
#include "store/worker_stream.h"

namespace trialweave::store {

template <typename Response>
grpc::ServerUnaryReactor* StoreAdminService::Later(grpc::CallbackServerContext* context, Response* response,
                                                   absl::AnyInvocable<absl::StatusOr<Response>()> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  worker_.Run([reactor, response, work = std::move(work)]() mutable {
    absl::StatusOr<Response> result = work();
    if (result.ok()) response->Swap(&*result);
    reactor->Finish(common::ToGrpc(result.status()));
  });
  return reactor;
}

grpc::ServerWriteReactor<v1::VerifyStoreResponse>* StoreAdminService::VerifyStore(
    grpc::CallbackServerContext*, const v1::VerifyStoreRequest* request) {
  using Stream = WorkerStream<v1::VerifyStoreResponse>;
  return new Stream(
      [database = &store_->database(), skip_files = request->skip_files()](const Stream::Tell& tell) {
        v1::VerifyStoreResponse last;
        *last.mutable_summary() = VerifyDatabase(*database, skip_files, tell);
        tell(last);
        return absl::OkStatus();
      },
      [](const v1::VerifyStoreResponse& event) { return event.has_progress(); }, &verifier_, &draining_);
}

grpc::ServerUnaryReactor* StoreAdminService::CreateBackup(grpc::CallbackServerContext* context,
                                                          const v1::CreateBackupRequest* request,
                                                          v1::CreateBackupResponse* response) {
  return Later<v1::CreateBackupResponse>(
      context, response, [this, keep = request->keep()]() -> absl::StatusOr<v1::CreateBackupResponse> {
        if (backups_ == nullptr) return BackupsDisabledError();
        absl::StatusOr<v1::Backup> backup = backups_->Create(*database_, keep);
        if (!backup.ok()) return backup.status();
        common::LogInfo("made a backup", {{"name", backup->name()}, {"sequence", backup->sequence()}});
        v1::CreateBackupResponse created;
        created.mutable_backup()->Swap(&*backup);
        return created;
      });
}

grpc::ServerUnaryReactor* StoreAdminService::ListBackups(grpc::CallbackServerContext* context,
                                                         const v1::ListBackupsRequest*,
                                                         v1::ListBackupsResponse* response) {
  return Later<v1::ListBackupsResponse>(context, response, [this]() -> absl::StatusOr<v1::ListBackupsResponse> {
    if (backups_ == nullptr) return BackupsDisabledError();
    const absl::StatusOr<std::vector<v1::Backup>> backups = backups_->List();
    if (!backups.ok()) return backups.status();
    v1::ListBackupsResponse listed;
    listed.mutable_backups()->Add(backups->begin(), backups->end());
    return listed;
  });
}

grpc::ServerUnaryReactor* StoreAdminService::VerifyBackup(grpc::CallbackServerContext* context,
                                                          const v1::VerifyBackupRequest* request,
                                                          v1::VerifyBackupResponse* response) {
  return Later<v1::VerifyBackupResponse>(context, response,
                                         [this, name = request->name()]() -> absl::StatusOr<v1::VerifyBackupResponse> {
                                           if (backups_ == nullptr) return BackupsDisabledError();
                                           const absl::StatusOr<uint32_t> number = ParseBackupName(name);
                                           if (!number.ok()) return number.status();
                                           absl::StatusOr<v1::Backup> backup = backups_->Verify(*number);
                                           if (!backup.ok()) return backup.status();
                                           v1::VerifyBackupResponse verified;
                                           verified.mutable_backup()->Swap(&*backup);
                                           return verified;
                                         });
}

grpc::ServerUnaryReactor* StoreAdminService::GetDeadLetter(grpc::CallbackServerContext* context,
                                                           const v1::GetDeadLetterRequest* request,
                                                           v1::GetDeadLetterResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<v1::GetDeadLetterResponse> letter = store::GetDeadLetter(store_->latest(), *request);
  if (letter.ok()) response->Swap(&*letter);
  reactor->Finish(common::ToGrpc(letter.status()));
  return reactor;
}

grpc::ServerUnaryReactor* StoreAdminService::ResolveDeadLetter(grpc::CallbackServerContext* context,
                                                               const v1::ResolveDeadLetterRequest* request,
                                                               v1::ResolveDeadLetterResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  store_->Change([request, response](WriteContext& c) { return CloseDeadLetter(*request, c, response); },
                 [reactor](const absl::Status& status) { reactor->Finish(common::ToGrpc(status)); });
  return reactor;
}

grpc::ServerUnaryReactor* StoreAdminService::RedactDocument(grpc::CallbackServerContext* context,
                                                            const v1::RedactDocumentRequest* request,
                                                            v1::RedactDocumentResponse* response) {
  return Later<v1::RedactDocumentResponse>(context, response,
                                           [this, request = *request] { return store_->Redact(request); });
}

}  // namespace trialweave::store
