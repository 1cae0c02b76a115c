#ifndef TRIALWEAVE_NORMALIZER_FORMATS_INLINE_ARMS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_INLINE_ARMS_H_

#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// InlineArm is an arm that a text of interventions holds under a heading.
struct InlineArm {
  // As printed: "Control group", "Arm 2"; with its number where that says more ("Control Intervention1: Group II") or
  // the same stood before ("Intervention 3: Intervention group"). Empty for what stands before the first heading.
  std::string label;
  std::string text;
};

// The arms of a text that runs several together, as WHO ICTRP prints those of IRCT ("Intervention 1: Intervention
// group: ..." before "Intervention 2: Control group: ..."), DRKS, CTRI ("Intervention1: ...", "Control Intervention1:
// ...") and others ("Study arm: ...", "Group A: ..."). Headings stand at the begin of the text, a line or a sentence;
// numbered ones, which go up by one, behind any blank. Empty where fewer than two have a text, or more than 64.
std::vector<InlineArm> SplitInlineArms(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_INLINE_ARMS_H_
