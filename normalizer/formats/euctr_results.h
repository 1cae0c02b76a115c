#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_RESULTS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_RESULTS_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/posted_results.h"

namespace trialweave::normalizer {

// EuctrResults reads the results that a sponsor posted at EU CTR, as ctrdata keeps EudraCT's form of them, whatever the
// order of its parts. A list of one is an object there. What it leaves out and why stands in docs/formats.md.
class EuctrResults {
 public:
  explicit EuctrResults(RegistrationBuilder* builder) : builder_(*builder), results_(builder, TextStyle::kMarkup) {}

  // Reads one member of the record's object; false when it is none of the results.
  bool Take(JsonReader* reader, std::string_view key, JsonReader::Value value);
  // After everything: outcomes name groups that may stand behind them.
  void Finish();

 private:
  using Value = JsonReader::Value;
  struct Posted {
    v1::OutcomeResult outcome;
    std::vector<PostedAnalysis> analyses;
    // The arm or analysis set of each of its groups.
    PostedResults::Groups parts;
    Where where;
  };
  // Measurements of one outcome by group and category.
  using Rows = std::map<std::pair<std::string, std::string>, v1::OutcomeMeasurement>;

  void ReadFlow(Value disposition);
  void ReadPeriod(Value period);
  void ReadArm(Value arm);
  void ReadOutcome(Value outcome);
  void ReadOutcomeGroup(Value group, Posted* posted, Rows* rows);
  void ReadValues(Value value, const std::string& kind, Rows* rows);
  PostedAnalysis ReadAnalysis(Value analysis);
  void ReadHypothesisTest(Value test, PostedAnalysis* analysis);
  void ReadEstimate(Value estimate, PostedAnalysis* analysis);
  void ReadAdverseEvents(Value events);
  void ReadEventGroup(Value group, PostedResults::Groups* groups);
  PostedEvent ReadEvent(Value event, bool serious);
  void ReadTitle(Value set, PostedResults::Groups* groups);

  // Calls `read` for each `item` of a list: {"item": [{}, {}]}, or {"item": {}} of one.
  template <typename Read>
  void Each(Value list, std::string_view item, const Read& read) {
    reader_->Members(list, [&](std::string_view key, Value value) {
      if (key != item) return;
      bool many = false;
      reader_->Items(value, [&](size_t, Value one) {
        many = true;
        read(one);
      });
      if (!many) read(value);
    });
  }

  std::string_view Text(Value value) { return reader_->Text(value, &where_); }
  std::string Word(Value value) { return results_.Word(Text(value)); }
  // "primary" of {"value": "ENDPOINT_TYPE.primary"}.
  std::string Code(Value value);

  RegistrationBuilder& builder_;
  PostedResults results_;
  JsonReader* reader_ = nullptr;
  Where where_;
  // Titles of arms and analysis sets.
  PostedResults::Groups titles_;
  std::vector<Posted> posted_;
  ParticipantCount started_, completed_;
  size_t periods_ = 0;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_RESULTS_H_
