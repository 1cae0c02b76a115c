#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_TAGGED_TEXT_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_TAGGED_TEXT_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// Kinds of text in which a reference is a run of lines that begin with tags or labels ("AU  - Muster, A.").
enum class TaggedText {
  kNone,
  kRis,      // from "TY  - " to "ER  -": RIS (Research Information Systems, "RIS Format Specifications", 2011)
  kMedline,  // from "PMID- " to the next: PubMed's format (NLM, "MEDLINE/PubMed Data Element Descriptions"), .nbib
  kOvid,     // from "<1. >" to the next: Ovid's export to reference managers
  kRows,     // from "TITLE," to an empty line: Embase's CSV of a row a field (embase_rows.h)
  kCard,     // from "Citation card" to "End of card": what a person writes down of a report
};

// Which of them the begin of a container is.
TaggedText TaggedTextOf(absl::string_view head);

// Whether `line` is the first of a reference.
bool BeginsReference(TaggedText kind, absl::string_view line);
// Whether `line`, met inside a reference (`quoted`: inside a quoted value), is the first of the next.
bool InterruptsReference(TaggedText kind, absl::string_view line, bool quoted);
// Bytes of the mark at the begin of `line` that ends a reference; 0 when it does not, or none has an end mark.
uint64_t EndMarkBytes(TaggedText kind, absl::string_view line);
bool HasEndMark(TaggedText kind);
// Whether `line` is the beginning of such a line and no more: what a file that is cut off ends with.
bool BreaksOffReference(TaggedText kind, absl::string_view line);
// Whether `line` ends a reference and is none of it.
bool PartsReferences(TaggedText kind, absl::string_view line);
// Whether values are quoted, and may hold lines that look like others.
bool HasQuotes(TaggedText kind);
// Whether `line` has a tag in front ("KW  - ").
bool IsTaggedLine(absl::string_view line);
// What databases print between their references and is none of them: Ovid's numbers, links and abbreviated journals,
// publishers' headings, empty lines. `line` may be cut off after kTagLineBytes.
bool IsBetweenReferences(absl::string_view line);

// Bytes of a line that these functions look at.
inline constexpr size_t kTagLineBytes = 32;

// Source and format of a reference: those of the database that it says it comes from, or "report" for any other.
struct ReferenceOrigin {
  absl::string_view source;
  absl::string_view format;
};
ReferenceOrigin OriginOf(TaggedText kind, absl::string_view reference);

// Whether a reference in Ovid's format has reached the fields at its end. It has no end mark.
bool IsNearOvidEnd(absl::string_view reference);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_TAGGED_TEXT_H_
