#include "query/export/ris_trial_writer.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "query/export/trial_values.h"
#include "query/filter/field.h"

namespace trialweave::query {
namespace {

using v1::Study;

// A line; a value of several lines becomes one, since a line that begins like a tag would be one.
void Line(absl::string_view tag, absl::string_view value, std::string* out) {
  const absl::string_view text = absl::StripAsciiWhitespace(value);
  if (text.empty()) return;
  absl::StrAppend(out, tag, "  - ");
  for (const char c : text) out->push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  out->append("\r\n");
}

// An author that is no person ends in a comma, so that it is not parted into names.
void Organisation(absl::string_view tag, absl::string_view name, std::string* out) {
  if (!name.empty()) Line(tag, absl::StrCat(name, ","), out);
}

void Titles(const Study& study, std::string* out) {
  const LocalizedTexts& titles = study.titles().empty() ? study.official_titles() : study.titles();
  const absl::string_view title = PreferredText(titles);
  Line("TI", title, out);
  for (const v1::LocalizedText& each : titles) {
    if (each.text() != title) Line("TT", each.text(), out);
  }
}

// "2024/05//": what is not known stays open.
void Dates(const v1::PartialDate& date, std::string* out) {
  if (date.year() == 0) return;
  Line("PY", absl::StrFormat("%04d", date.year()), out);
  const std::string month = date.month() == 0 ? "" : absl::StrFormat("%02d", date.month());
  const std::string day = date.day() == 0 ? "" : absl::StrFormat("%02d", date.day());
  Line("DA", absl::StrFormat("%04d/%s/%s/", date.year(), month, day), out);
}

void Keywords(const Study& study, std::string* out) {
  for (const v1::Condition& condition : study.conditions()) Line("KW", PreferredText(condition.names()), out);
  for (const v1::Intervention& each : study.interventions()) Line("KW", PreferredText(each.names()), out);
  for (const v1::LocalizedText& keyword : study.keywords()) Line("KW", keyword.text(), out);
}

}  // namespace

void RisTrialWriter::WriteParsed(const v1::Trial& trial, std::string* out) {
  const Study& study = trial.study();
  Line("TY", "DBASE", out);
  Line("ID", absl::StripPrefix(trial.name(), "trials/"), out);
  Titles(study, out);
  Line("AB", PreferredText(study.summaries()), out);
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    Organisation(sponsor.lead() ? "AU" : "A2", PreferredText(sponsor.names()), out);
  }
  Dates(study.registration_date().date(), out);
  Keywords(study, out);
  Line("M3", EnumValueName(Field::kStudyType, study.study_type()), out);
  for (const std::string& id : trial.registration_ids()) Line("UR", RegistrationPage(id), out);
  Line("AN", absl::StrJoin(trial.registration_ids(), "; "), out);
  Line("DB", absl::StrJoin(trial.registries(), "; "), out);
  out->append("ER  - \r\n");
}

}  // namespace trialweave::query
