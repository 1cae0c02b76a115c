#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_EV_READING_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_EV_READING_H_

#include <string_view>
#include <vector>

#include "normalizer/evidence/read_text.h"
#include "normalizer/evidence/record_texts.h"
#include "normalizer/evidence/sentences.h"
#include "normalizer/vocabulary/term_table.h"

namespace trialweave::normalizer {

// Whether a text is of an arm or intervention; of the summary or description.
bool IsItem(const ReadText& read);
bool IsProse(const ReadText& read);
// Prose, or a keyword.
bool IsLoose(const ReadText& read);

// Whether a sentence speaks of the study's own participants, not of the field.
bool SpeaksOfStudy(const ReadText& read, const Sentence& sentence);

// The sentence of a term, as far as 400 bytes before it and behind it.
Sentence ReachOf(const ReadText& read, const TermMatch& match);

// Whether the sentence of a term says what is still to be done: "a placebo-controlled trial is needed".
bool IsStillWanted(const ReadText& read, const TermMatch& match);

// Whether the value of a partner or comparator is something that is done, not given: it has no dose.
bool IsProcedure(std::string_view value);

// What is read of a text: its first 64 KiB.
std::string_view ReadPart(std::string_view text);

// Finds the terms of a record's texts, drops those whose context is missing, and reads what each mention is about. Of a
// record 2,000 texts are read.
std::vector<ReadText> ReadTexts(std::vector<RecordText> texts, const TermTable& table);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_EV_READING_H_
