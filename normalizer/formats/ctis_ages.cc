#include "normalizer/formats/ctis_ages.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {

void AddCtisAges(RegistrationBuilder* builder, std::string_view printed, const Where& where) {
  v1::Eligibility& eligibility = *builder->study().mutable_eligibility();
  int youngest = -1, oldest = -1;
  bool open = false;
  for (const std::string& group : SplitList(builder->Clean(printed, "age"), ',')) {
    const bool years = absl::EndsWith(group, " years");
    const std::string range = group.substr(0, group.size() - (years ? 6 : 0));
    int low = 0, high = 0;
    const size_t dash = range.find('-');
    if (years && absl::EndsWith(range, "+") && absl::SimpleAtoi(range.substr(0, range.size() - 1), &low)) {
      open = true;
    } else if (years && dash != std::string::npos && absl::SimpleAtoi(range.substr(0, dash), &low) &&
               absl::SimpleAtoi(range.substr(dash + 1), &high)) {
      oldest = std::max(oldest, high);
    } else if (absl::EqualsIgnoreCase(group, "in utero")) {
      oldest = std::max(oldest, 0);
    } else {
      builder->Unmapped("age_group", group);
      return;
    }
    youngest = youngest < 0 ? low : std::min(youngest, low);
  }
  if (youngest >= 0) {
    eligibility.mutable_minimum()->set_value(youngest);
    eligibility.mutable_minimum()->set_unit(v1::AGE_UNIT_YEARS);
    builder->SetAge(absl::StrCat(youngest, " years"), /*minimum=*/true, where);
  }
  if (!open && oldest >= 0) {
    eligibility.mutable_maximum()->set_value(oldest);
    eligibility.mutable_maximum()->set_unit(v1::AGE_UNIT_YEARS);
    builder->SetAge(absl::StrCat(oldest, " years"), /*minimum=*/false, where);
  }
}

}  // namespace trialweave::normalizer
