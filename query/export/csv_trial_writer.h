#ifndef TRIALWEAVE_QUERY_EXPORT_CSV_TRIAL_WRITER_H_
#define TRIALWEAVE_QUERY_EXPORT_CSV_TRIAL_WRITER_H_

#include <string>
#include <vector>

#include "query/export/trial_writer.h"

namespace trialweave::query {

// CsvTrialWriter writes a row for each trial, under a header; docs/export.md has the columns. Lines end in CR LF.
class CsvTrialWriter : public ParsedTrialWriter {
 public:
  const char* content_type() const override { return "text/csv; charset=utf-8; header=present"; }
  void Begin(std::string* out) override;

  // In their order, which stays: new ones come at the end.
  static std::vector<std::string> Columns();

 private:
  void WriteParsed(const v1::Trial& trial, std::string* out) override;

  // Of the cell that is being written.
  std::string cell_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_CSV_TRIAL_WRITER_H_
