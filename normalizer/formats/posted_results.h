#ifndef TRIALWEAVE_NORMALIZER_FORMATS_POSTED_RESULTS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_POSTED_RESULTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// One statistical analysis, each part in the source's words; empty where the source does not say.
struct PostedAnalysis {
  std::vector<std::string> group_ids;
  std::string hypothesis, p_value, method, estimate, estimate_value;
  std::string interval_percent, interval_sides, lower_limit, upper_limit, dispersion, dispersion_value;
  // Remarks on any of it.
  std::vector<std::string> remarks;

  // "p = 0.03, ANCOVA; Mean Difference = -1.8, 95% CI -3.6 to 0.1 (TWO_SIDED)"; empty when there is nothing to say.
  std::string Text() const;
};

// One kind of adverse event, with its counts by group id.
struct PostedEvent {
  struct Stat {
    std::string group_id;
    std::optional<int64_t> affected, at_risk;
  };
  std::string term, organ_system;
  bool serious = false;
  std::vector<Stat> stats;
};

// Participants of one milestone, over all groups.
class ParticipantCount {
 public:
  // A group's number, as printed; one that is none makes the whole unknown.
  void Add(std::string_view printed);
  // Absent without groups.
  std::optional<int64_t> total() const;

 private:
  int64_t total_ = 0;
  bool any_ = false;
  bool known_ = true;
};

// PostedResults takes what a registry posts of a study's results into a builder. Values of one list stand at one
// place of provenance: posted tables have tens of thousands. Beyond a budget of bytes they are left out, and a note
// says how many. Lives for one document.
class PostedResults {
 public:
  // Bytes of values that one record may carry.
  static constexpr size_t kMaxBytes = 4 * 1024 * 1024;
  using Groups = std::unordered_map<std::string, std::string>;

  PostedResults(RegistrationBuilder* builder, TextStyle style) : builder_(*builder), style_(style) {}

  // The printed word or number on one line; "NA" stays.
  std::string Word(std::string_view printed) const { return CleanLine(printed, style_); }
  // The count that `printed` is; absent when it is none.
  static std::optional<int64_t> Count(std::string_view printed);

  // A text of the whole, such as how participants were recruited.
  void AddText(std::string_view printed, const Where& where);
  void SetLimitations(std::string_view printed, const Where& where);
  void SetAdverseEventTimeFrame(std::string_view printed, const Where& where);
  void SetFlow(const ParticipantCount& started, const ParticipantCount& completed, size_t periods, const Where& where);

  // An outcome; what its groups are called comes with it, whatever their order in the source. Nothing is taken from
  // one that is empty.
  void AddOutcome(v1::OutcomeResult outcome, const std::vector<PostedAnalysis>& analyses, const Groups& groups,
                  const Where& where);
  void Entitle(v1::OutcomeResult* outcome, std::string_view printed);
  // Rows of one category, and categories of one class: a row is called "class: category".
  void NameRows(const std::string& category, std::vector<v1::OutcomeMeasurement> rows,
                std::vector<v1::OutcomeMeasurement>* named);
  void AddRows(const std::string& name, std::vector<v1::OutcomeMeasurement> rows, v1::OutcomeResult* outcome);
  // Adds text to an outcome's description.
  void Describe(v1::OutcomeResult* outcome, std::string_view printed);
  void AddCounts(v1::AdverseEventCounts counts, const Where& where);
  // The provenance speaks for the list that the events stand in.
  void AddEvents(const std::vector<PostedEvent>& events, const Groups& groups, const Where& where);
  // After everything: the note on what was left out.
  void Finish();

 private:
  v1::ResultsSummary& summary() { return *builder_.study().mutable_results_summary(); }
  // True when `bytes` more fit; counts what does not.
  bool Fits(size_t bytes);

  RegistrationBuilder& builder_;
  const TextStyle style_;
  size_t bytes_ = 0;
  size_t left_out_ = 0;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_POSTED_RESULTS_H_
