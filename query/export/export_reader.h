#ifndef TRIALWEAVE_QUERY_EXPORT_EXPORT_READER_H_
#define TRIALWEAVE_QUERY_EXPORT_EXPORT_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/export/trial_writer.h"
#include "query/read_mask.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// ExportReader reads the trials of one export, page by page of one snapshot, and writes them as the bytes of a file,
// message by message. One thread at a time.
class ExportReader {
 public:
  // Answers as ListTrials does; trials may be there as AddSerialized (serialized_field.h) puts them.
  using ReadPage = std::function<absl::Status(const v1::ListTrialsRequest&, v1::ListTrialsResponse*)>;

  // About how much data a message has, and the most: what is longer is cut, even within a record.
  static constexpr size_t kChunkBytes = 256 << 10;
  static constexpr size_t kMaxChunkBytes = 2 << 20;

  // INVALID_ARGUMENT: FORMAT_INVALID; READ_MASK_INVALID, also with a format that has fields of its own. What is
  // wrong with the rest, the first page says.
  static absl::StatusOr<std::unique_ptr<ExportReader>> Create(const v1::ExportTrialsRequest& request,
                                                              ReadPage read_page);

  // The next message; false when the last one has been read. There is one at least, the first, which says what the file
  // is and how fresh. The codes of ListTrials; ABORTED (EXPORT_TOO_SLOW): the snapshot of the pages is no longer kept.
  absl::StatusOr<bool> Next(v1::ExportTrialsResponse* response);

 private:
  ExportReader(const v1::ExportTrialsRequest& request, ReadMask mask, std::unique_ptr<TrialWriter> writer,
               ReadPage read_page);

  void Write(const std::string& serialized);
  absl::Status TurnPage(v1::ExportTrialsResponse* response);
  // Moves what a message takes of the data that is written.
  void Take(v1::ExportTrialsResponse* response);

  const ReadMask mask_;
  const std::unique_ptr<TrialWriter> writer_;
  const ReadPage read_page_;
  v1::ListTrialsRequest request_;
  // Of the page, serialized.
  std::vector<std::string> trials_;
  // How many of them are written.
  size_t at_ = 0;
  bool started_ = false;
  bool last_page_ = false;
  // Written and not taken yet; `taken_` bytes of it are.
  std::string data_;
  size_t taken_ = 0;
  int64_t trials_written_ = 0;
  int64_t total_size_ = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_EXPORT_READER_H_
