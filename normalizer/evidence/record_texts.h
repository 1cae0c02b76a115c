#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_RECORD_TEXTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_RECORD_TEXTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "trialweave/v1/literature.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::normalizer {

// What part of a record a text is.
enum class TextRole {
  kTitle,
  kIntervention,
  kArm,
  kSummary,
  kDescription,
  kKeyword,
  kCondition,
  kOutcome,
  kTimeFrame,
  kDesign,
  kResult,
  kRegulatory,
};

// RecordText is one text of a record. The record must outlive it.
struct RecordText {
  TextRole role = TextRole::kTitle;
  std::string_view text;
  // Path of the text in its message: "study.arms[0].descriptions[0].text".
  std::string path;
  // Of arms, interventions and outcomes: which one.
  int item = 0;
  // Of interventions and arms: the name, not the description. Of outcomes: the measure.
  bool name = false;
  // Of outcomes.
  bool primary = false;
};

// The texts that facts are read from, in the order of TextRole. Eligibility criteria say nothing of what is given.
// Contacts are no part of records, so of none of these.
std::vector<RecordText> TextsOf(const v1::Registration& registration);
std::vector<RecordText> TextsOf(const v1::Publication& publication);
std::vector<RecordText> TextsOf(const v1::RegulatoryNotice& notice);

// Titles, interventions, arms, summaries, descriptions, keywords and conditions in one buffer, for a quick look.
void AppendMainTexts(const v1::Registration& registration, std::string* buffer);
void AppendMainTexts(const v1::Publication& publication, std::string* buffer);
void AppendMainTexts(const v1::RegulatoryNotice& notice, std::string* buffer);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_RECORD_TEXTS_H_
