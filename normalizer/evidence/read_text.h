#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_READ_TEXT_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_READ_TEXT_H_

#include <cstdint>
#include <vector>

#include "normalizer/evidence/record_texts.h"
#include "normalizer/evidence/sentences.h"
#include "normalizer/vocabulary/term_table.h"

namespace trialweave::normalizer {

// What a text says of the EVs or product it mentions.
enum class MentionUse {
  kPlain,
  // Given to somebody.
  kGiven,
  // Measured in somebody.
  kMeasured,
  // What another product contains, or cells secrete: "conditioned medium containing exosomes".
  kComponent,
  // Left out: "a solution without exosomes".
  kDenied,
  // Of products and sources: what EVs come from: "exosomes derived from stem cells".
  kOrigin,
  // Of products and sources: what another product comes from: "adipose-derived stem cells".
  kProductOrigin,
};

enum class MentionKind { kEv, kProduct, kSource };

// Mention is one EV term, product or source of a text.
struct Mention {
  TermMatch match;
  MentionKind kind = MentionKind::kEv;
  MentionUse use = MentionUse::kPlain;
  // Of products: joined to an EV mention: "stem cells and their exosomes".
  bool joined = false;
  // Of products: listed beside an EV mention by no more than "and".
  bool listed = false;
  // Of EVs that are given: bytes to the cue that says so.
  size_t cue_distance = 0;
  // Of EVs: a product or source that they come from stands beside them.
  bool origin_named = false;

  bool ev() const { return kind == MentionKind::kEv; }
  bool product() const { return kind == MentionKind::kProduct; }
  bool source() const { return kind == MentionKind::kSource; }
};

// ReadText is a text with the terms found in it.
struct ReadText {
  RecordText text;
  std::vector<Sentence> sentences;
  std::vector<TermMatch> terms;
  std::vector<Mention> mentions;
  // By byte, where the terms end that relations look through; 0 elsewhere.
  std::vector<uint32_t> covers;

  const Sentence& SentenceOf(const TermMatch& match) const { return SentenceAt(sentences, match.offset); }
};

inline bool Overlap(const TermMatch& a, const TermMatch& b) { return a.offset < b.end() && b.offset < a.end(); }

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_READ_TEXT_H_
