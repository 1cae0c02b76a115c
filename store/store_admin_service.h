#ifndef TRIALWEAVE_STORE_STORE_ADMIN_SERVICE_H_
#define TRIALWEAVE_STORE_STORE_ADMIN_SERVICE_H_

#include <atomic>

#include "store/background_worker.h"
#include "store/backup/rocksdb_backups.h"
#include "store/store.h"
#include "trialweave/v1/store_admin.grpc.pb.h"

namespace trialweave::store {

// StoreAdminService is what operators ask of the store, on the wire. Long calls run one after another on a worker of
// their own. Thread-safe.
class StoreAdminService : public v1::StoreAdminService::CallbackService {
 public:
  // All outlive it. `database` is the store's; `backups` is null when there is no folder for them.
  StoreAdminService(Store* store, const RocksDbDatabase* database, RocksDbBackups* backups)
      : store_(store), database_(database), backups_(backups) {}

  // Ends checks that are under way.
  void Drain() { draining_ = true; }

  grpc::ServerWriteReactor<v1::VerifyStoreResponse>* VerifyStore(grpc::CallbackServerContext* context,
                                                                 const v1::VerifyStoreRequest* request) override;
  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request,
                                         v1::CreateBackupResponse* response) override;
  grpc::ServerUnaryReactor* ListBackups(grpc::CallbackServerContext* context, const v1::ListBackupsRequest* request,
                                        v1::ListBackupsResponse* response) override;
  grpc::ServerUnaryReactor* VerifyBackup(grpc::CallbackServerContext* context, const v1::VerifyBackupRequest* request,
                                         v1::VerifyBackupResponse* response) override;
  grpc::ServerUnaryReactor* GetDeadLetter(grpc::CallbackServerContext* context, const v1::GetDeadLetterRequest* request,
                                          v1::GetDeadLetterResponse* response) override;
  grpc::ServerUnaryReactor* ResolveDeadLetter(grpc::CallbackServerContext* context,
                                              const v1::ResolveDeadLetterRequest* request,
                                              v1::ResolveDeadLetterResponse* response) override;
  grpc::ServerUnaryReactor* RedactDocument(grpc::CallbackServerContext* context,
                                           const v1::RedactDocumentRequest* request,
                                           v1::RedactDocumentResponse* response) override;

 private:
  // Runs `work` on the worker and answers with what it returns.
  template <typename Response>
  grpc::ServerUnaryReactor* Later(grpc::CallbackServerContext* context, Response* response,
                                  absl::AnyInvocable<absl::StatusOr<Response>()> work);

  Store* const store_;
  const RocksDbDatabase* const database_;
  RocksDbBackups* const backups_;
  std::atomic<bool> draining_ = false;
  BackgroundWorker worker_;
  // Backups are not kept waiting by checks.
  BackgroundWorker verifier_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_STORE_ADMIN_SERVICE_H_
