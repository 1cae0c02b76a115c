#ifndef TRIALWEAVE_QUERY_EXPORT_TRIAL_WRITER_H_
#define TRIALWEAVE_QUERY_EXPORT_TRIAL_WRITER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "trialweave/v1/trial.pb.h"
#include "trialweave/v1/trial_stream.pb.h"

namespace trialweave::query {

// TrialWriter writes trials as the records of one file; docs/export.md has the forms. One thread.
class TrialWriter {
 public:
  virtual ~TrialWriter() = default;

  // As MIME has it: "text/csv; charset=utf-8".
  virtual const char* content_type() const = 0;
  // Appends what comes before the first record.
  virtual void Begin(std::string* out) = 0;
  // Appends a record of a serialized v1::Trial, which is as protobuf's C++ serializes it.
  virtual void Write(absl::string_view serialized, std::string* out) = 0;
};

// A writer that looks into the trials.
class ParsedTrialWriter : public TrialWriter {
 public:
  void Write(absl::string_view serialized, std::string* out) final;

 private:
  virtual void WriteParsed(const v1::Trial& trial, std::string* out) = 0;

  // Keeps its memory from one to the next.
  v1::Trial trial_;
};

// Unspecified means NDJSON. INVALID_ARGUMENT (FORMAT_INVALID): none that this release knows.
absl::StatusOr<std::unique_ptr<TrialWriter>> MakeTrialWriter(v1::ExportFormat format);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_TRIAL_WRITER_H_
