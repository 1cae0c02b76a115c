#ifndef TRIALWEAVE_NORMALIZER_CONTAINER_NORMALIZER_H_
#define TRIALWEAVE_NORMALIZER_CONTAINER_NORMALIZER_H_

#include <functional>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "normalizer/document_normalizer.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// ContainerDocument is one document of a container, and what it became.
struct ContainerDocument {
  // Its bytes, its place, its format ("" when nothing recognised it) and its container's name: that of the file, or
  // "ARCHIVE!MEMBER".
  v1::RecordDocument document;
  NormalizeResult result;
};

// ContainerNormalizer takes whole containers (one record or thousands, gzipped or not, tar and ZIP archives), cuts them
// with the crawler's splitters and normalises what it gets, one document after the other: memory does not grow with the
// container. When a record was observed is what its container says of itself; files' own times say nothing here.
// Thread-safe.
class ContainerNormalizer {
 public:
  // An error ends the container and is handed on.
  using Sink = std::function<absl::Status(const ContainerDocument& document)>;

  // `normalizer` must outlive it. With a `source` ("ictrp"), records of any other are dead letters (WRONG_ROOT).
  explicit ContainerNormalizer(const DocumentNormalizer* normalizer, std::string source = "")
      : normalizer_(normalizer), source_(std::move(source)) {}

  // A file; pipes are streams. What cannot be read is a document with the cause UNREADABLE. Errors are the sink's.
  absl::Status File(const std::string& path, const Sink& sink) const;
  // A stream to its end. An archive is kept in a temporary file while it is read.
  absl::Status Stream(std::istream* stream, const std::string& name, const Sink& sink) const;

 private:
  const DocumentNormalizer* const normalizer_;
  const std::string source_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_CONTAINER_NORMALIZER_H_
