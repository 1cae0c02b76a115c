#include "crawler/containers/tagged_text.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "crawler/containers/embase_rows.h"

namespace trialweave::crawler {
namespace {

constexpr ReferenceOrigin kEmbase = {"embase", "embase_ris"};
constexpr ReferenceOrigin kPubmed = {"pubmed", "pubmed_ris"};
constexpr ReferenceOrigin kOther = {"report", "ris"};

size_t DigitsAt(absl::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && absl::ascii_isdigit(text[end])) ++end;
  return end - begin;
}

// Calls `visit(line)` for each line without its end, until it returns true; whether it did.
template <typename Visit>
bool AnyLine(absl::string_view text, const Visit& visit) {
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (visit(text.substr(0, end))) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

ReferenceOrigin RisOriginOf(absl::string_view reference) {
  ReferenceOrigin origin = kOther;
  AnyLine(reference, [&origin](absl::string_view line) {
    if (!IsTaggedLine(line)) return false;
    const absl::string_view tag = line.substr(0, 2), value = absl::StripAsciiWhitespace(line.substr(5));
    if (tag == "DB") {
      if (absl::StartsWithIgnoreCase(value, "Embase")) origin = kEmbase;
      if (absl::EqualsIgnoreCase(value, "PubMed") || absl::EqualsIgnoreCase(value, "Medline")) origin = kPubmed;
    } else if (tag == "DP" && (value == "NLM" || value == "PubMed")) {
      origin = kPubmed;
    } else if (tag == "U2" && absl::StartsWith(value, "L") && DigitsAt(value, 1) + 1 == value.size() &&
               value.size() > 6) {
      origin = kEmbase;
    }
    // Embase names Medline beside itself where both have an entry.
    return origin.format == kEmbase.format;
  });
  return origin;
}

// By the database's name: "Embase", "Ovid MEDLINE(R)", "PsycINFO".
ReferenceOrigin OvidOriginOf(absl::string_view reference) {
  absl::string_view source = "report";
  AnyLine(reference, [&source](absl::string_view line) {
    if (!absl::StartsWith(line, "DB  - ")) return false;
    const std::string name = absl::AsciiStrToUpper(line);
    if (absl::StrContains(name, "MEDLINE")) source = "pubmed";
    if (absl::StrContains(name, "EMBASE")) source = "embase";
    return true;
  });
  return {source, "ovid_text"};
}

}  // namespace

bool BeginsReference(TaggedText kind, absl::string_view line) {
  if (kind == TaggedText::kRis) return absl::StartsWith(line, "TY  - ");
  if (kind == TaggedText::kMedline) return absl::StartsWith(line, "PMID- ");
  if (kind == TaggedText::kCard) return absl::StripTrailingAsciiWhitespace(line) == "Citation card";
  if (kind == TaggedText::kRows) return BeginsEmbaseRows(line);
  const size_t digits = absl::StartsWith(line, "<") ? DigitsAt(line, 1) : 0;
  return kind == TaggedText::kOvid && digits > 0 && digits < 10 && absl::StartsWith(line.substr(1 + digits), ". >");
}

bool InterruptsReference(TaggedText kind, absl::string_view line, bool quoted) {
  return kind == TaggedText::kRows ? InterruptsEmbaseRows(line, quoted) : BeginsReference(kind, line);
}

bool BreaksOffReference(TaggedText kind, absl::string_view line) {
  line = absl::StripTrailingAsciiWhitespace(line);
  if (line.empty()) return false;
  if (kind == TaggedText::kMedline) return absl::StartsWith("PMID- ", line);
  if (kind != TaggedText::kOvid || line[0] != '<') return false;
  const size_t digits = DigitsAt(line, 1);
  return line.size() == 1 || (digits > 0 && absl::StartsWith(". >", line.substr(1 + digits)));
}

bool HasEndMark(TaggedText kind) { return kind == TaggedText::kRis || kind == TaggedText::kCard; }

uint64_t EndMarkBytes(TaggedText kind, absl::string_view line) {
  if (!HasEndMark(kind)) return 0;
  const absl::string_view mark = kind == TaggedText::kRis ? "ER  -" : "End of card";
  return absl::StartsWith(line, mark) ? mark.size() : 0;
}

bool PartsReferences(TaggedText kind, absl::string_view line) {
  return kind == TaggedText::kRows && PartsEmbaseRows(line);
}

bool HasQuotes(TaggedText kind) { return kind == TaggedText::kRows; }

bool IsTaggedLine(absl::string_view line) {
  return line.size() >= 5 && absl::ascii_isupper(line[0]) &&
         (absl::ascii_isupper(line[1]) || absl::ascii_isdigit(line[1])) && absl::StartsWith(line.substr(2), "  -") &&
         (line.size() == 5 || line[5] == ' ' || line[5] == '\r');
}

bool IsBetweenReferences(absl::string_view line) {
  const bool whole = line.size() < kTagLineBytes;
  line = absl::StripAsciiWhitespace(line);
  if (line.empty()) return whole;
  const size_t digits = DigitsAt(line, 0);
  if (digits > 0 && digits < 10 && line.substr(digits) == ".") return true;
  for (absl::string_view lead : {"NL  - ", "Link to the ", "Provider:", "Database:", "Content:"}) {
    if (absl::StartsWith(line, lead)) return true;
  }
  return false;
}

TaggedText TaggedTextOf(absl::string_view head) {
  if (LooksLikeEmbaseRows(head)) return TaggedText::kRows;
  TaggedText kind = TaggedText::kNone;
  AnyLine(head, [&kind](absl::string_view line) {
    for (const TaggedText each : {TaggedText::kRis, TaggedText::kMedline, TaggedText::kOvid, TaggedText::kCard}) {
      if (BeginsReference(each, line)) kind = each;
    }
    // Tags of something else come first.
    return kind != TaggedText::kNone || IsTaggedLine(line);
  });
  return kind;
}

ReferenceOrigin OriginOf(TaggedText kind, absl::string_view reference) {
  if (kind == TaggedText::kMedline) return {"pubmed", "medline_text"};
  if (kind == TaggedText::kCard) return {"report", "citation_card"};
  if (kind == TaggedText::kRows) return {"embase", "embase_rows_csv"};
  return kind == TaggedText::kOvid ? OvidOriginOf(reference) : RisOriginOf(reference);
}

bool IsNearOvidEnd(absl::string_view reference) {
  return AnyLine(reference, [](absl::string_view line) {
    return absl::StartsWith(line, "YR  - ") || absl::StartsWith(line, "CR  - ");
  });
}

}  // namespace trialweave::crawler
