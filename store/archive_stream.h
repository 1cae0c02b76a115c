#ifndef TRIALWEAVE_STORE_ARCHIVE_STREAM_H_
#define TRIALWEAVE_STORE_ARCHIVE_STREAM_H_

#include <memory>

#include "grpcpp/support/server_callback.h"
#include "store/database/database.h"
#include "store/rederivation/archive_reader.h"
#include "store/rederivation/dead_letter_reader.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// ArchiveStream serves one ReadArchive call, of documents or of dead letters, from a snapshot, one document in flight.
// Deletes itself.
class ArchiveStream : public grpc::ServerWriteReactor<v1::ReadArchiveResponse> {
 public:
  // `database` outlives it.
  ArchiveStream(const Database* database, const v1::ReadArchiveRequest& request);

  void OnWriteDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  void SendNext();

  const std::unique_ptr<Reader> snapshot_;
  // One of the two.
  std::unique_ptr<ArchiveReader> reader_;
  std::unique_ptr<DeadLetterReader> dead_letters_;
  // Belongs to gRPC while it is written.
  v1::ReadArchiveResponse response_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_ARCHIVE_STREAM_H_
