#ifndef TRIALWEAVE_QUERY_EXPORT_RIS_TRIAL_WRITER_H_
#define TRIALWEAVE_QUERY_EXPORT_RIS_TRIAL_WRITER_H_

#include <string>

#include "query/export/trial_writer.h"

namespace trialweave::query {

// RisTrialWriter writes a record of reference managers' tagged lines for each trial; docs/export.md has the tags. Lines
// end in CR LF.
class RisTrialWriter : public ParsedTrialWriter {
 public:
  const char* content_type() const override { return "application/x-research-info-systems; charset=utf-8"; }
  void Begin(std::string*) override {}

 private:
  void WriteParsed(const v1::Trial& trial, std::string* out) override;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_RIS_TRIAL_WRITER_H_
