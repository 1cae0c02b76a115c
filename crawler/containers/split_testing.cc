#include "crawler/containers/split_testing.h"

#include <zlib.h>

#include <utility>

namespace trialweave::crawler {

std::vector<std::string> Split::Records() const {
  std::vector<std::string> records;
  for (const v1::RecordDocument& document : documents) {
    if (!document.has_cause()) records.push_back(document.content());
  }
  return records;
}

std::vector<v1::DeadLetterReason> Split::Reasons() const {
  std::vector<v1::DeadLetterReason> reasons;
  for (const v1::RecordDocument& document : documents) {
    if (document.has_cause()) reasons.push_back(document.cause().reason());
  }
  return reasons;
}

Split SplitAll(absl::string_view bytes, size_t max_chunk, const SplitLimits& limits,
               const ContainerLimits& container_limits) {
  Split split;
  StringSource source(bytes, max_chunk);
  absl::StatusOr<SplitResult> result =
      SplitContainer(&source, "file_drop", container_limits, limits, [&split](v1::RecordDocument document) {
        split.documents.push_back(std::move(document));
        return absl::OkStatus();
      });
  split.result = *std::move(result);
  return split;
}

std::string Gzipped(absl::string_view bytes) {
  z_stream z = {};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, bytes.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

}  // namespace trialweave::crawler
