#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_DESIGN_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_DESIGN_H_

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// Reads allocation, model, purpose and masking from the study design's text, which ICTRP keeps in one field: its
// labels ("Allocation: Randomized. Intervention model: ...") and EU CTR's questions ("Randomised: yes Open: no").
void ReadIctrpDesign(RegistrationBuilder* builder, const Where& where);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_DESIGN_H_
