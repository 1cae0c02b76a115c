#ifndef TRIALWEAVE_NORMALIZER_EVALUATION_H_
#define TRIALWEAVE_NORMALIZER_EVALUATION_H_

#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "normalizer/vocabulary/vocabulary.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// Evaluation compares what was read out of records with labels that people gave them.
//
// Labels are a CSV with a header row. The column registry_id names the record, a registration or a publication
// ("pubmed:29768149"); ev_class, ev_source, donor, isolation, attributes, dose_as_written, route, site, condition,
// endpoints, comparator, evidence_type, follow_up, phase, study_type, status, country, start, completion and n are
// scored where a row has a value in them. A label is a phrase in a person's words: the vocabulary's terms in it are
// what is expected. A cell that is empty, or says that the value is not known ("not in excerpt", "n.a.", "?"), asks
// nothing of its field, nor does a part of it, up to the next
// ";", in words that no rule reads.
class Evaluation {
 public:
  explicit Evaluation(std::shared_ptr<const Vocabulary> vocabulary) : vocabulary_(std::move(vocabulary)) {}

  // INVALID_ARGUMENT: not a CSV with a column registry_id, or with no row that has one.
  absl::Status ReadLabels(std::string_view csv);

  // Keeps the record when a label asks for it; of several records of one name all count together.
  void Take(const v1::NormalizedRecord& record);

  // Prints "FIELD_precision: value" lines (precision, recall, f1, right, wrong, missed, cases); of EV facts how many
  // are right by their confidence, as "FIELD_confidence_0.85: 0.9211 of 76"; the counts that must be zero
  // (wrongly_pure_ev, wrong_power_of_ten); every error as "error: ID FIELD expected [...] found [...]", and
  // what labels say that no rule reads as "unread_label: ID FIELD [...]".
  void Print(std::ostream* out) const;

  // Labelled registrations and publications of which there is a record.
  size_t found() const { return records_.size(); }

 private:
  using Values = std::set<std::string>;
  struct Row {
    std::string id;
    std::map<std::string, std::string> cells;
  };
  struct Expected {
    bool asked = false;
    // What is expected; each is right in any of its spellings, joined by "|".
    Values values;
    // Right when found, but not asked for: the volume that a labelled dose is in.
    Values allowed;
    // Parts of the label in words that no rule reads.
    Values unread;
  };

  struct Score {
    int right = 0;
    int wrong = 0;
    int missed = 0;
    int cases = 0;
    // Products wrongly called PURE_EV; doses that are off by a power of ten.
    int forbidden = 0;
    // Of facts, by confidence in percent: right, all.
    std::map<int, std::pair<int, int>> by_confidence;
  };

  // What records say of a field.
  struct Found {
    Values values;
    // Of facts, in percent; of one that is stated more than once the highest.
    std::map<std::string, int> confidence;
  };

  Score ScoreOf(const std::string& field, const std::string& column, std::string* errors) const;
  Expected ExpectedOf(const std::string& field, const std::string& label) const;
  Found FoundIn(const std::string& field, const std::vector<v1::NormalizedRecord>& records) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<Row> rows_;
  std::map<std::string, std::vector<v1::NormalizedRecord>> records_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVALUATION_H_
