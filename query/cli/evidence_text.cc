#include "query/cli/evidence_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace trialweave::query {
namespace {

std::string DoseText(const v1::DoseFact& dose) {
  if (!dose.has_low()) return absl::StrCat(dose.literal(), ", no certain reading (", dose.rule(), ")");
  std::string text = absl::StrFormat("%g", dose.low());
  if (dose.high() != dose.low()) absl::StrAppendFormat(&text, " to %g", dose.high());
  absl::StrAppend(&text, dose.unit().empty() ? "" : " ", dose.unit(), dose.per().empty() ? "" : "/", dose.per());
  if (dose.certainty() == v1::DOSE_CERTAINTY_INFERRED) absl::StrAppend(&text, ", inferred by ", dose.rule());
  return text;
}

std::string TimeText(const v1::TimePoint& time) { return absl::StrFormat("%g %s", time.value(), time.unit()); }

std::string ReadoutText(const v1::Fact& fact) {
  const v1::ReadoutFact& readout = fact.readout();
  std::string text = fact.value();
  if (readout.has_before() && readout.has_after()) {
    absl::StrAppendFormat(&text, " %g to %g%s", readout.before(), readout.after(), readout.unit());
  }
  if (readout.has_affected()) absl::StrAppendFormat(&text, " %d of %d", readout.affected(), readout.at_risk());
  if (readout.has_time_point()) absl::StrAppend(&text, " at ", TimeText(readout.time_point()));
  return text;
}

std::string ValueText(const v1::Fact& fact) {
  if (fact.state() == v1::FACT_STATE_NOT_REPORTED) return "not reported";
  switch (fact.detail_case()) {
    case v1::Fact::kDose:
      return DoseText(fact.dose());
    case v1::Fact::kReadout:
      return ReadoutText(fact);
    case v1::Fact::kEndpoint: {
      const std::string times =
          absl::StrJoin(fact.endpoint().time_points(), ", ",
                        [](std::string* out, const auto& time) { absl::StrAppend(out, TimeText(time)); });
      return absl::StrCat(fact.value(), fact.endpoint().primary() ? " (primary)" : "", times.empty() ? "" : " at ",
                          times);
    }
    case v1::Fact::kTime:
    case v1::Fact::DETAIL_NOT_SET:
      break;
  }
  return fact.value();
}

}  // namespace

void DescribeFacts(const v1::EvFacts& facts, Sheet& sheet) {
  if (facts.facts().empty()) return;
  sheet.Heading("read out of the text");
  for (const v1::Fact& fact : facts.facts()) {
    const std::string words = fact.evidence().empty() ? "" : absl::StrCat(", \"", fact.evidence(0).text(), "\"");
    sheet.Field(fact.field(), absl::StrFormat("%s  (%.2f%s)", ValueText(fact), fact.confidence(), words));
  }
  sheet.Field("not found", absl::StrJoin(facts.not_found(), ", "));
}

}  // namespace trialweave::query
