#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PARSER_TESTING_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PARSER_TESTING_H_

#include <fstream>
#include <iterator>
#include <string>

#include "common/packed_provenance.h"
#include "gtest/gtest.h"
#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

using Parser = ParseResult (*)(std::string_view content, const ParseContext& context);

inline const Vocabulary& TestVocabulary() {
  static const auto* const vocabulary = new std::shared_ptr<const Vocabulary>(Vocabulary::Embedded());
  return **vocabulary;
}

inline ParseContext TestContext() { return ParseContext{&TestVocabulary(), ParseLimits()}; }

// A file of testdata/, "ctgov_v2_json/full.json".
inline std::string Sample(const std::string& name) {
  std::ifstream in("normalizer/formats/testdata/" + name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// The record of a document that is one; an empty one, with a failure, of a document that is not.
inline v1::Registration Record(Parser parse, std::string_view content) {
  ParseResult result = parse(content, TestContext());
  if (auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    ADD_FAILURE() << v1::DeadLetterReason_Name(cause->reason()) << ": " << cause->message();
    return {};
  }
  return std::get<v1::Registration>(std::move(result));
}

// The reason why a document is no record; UNSPECIFIED when it is one.
inline v1::DeadLetterReason ReasonOf(Parser parse, std::string_view content,
                                     const ParseContext& context = TestContext()) {
  const ParseResult result = parse(content, context);
  const auto* cause = std::get_if<v1::DeadLetterCause>(&result);
  if (cause == nullptr) return v1::DEAD_LETTER_REASON_UNSPECIFIED;
  EXPECT_FALSE(cause->message().empty());
  EXPECT_LE(cause->offset(), content.size());
  return cause->reason();
}

inline std::string Nested(int depth, const std::string& open, const std::string& middle, const std::string& close) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += middle;
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

// "2024-06-01 / ESTIMATED", with as many parts as the date has.
inline std::string Show(const v1::StudyDate& date) {
  std::string text = date.has_date() ? std::to_string(date.date().year()) : "none";
  if (date.date().month() != 0) text += "-" + std::to_string(date.date().month());
  if (date.date().day() != 0) text += "-" + std::to_string(date.date().day());
  if (date.kind() == v1::DATE_KIND_ACTUAL) text += " actual";
  if (date.kind() == v1::DATE_KIND_ESTIMATED) text += " estimated";
  return text;
}

// Path of the provenance of `field`; empty when there is none.
inline std::string PathOf(const v1::Registration& registration, const std::string& field) {
  for (const v1::FieldProvenance& provenance : common::ProvenanceOf(registration)) {
    if (provenance.field() == field) return provenance.path();
  }
  return "";
}

// The bytes of the document that the provenance of `field` names.
inline std::string BytesOf(const v1::Registration& registration, const std::string& field,
                           const std::string& document) {
  for (const v1::FieldProvenance& provenance : common::ProvenanceOf(registration)) {
    if (provenance.field() == field) return document.substr(provenance.offset(), provenance.length());
  }
  return "";
}

// No contact of the masked samples may be anywhere in a record.
inline void ExpectNoPersonalData(v1::Registration registration) {
  common::UnpackProvenance(&registration);
  const std::string text = registration.DebugString();
  for (const char* token : {"Masked Person", "masked@example.org", "+00 0000 0000", "Masked Address"}) {
    EXPECT_EQ(text.find(token), std::string::npos) << registration.registration_id() << " holds " << token;
  }
}

// What no text format may take, whatever it is.
inline void ExpectRefusesWhatIsNoText(Parser parse, const std::string& good) {
  EXPECT_EQ(ReasonOf(parse, ""), v1::DEAD_LETTER_REASON_EMPTY);
  EXPECT_EQ(ReasonOf(parse, " \n\t "), v1::DEAD_LETTER_REASON_EMPTY);
  EXPECT_EQ(ReasonOf(parse, "\xEF\xBB\xBF"), v1::DEAD_LETTER_REASON_EMPTY);
  const size_t middle = good.find("NCT0") != std::string::npos ? good.find("NCT0") : good.size() / 2;
  std::string bad = good;
  bad.insert(middle, "\xFF\xFE");
  EXPECT_EQ(ReasonOf(parse, bad), v1::DEAD_LETTER_REASON_BAD_ENCODING);
  bad = good;
  bad.insert(middle, 1, '\0');
  EXPECT_EQ(ReasonOf(parse, bad), v1::DEAD_LETTER_REASON_MALFORMED);
  ParseContext small = TestContext();
  small.limits.max_bytes = 10;
  EXPECT_EQ(ReasonOf(parse, good, small), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

// A document that is cut off anywhere is no record, and the reason says so. A cut inside a character is bad
// encoding; a cut so early that nothing shows what it was going to be may have any of `early`.
inline void ExpectTruncationsAreDeadLetters(Parser parse, const std::string& good, size_t early_bytes) {
  for (size_t size = 1; size < good.size(); ++size) {
    const std::string_view cut = std::string_view(good).substr(0, size);
    if (good.find_first_not_of(" \r\n\t", size) == std::string::npos) continue;
    const v1::DeadLetterReason reason = ReasonOf(parse, cut);
    const bool right = reason == v1::DEAD_LETTER_REASON_TRUNCATED || reason == v1::DEAD_LETTER_REASON_BAD_ENCODING ||
                       (size <= early_bytes && reason != v1::DEAD_LETTER_REASON_UNSPECIFIED);
    EXPECT_TRUE(right) << "cut at " << size << ": " << v1::DeadLetterReason_Name(reason);
    if (!right) return;
  }
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PARSER_TESTING_H_
