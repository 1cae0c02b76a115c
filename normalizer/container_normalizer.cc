#include "normalizer/container_normalizer.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/timestamps.h"
#include "crawler/containers/archive_reader.h"
#include "crawler/containers/byte_source.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/container_splitter.h"
#include "crawler/containers/export_date.h"
#include "crawler/containers/left_out.h"

namespace trialweave::normalizer {
namespace {

// Enough to know an archive by.
constexpr size_t kHeadBytes = 4096;
constexpr size_t kCopyBytes = 256 * 1024;

using Sink = ContainerNormalizer::Sink;

// A stream whose first bytes have been read already.
class StreamSource : public crawler::ByteSource {
 public:
  explicit StreamSource(std::istream* stream) : stream_(stream), head_(kHeadBytes, '\0') {
    head_.resize(ReadStream(head_.data(), head_.size()));
  }

  const std::string& head() const { return head_; }

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (position_ == head_.size()) {
      const size_t n = ReadStream(buffer, size);
      if (n == 0 && stream_->bad()) return crawler::UnreadableError("the stream cannot be read");
      return n;
    }
    const size_t n = head_.copy(buffer, size, position_);
    position_ += n;
    return n;
  }

 private:
  size_t ReadStream(char* buffer, size_t size) {
    stream_->read(buffer, static_cast<std::streamsize>(size));
    return static_cast<size_t>(stream_->gcount());
  }

  std::istream* const stream_;
  std::string head_;
  size_t position_ = 0;
};

// The documents of one container on their way through the normalizer.
class Passage {
 public:
  Passage(const DocumentNormalizer* normalizer, const std::string& source, std::string container, const Sink* sink)
      : normalizer_(normalizer), source_(source), container_(std::move(container)), sink_(sink) {}

  absl::Status Run(crawler::ByteSource* bytes) {
    const absl::StatusOr<crawler::SplitResult> split = crawler::SplitContainer(
        bytes, source_, {}, {}, [this](v1::RecordDocument document) { return Take(std::move(document)); });
    return split.status();
  }

  // A container of which nothing can be read.
  absl::Status Fail(const v1::DeadLetterCause& cause) {
    v1::RecordDocument document;
    document.set_source(source_);
    document.set_fragment(true);
    *document.mutable_cause() = cause;
    return Take(std::move(document));
  }

 private:
  absl::Status Take(v1::RecordDocument document) {
    Observe(document);
    if (!document.has_cause() && !source_.empty() && document.source() != source_) {
      *document.mutable_cause() = crawler::MakeCause(
          v1::DEAD_LETTER_REASON_WRONG_ROOT,
          absl::StrCat("a record of ", document.source(), ", expected one of ", source_), document.container_offset());
    }
    document.mutable_container()->set_origin(container_);
    document.set_content_sha256(common::Sha256(document.content()));
    ContainerDocument taken;
    taken.result = normalizer_->Normalize(document);
    taken.document = std::move(document);
    return (*sink_)(taken);
  }

  // As far as the documents have said so far.
  void Observe(v1::RecordDocument& document) {
    if (observing_ && !document.has_cause()) {
      (void)date_.Take(document);
      observing_ = false;
    }
    if (date_.certain().has_value()) {
      *document.mutable_container()->mutable_observed_at() = common::ToTimestamp(*date_.certain());
    }
  }

  const DocumentNormalizer* const normalizer_;
  const std::string& source_;
  const std::string container_;
  const Sink* const sink_;
  crawler::ExportDate date_;
  bool observing_ = true;
};

// The context of one file.
struct Taking {
  const DocumentNormalizer* normalizer;
  const std::string& source;
  const Sink* sink;

  Passage Begin(std::string container) const { return {normalizer, source, std::move(container), sink}; }
};

absl::Status TakeMembers(const Taking& taking, crawler::ArchiveReader* archive, const std::string& name) {
  uint64_t members = 0;
  for (;;) {
    const absl::StatusOr<std::optional<crawler::ArchiveMember>> member = archive->Next();
    if (!member.ok()) return taking.Begin(name).Fail(crawler::CauseOf(member.status(), 0));
    if (!member->has_value()) break;
    if (crawler::IsLeftOut((*member)->name)) continue;
    ++members;
    Passage passage = taking.Begin(absl::StrCat(name, "!", (*member)->name));
    const absl::Status status =
        (*member)->regular
            ? passage.Run(archive)
            : passage.Fail(crawler::MakeCause(v1::DEAD_LETTER_REASON_UNREADABLE,
                                              "a link, device or encrypted file in an archive has no bytes to read"));
    if (!status.ok()) return status;
  }
  if (members > 0) return absl::OkStatus();
  return taking.Begin(name).Fail(crawler::MakeCause(v1::DEAD_LETTER_REASON_EMPTY, "an archive without files"));
}

absl::Status TakeArchive(const Taking& taking, const std::string& path, const std::string& name) {
  const absl::StatusOr<std::unique_ptr<crawler::ArchiveReader>> archive = crawler::ArchiveReader::Open(path, {});
  if (!archive.ok()) return taking.Begin(name).Fail(crawler::CauseOf(archive.status(), 0));
  return TakeMembers(taking, archive->get(), name);
}

// An archive's directory may stand at its end: it needs a file.
absl::Status TakeStreamedArchive(const Taking& taking, crawler::ByteSource* bytes, const std::string& name) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  if (file == nullptr) {
    return taking.Begin(name).Fail(
        crawler::MakeCause(v1::DEAD_LETTER_REASON_UNREADABLE, "no temporary file for an archive can be made"));
  }
  std::string buffer(kCopyBytes, '\0');
  for (;;) {
    const absl::StatusOr<size_t> n = bytes->Read(buffer.data(), buffer.size());
    if (!n.ok()) return taking.Begin(name).Fail(crawler::CauseOf(n.status(), 0));
    if (*n == 0) break;
    if (std::fwrite(buffer.data(), 1, *n, file.get()) != *n) {
      return taking.Begin(name).Fail(
          crawler::MakeCause(v1::DEAD_LETTER_REASON_UNREADABLE, "the temporary file of an archive cannot be written"));
    }
  }
  std::fflush(file.get());
  return TakeArchive(taking, absl::StrCat("/proc/self/fd/", fileno(file.get())), name);
}

}  // namespace

absl::Status ContainerNormalizer::File(const std::string& path, const Sink& sink) const {
  std::error_code error;
  if (std::filesystem::is_fifo(path, error)) {
    std::ifstream pipe(path, std::ios::binary);
    return Stream(&pipe, path, sink);
  }
  const Taking taking{normalizer_, source_, &sink};
  const absl::StatusOr<bool> is_archive = crawler::IsArchive(path);
  if (is_archive.ok() && *is_archive) return TakeArchive(taking, path, path);
  const absl::StatusOr<std::unique_ptr<crawler::FileSource>> file = crawler::FileSource::Open(path);
  if (!file.ok()) return taking.Begin(path).Fail(crawler::CauseOf(file.status(), 0));
  return taking.Begin(path).Run(file->get());
}

absl::Status ContainerNormalizer::Stream(std::istream* stream, const std::string& name, const Sink& sink) const {
  const Taking taking{normalizer_, source_, &sink};
  StreamSource bytes(stream);
  if (crawler::IsArchiveHead(bytes.head())) return TakeStreamedArchive(taking, &bytes, name);
  return taking.Begin(name).Run(&bytes);
}

}  // namespace trialweave::normalizer
