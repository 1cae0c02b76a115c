#ifndef TRIALWEAVE_COMMON_REGISTRY_ID_GRAMMAR_H_
#define TRIALWEAVE_COMMON_REGISTRY_ID_GRAMMAR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trialweave::common::internal {

// How a rule may be read beyond its canonical spelling.
enum RuleFlags : uint32_t {
  // Blanks, punctuation and a label word ("No.", "ID:") may stand between prefix and body.
  kGap = 1,
  // Separators of the body may be other ones, doubled or missing.
  kLooseSeparators = 2,
  // The prefix counts only in its own case.
  kExactCase = 4,
  // Only where the whole text is the identifier: too weak for running text.
  kWholeTextOnly = 8,
  // The letter O may stand for a zero of the body.
  kLetterO = 16,
  // A lower-case letter may run into the prefix, as in flattened pages ("IdentifierNCT01234567").
  kCamelLeft = 32,
  // A hyphen, underscore or dot before the prefix makes it part of something else.
  kTightLeft = 64,
  // The prefix itself is a known misspelling.
  kMisspelt = 128,
};

// Rule is one way in which one registry prints its identifiers: a prefix and a body template.
//
//   #  a digit          @  a capital letter      *  a character of ReBEC's base 32
//   -  /  a separator   ?  the element before it may be absent      else: itself, without case
struct Rule {
  std::string_view scheme;
  std::string_view prefix;
  // What the canonical spelling starts with.
  std::string_view canonical_prefix;
  std::string_view body;
  uint32_t flags;
  // Refuses bodies that the registry cannot have issued; null when every body will do. May repair it.
  bool (*check)(std::string& body, bool exact);
};

// Every rule, those with longer prefixes first where one prefix starts another.
std::span<const Rule> Rules();

// Without case, ASCII only. (Debian's absl::string_view is not std::string_view.)
bool StartsWithNoCase(std::string_view text, std::string_view prefix);

// True for a body that people type to fill a field: one digit repeated, 12345678.
bool IsPlaceholder(std::string_view digits);

}  // namespace trialweave::common::internal

#endif  // TRIALWEAVE_COMMON_REGISTRY_ID_GRAMMAR_H_
