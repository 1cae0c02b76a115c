#ifndef TRIALWEAVE_NORMALIZER_FORMATS_JSON_OBJECT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_JSON_OBJECT_H_

#include <functional>
#include <optional>
#include <string_view>

#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Called for each member of the object, in document order. Views of text live as long as ReadJsonObject runs.
using JsonVisit = std::function<void(JsonReader& reader, std::string_view key, JsonReader::Value value)>;

// Reads a document that is one JSON object; the cause when it is none (EMPTY, BAD_ENCODING, TRUNCATED,
// LIMIT_EXCEEDED, MALFORMED, WRONG_ROOT for markup and arrays). What was visited before a fault counts for nothing.
std::optional<v1::DeadLetterCause> ReadJsonObject(std::string_view content, const ParseLimits& limits,
                                                  const JsonVisit& visit);

// Called for each item of the array, in order; as JsonVisit otherwise.
using JsonItemVisit = std::function<void(JsonReader& reader, size_t index, JsonReader::Value value)>;

// The same for a document that is one JSON array: a row of a table. WRONG_ROOT for markup and objects.
std::optional<v1::DeadLetterCause> ReadJsonArray(std::string_view content, const ParseLimits& limits,
                                                 const JsonItemVisit& visit);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_JSON_OBJECT_H_
