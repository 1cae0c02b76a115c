#ifndef TRIALWEAVE_NORMALIZER_PROFILE_FIELD_PROFILE_H_
#define TRIALWEAVE_NORMALIZER_PROFILE_FIELD_PROFILE_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// Which fields a document has, by the kind of its format (docs/formats.md): members of JSON, elements of XML, columns
// of tables with something in them; nothing of other formats. `content` is UTF-8 that the format's parser has read. A
// walk of its own beside the parser's, at a fraction of its cost; what it cannot read is left out.
v1::FieldProfile FieldProfileOf(std::string_view format, std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_PROFILE_FIELD_PROFILE_H_
