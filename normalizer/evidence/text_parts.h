#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_TEXT_PARTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_TEXT_PARTS_H_

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace trialweave::normalizer {

// Whether `text` holds `lower_part`, a text in small letters, in letters of any case; whether it holds one of several.
bool HasPart(std::string_view text, std::string_view lower_part);
bool HasAny(std::string_view text, std::initializer_list<std::string_view> lower_parts);

// Where `name` stands last in a text as a word of its own; npos when it does not.
size_t LastName(std::string_view text, std::string_view name);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_TEXT_PARTS_H_
