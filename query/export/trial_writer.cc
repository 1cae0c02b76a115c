#include "query/export/trial_writer.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/export/csv_trial_writer.h"
#include "query/export/json_writer.h"
#include "query/export/ris_trial_writer.h"

namespace trialweave::query {
namespace {

// One object a line (https://github.com/ndjson/ndjson-spec).
class NdjsonTrialWriter : public TrialWriter {
 public:
  const char* content_type() const override { return "application/x-ndjson; charset=utf-8"; }
  void Begin(std::string*) override {}
  void Write(absl::string_view serialized, std::string* out) override {
    json_.Write(serialized, out);
    out->push_back('\n');
  }

 private:
  const JsonWriter json_{v1::Trial::descriptor()};
};

}  // namespace

void ParsedTrialWriter::Write(absl::string_view serialized, std::string* out) {
  trial_.ParseFromArray(serialized.data(), static_cast<int>(serialized.size()));
  WriteParsed(trial_, out);
}

absl::StatusOr<std::unique_ptr<TrialWriter>> MakeTrialWriter(v1::ExportFormat format) {
  switch (format) {
    case v1::EXPORT_FORMAT_UNSPECIFIED:
    case v1::EXPORT_FORMAT_NDJSON:
      return std::make_unique<NdjsonTrialWriter>();
    case v1::EXPORT_FORMAT_CSV:
      return std::make_unique<CsvTrialWriter>();
    case v1::EXPORT_FORMAT_RIS:
      return std::make_unique<RisTrialWriter>();
    default:
      return common::MakeError(absl::StatusCode::kInvalidArgument, "FORMAT_INVALID",
                               absl::StrCat("format: ", static_cast<int>(format), " is none of NDJSON, CSV, RIS"));
  }
}

}  // namespace trialweave::query
