#ifndef TRIALWEAVE_NORMALIZER_FORMATS_TAGGED_REFERENCE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_TAGGED_REFERENCE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// How a reference's lines are written (crawler/containers/tagged_text.h cuts them).
enum class TagStyle {
  kRis,      // "TY  - JOUR" to "ER  -"; a line without a tag goes on with the field before it
  kMedline,  // "PMID- 1"; tags of up to four letters; a line that goes on is indented by six blanks
  kOvid,     // "<1. >"; tags as in RIS
};

// A field: its tag, its value, and the value's bytes in the document.
struct TaggedField {
  std::string tag;
  // Lines parted by "\n"; of kMedline, which wraps its text, by blanks.
  std::string text;
  Where where;
};

// TaggedReference is one reference of a tagged text format as its fields, in order.
class TaggedReference {
 public:
  // Causes: as CheckText; WRONG_ROOT: it does not begin as one, or a second one begins in it; TRUNCATED: a reference of
  // RIS without "ER  -"; LIMIT_EXCEEDED: more lines than limits.max_elements.
  std::optional<v1::DeadLetterCause> Read(std::string_view content, const ParseLimits& limits, TagStyle style);

  // Another field, of a reference that is written otherwise; one without text is none.
  void Add(std::string_view tag, std::string_view text, Where where);

  const std::vector<TaggedField>& fields() const { return fields_; }

  using Take = std::function<void(const TaggedField& field)>;
  // Calls `take` for each field of `tags` ("JF T2 JO"), tag after tag, in order.
  void Each(std::string_view tags, const Take& take) const;
  // The first field of the first of `tags` that has text; nullptr when there is none.
  const TaggedField* First(std::string_view tags) const;
  // Text of the first of `tags`; empty when there is none.
  std::string_view TextOf(std::string_view tags) const;

 private:
  std::vector<TaggedField> fields_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_TAGGED_REFERENCE_H_
