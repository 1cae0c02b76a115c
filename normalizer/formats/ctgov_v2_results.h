#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_RESULTS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_RESULTS_H_

#include <vector>

#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/posted_results.h"

namespace trialweave::normalizer {

// CtgovV2Results reads resultsSection of a study of the API v2, whatever the order of its members. What it leaves out
// and why stands in docs/formats.md.
class CtgovV2Results {
 public:
  CtgovV2Results(JsonReader* reader, RegistrationBuilder* builder)
      : reader_(*reader), results_(builder, TextStyle::kMarkdown) {}

  void Read(JsonReader::Value section);

 private:
  using Value = JsonReader::Value;

  void ReadFlow(Value module);
  void ReadPeriod(Value period);
  void ReadOutcome(Value outcome);
  // Classes of an outcome, with their categories; the titles of both name a measurement's category.
  void ReadClass(Value value, v1::OutcomeResult* outcome);
  void ReadCategory(Value value, std::vector<v1::OutcomeMeasurement>* rows);
  PostedAnalysis ReadAnalysis(Value value);
  void ReadAdverseEvents(Value module);
  void ReadEventGroup(Value value, PostedResults::Groups* groups);
  PostedEvent ReadEvent(Value value, bool serious);
  void ReadMore(Value module);
  // The title of a group under its id.
  void ReadGroup(Value value, PostedResults::Groups* groups);

  std::string_view Text(Value value) { return reader_.Text(value, &where_); }
  std::string Word(Value value) { return results_.Word(Text(value)); }

  JsonReader& reader_;
  PostedResults results_;
  Where where_;
  // Of the participant flow's first and last period.
  ParticipantCount started_, completed_;
  size_t periods_ = 0;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_RESULTS_H_
