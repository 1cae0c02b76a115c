#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_INTERVENTIONS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_INTERVENTIONS_H_

#include <string>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// Reads ICTRP's interventions of other registers than the Chinese ones, already cleaned: arms that a register runs
// together (inline_arms.h) with what each gets; else one intervention, or `listed` ones that semicolons part. A kind
// that ClinicalTrials.gov or CRiS puts in front is theirs; of the forms of EU CTR and CTIS the product names are the
// names.
void ReadIctrpInterventions(RegistrationBuilder* builder, const std::string& text, bool listed, const Where& where);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_INTERVENTIONS_H_
