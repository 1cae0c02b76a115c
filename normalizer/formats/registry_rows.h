#ifndef TRIALWEAVE_NORMALIZER_FORMATS_REGISTRY_ROWS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_REGISTRY_ROWS_H_

#include <string>
#include <string_view>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// What ChiCTR prints the same way in its own XML and in ICTRP's rows.

// "control group:50;sepsis group:50;" becomes the enrolment and one arm per group.
void ReadTargetSize(RegistrationBuilder* builder, std::string_view printed, const Where& where);

// "control group:None;test group:exosomes;" becomes one intervention per group, joined to the arm of the same
// label. Text without groups becomes one intervention.
void ReadGroupInterventions(RegistrationBuilder* builder, std::string_view printed, const Where& where);

// The arm of that label, made when there is none yet, gets the intervention of that name.
void JoinArm(RegistrationBuilder* builder, std::string_view label, std::string_view intervention, const Where& where);

// Withdrawal may stand only in the title ("Withdraw ...", "Cancelled by the investigator ...", 撤销, 撤回): sets
// the status.
void ApplyWithdrawalInTitle(RegistrationBuilder* builder);

// Both halves under headings of their own.
void AddCriteria(RegistrationBuilder* builder, std::string_view inclusion, std::string_view exclusion,
                 const Where& inclusion_where, const Where& exclusion_where);

// The city of a Chinese site: where only the province is given, it is a city for the four municipalities alone
// (北京, 上海, 天津, 重庆), and otherwise not known.
std::string CityOf(std::string_view city, std::string_view province);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_REGISTRY_ROWS_H_
