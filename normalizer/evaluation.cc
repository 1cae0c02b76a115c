#include "normalizer/evaluation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/registry_id.h"
#include "normalizer/evidence/dose_grammar.h"
#include "normalizer/evidence/time_points.h"
#include "normalizer/formats/csv_row.h"

namespace trialweave::normalizer {
namespace {

// The fields that are scored, with the labels' column, and for facts whose labels are terms the terms' category.
struct Field {
  const char* name;
  const char* column;
  const char* category = "";
};
constexpr Field kFields[] = {{"class", "ev_class"},
                             {"source", "ev_source", "source"},
                             {"donor", "donor", "donor"},
                             {"isolation", "isolation", "isolation"},
                             {"product_attribute", "attributes", "attribute"},
                             {"dose", "dose_as_written"},
                             {"route", "route", "route"},
                             {"site", "site", "site"},
                             {"condition", "condition", "condition"},
                             {"endpoint", "endpoints", "endpoint"},
                             {"comparator", "comparator", "comparator"},
                             {"evidence_type", "evidence_type", "evidence_type"},
                             {"follow_up", "follow_up"},
                             {"phase", "phase"},
                             {"study_type", "study_type"},
                             {"status", "status"},
                             {"country", "country"},
                             {"start", "start"},
                             {"completion", "completion"},
                             {"enrollment", "n"}};

std::string_view CategoryOf(const std::string& field) {
  for (const Field& known : kFields) {
    if (field == known.name) return known.category;
  }
  return "";
}

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(absl::string_view(text.data(), text.size())); }

bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// A person's way to say that the value is not known.
bool SaysUnknown(const std::string& label) {
  const std::string text = Lower(label);
  for (const char* phrase : {"not in excerpt", "not in file", "not shown", "not in the excerpt"}) {
    if (Has(text, phrase)) return true;
  }
  for (const char* whole : {"", "?", "-", "n.a.", "na", "unknown", "none", "not stated", "not known"}) {
    if (text == whole) return true;
  }
  return false;
}

// Class labels in people's words. "|" joins what counts as right.
std::string ClassOf(const std::string& label) {
  const std::string text = Lower(label);
  if (Has(text, "not therapy") || Has(text, "biomarker") || Has(text, "diagnostic")) return "ev_biomarker|unspecified";
  if (Has(text, "conditioned medium") || Has(text, "extract") || Has(text, "secretome")) return "conditioned_medium";
  if (Has(text, "amniotic fluid")) return "other_biologic|ev_combined";
  if (absl::StartsWith(text, "pure") && Has(text, "arm")) return "ev_combined|pure_ev";
  if (absl::StartsWith(text, "pure")) return "pure_ev";
  if (Has(text, "mixed") || Has(text, "combined") || Has(text, "ev +") || Has(text, "+ ev")) return "ev_combined";
  if (Has(text, "prp") || Has(text, "platelet")) return "platelet_product";
  if (Has(text, "allograft") || Has(text, "tissue")) return "other_biologic";
  if (Has(text, "cell")) return "cells";
  return "";
}

// Before dates, which are right when the coarser begins the finer.
constexpr char kDate[] = "date ";

// "2024-05-01", "2024-05", "2024"
std::string DateText(const v1::PartialDate& date) {
  std::string text = absl::StrFormat("%04d", date.year());
  if (date.month() != 0) absl::StrAppendFormat(&text, "-%02d", date.month());
  if (date.month() != 0 && date.day() != 0) absl::StrAppendFormat(&text, "-%02d", date.day());
  return text;
}

std::string DoseText(double low, double high, const std::string& unit) {
  return absl::StrCat(low, low == high ? "" : absl::StrCat("..", high), " ", unit);
}

// "12 months", which are a year.
std::string TimeText(const v1::TimePoint& time) {
  return time.unit() == "years" ? absl::StrCat(12 * time.value(), " months")
                                : absl::StrCat(time.value(), " ", time.unit());
}

const v1::EvFacts& FactsOf(const v1::NormalizedRecord& record) {
  return record.has_publication() ? record.publication().ev_facts() : record.registration().ev_facts();
}

std::string PhaseName(v1::Phase phase) { return Lower(v1::Phase_Name(phase)); }

// Whether a found value is one of an expected one's spellings.
bool IsOneOf(const std::string& found, const std::string& expected) {
  if (expected.starts_with(kDate)) return found.starts_with(expected) || expected.starts_with(found);
  // A dose whose label names no unit is right in any.
  if (expected.ends_with(' ')) return found.starts_with(expected);
  const std::vector<std::string> spellings = absl::StrSplit(expected, '|');
  return std::find(spellings.begin(), spellings.end(), found) != spellings.end();
}

// What stands behind the number of a dose.
std::string_view UnitOf(std::string_view dose) { return dose.substr(std::min(dose.find(' '), dose.size())); }

// Found doses that are an expected one of the same unit times a power of ten.
int CountWrongPowers(const std::set<std::string>& expected, const std::set<std::string>& allowed,
                     const std::set<std::string>& found) {
  const auto low = [](const std::string& dose) {
    double value = 0;
    return absl::SimpleAtod(dose.substr(0, dose.find_first_of(". ", dose.find_first_not_of("0123456789.e+-"))), &value)
               ? value
               : 0;
  };
  int wrong = 0;
  for (const std::string& dose : found) {
    if (expected.count(dose) != 0 || allowed.count(dose) != 0) continue;
    wrong += std::any_of(expected.begin(), expected.end(), [&](const std::string& known) {
      if (low(dose) <= 0 || low(known) <= 0) return false;
      if (UnitOf(known) != " " && UnitOf(known) != UnitOf(dose)) return false;
      const double power = std::log10(low(dose) / low(known));
      return std::abs(power) > 0.5 && std::abs(power - std::round(power)) < 1e-6;
    });
  }
  return wrong;
}

}  // namespace

absl::Status Evaluation::ReadLabels(std::string_view csv) {
  CsvRows table;
  const ParseLimits limits;
  ParseContext context{vocabulary_.get(), limits};
  if (absl::StartsWith(absl::string_view(csv.data(), csv.size()), "\xEF\xBB\xBF")) csv.remove_prefix(3);
  if (const auto cause = table.Read(csv, context, {})) {
    return absl::InvalidArgumentError(absl::StrCat("the labels are no CSV: ", cause->message()));
  }
  const auto& columns = table.columns();
  const auto id_column = std::find(columns.begin(), columns.end(), "registry_id");
  if (id_column == columns.end()) return absl::InvalidArgumentError("the labels have no column registry_id");
  for (const auto& fields : table.rows()) {
    Row row;
    for (size_t i = 0; i < columns.size(); ++i)
      row.cells[columns[i]] = std::string(absl::StripAsciiWhitespace(fields[i].text));
    row.id = row.cells["registry_id"];
    // "EUCTR2021-000001-14-ES" is the registration's EUCTR2021-000001-14.
    if (const auto id = common::ParseRegistryId(row.id)) row.id = id->value;
    if (!row.id.empty()) rows_.push_back(std::move(row));
  }
  return rows_.empty() ? absl::InvalidArgumentError("no label has a registry_id") : absl::OkStatus();
}

void Evaluation::Take(const v1::NormalizedRecord& record) {
  if (!record.has_registration() && !record.has_publication()) return;
  const v1::Registration& registration = record.registration();
  for (const Row& row : rows_) {
    const bool same = row.id == registration.registration_id() || row.id == record.publication().name() ||
                      std::any_of(registration.aliases().begin(), registration.aliases().end(),
                                  [&row](const v1::Identifier& alias) { return alias.value() == row.id; });
    if (same) records_[row.id].push_back(record);
  }
}

Evaluation::Expected Evaluation::ExpectedOf(const std::string& field, const std::string& label) const {
  Expected expected;
  if (SaysUnknown(label)) return expected;
  expected.asked = true;
  Values& values = expected.values;
  const auto terms = [&](std::string_view category) {
    for (const absl::string_view part : absl::StrSplit(label, ';', absl::SkipWhitespace())) {
      const std::string text(absl::StripAsciiWhitespace(part));
      bool read = false;
      // "single arm" is single_arm; "serum" is no source, but what EVs are measured in.
      const std::string name = absl::StrReplaceAll(Lower(text), {{" ", "_"}, {"-", "_"}});
      for (const Term& term : vocabulary_->evidence_terms()->terms()) {
        if (category == "source" || term.category.name() != category || term.value != name) continue;
        values.insert(name);
        read = true;
        break;
      }
      for (const TermMatch& match : vocabulary_->evidence_terms()->Find(text)) {
        if (match.term->category.name() != category || match.term->value == "lookalike") continue;
        values.insert(match.term->value);
        read = true;
      }
      if (!read && !SaysUnknown(text)) expected.unread.insert(text);
    }
  };
  if (field == "class") {
    const std::string value = ClassOf(label);
    if (!value.empty()) values.insert(value);
  } else if (const std::string_view category = CategoryOf(field); !category.empty()) {
    terms(category);
  } else if (field == "follow_up") {
    for (const FoundTime& time : FindTimes(label)) values.insert(TimeText(time.point));
  } else if (field == "dose") {
    for (const Dose& dose : WithoutDiluents(label, FindDoses(label))) {
      if (dose.reading.has_value()) values.insert(DoseText(dose.reading->low, dose.reading->high, dose.unit));
    }
    for (const Dose& dose : FindDoses(label)) {
      if (dose.reading.has_value()) expected.allowed.insert(DoseText(dose.reading->low, dose.reading->high, dose.unit));
    }
  } else if (field == "phase") {
    if (const auto phases = vocabulary_->Phases("ictrp", label)) {
      for (const v1::Phase phase : *phases) values.insert(PhaseName(phase));
    }
  } else if (field == "study_type") {
    if (const auto type = vocabulary_->StudyType("ctgov", label)) values.insert(Lower(v1::StudyType_Name(*type)));
  } else if (field == "status") {
    const std::string head(absl::StripAsciiWhitespace(label.substr(0, label.find_first_of("(/,;"))));
    for (const char* source : {"ctgov", "ictrp"}) {
      if (const auto status = vocabulary_->Status(source, head); status.has_value() && values.empty()) {
        values.insert(Lower(v1::RecruitmentStatus_Name(*status)));
      }
    }
  } else if (field == "country") {
    for (absl::string_view part : absl::StrSplit(label, absl::ByAnyChar(";/"))) {
      part = absl::StripAsciiWhitespace(part.substr(0, part.find('(')));
      if (const auto code = vocabulary_->Country({part.data(), part.size()})) values.insert(*code);
    }
  } else if (field == "start" || field == "completion") {
    // "2025-12-31 (est.)"; of a label and a record the coarser date counts.
    const std::string date = label.substr(0, label.find(' '));
    if (!date.empty() && date.find_first_not_of("0123456789-") == std::string::npos) values.insert(kDate + date);
  } else if (field == "enrollment") {
    const size_t digits = label.find_first_not_of("0123456789");
    if (digits != 0) values.insert(label.substr(0, digits));
  }
  if (field == "source") {
    if (values.size() > 1) values.erase("mesenchymal_stem_cell");
    if (values.count("whartons_jelly") != 0) values.erase("umbilical_cord");
    // The finer value is right, too.
    if (values.erase("umbilical_cord") != 0) values.insert("umbilical_cord|whartons_jelly");
  } else if (field == "condition") {
    if (values.erase("oa") != 0) values.insert("knee_oa|other_oa|oa_unspecified");
  }
  // A label in words that no rule reads asks nothing.
  expected.asked = !values.empty();
  return expected;
}

Evaluation::Found Evaluation::FoundIn(const std::string& field,
                                      const std::vector<v1::NormalizedRecord>& records) const {
  Found found;
  Values& values = found.values;
  const auto take = [&found](std::string value, const v1::Fact& fact) {
    int& confidence = found.confidence[value];
    confidence = std::max(confidence, static_cast<int>(std::lround(100 * fact.confidence())));
    found.values.insert(std::move(value));
  };
  for (const v1::NormalizedRecord& record : records) {
    const v1::Study& study = record.registration().study();
    const v1::EvFacts& facts = FactsOf(record);
    if (field == "class") {
      const std::string name = v1::ProductClass_Name(facts.product_class());
      values.insert(Lower(name.substr(sizeof("PRODUCT_CLASS_") - 1)));
      for (const v1::Fact& fact : facts.facts()) {
        if (fact.field() == "product_class") take(fact.value(), fact);
      }
    } else if (field == "phase") {
      for (const int phase : study.phases()) values.insert(PhaseName(static_cast<v1::Phase>(phase)));
    } else if (field == "study_type") {
      if (study.study_type() != v1::STUDY_TYPE_UNSPECIFIED)
        values.insert(Lower(v1::StudyType_Name(study.study_type())));
    } else if (field == "status") {
      if (study.status() != v1::RECRUITMENT_STATUS_UNSPECIFIED)
        values.insert(Lower(v1::RecruitmentStatus_Name(study.status())));
    } else if (field == "country") {
      values.insert(study.countries().begin(), study.countries().end());
    } else if (field == "start" || field == "completion") {
      const v1::StudyDate& date = field == "start"              ? study.start_date()
                                  : study.has_completion_date() ? study.completion_date()
                                                                : study.primary_completion_date();
      if (date.has_date()) values.insert(kDate + DateText(date.date()));
    } else if (field == "enrollment") {
      if (study.enrollment().has_count()) values.insert(absl::StrCat(study.enrollment().count()));
    } else {
      for (const v1::Fact& fact : facts.facts()) {
        if (fact.field() != field || fact.state() == v1::FACT_STATE_NOT_REPORTED) continue;
        if (field == "follow_up") {
          take(TimeText(fact.time()), fact);
        } else if (field != "dose") {
          take(fact.value(), fact);
        } else if (fact.dose().has_low()) {
          take(DoseText(fact.dose().low(), fact.dose().high(), fact.dose().unit()), fact);
        }
      }
    }
  }
  // Of several records of one registration, one may say more than another.
  if (field == "class" && values.size() > 1) values.erase("unspecified");
  if (field == "source" && values.size() > 1) values.erase("mesenchymal_stem_cell");
  return found;
}

Evaluation::Score Evaluation::ScoreOf(const std::string& field, const std::string& column, std::string* errors) const {
  Score score;
  for (const Row& row : rows_) {
    const auto cell = row.cells.find(column);
    const auto records = records_.find(row.id);
    if (cell == row.cells.end() || records == records_.end()) continue;
    const Expected expected = ExpectedOf(field, cell->second);
    for (const std::string& part : expected.unread)
      absl::StrAppend(errors, "unread_label: ", row.id, " ", field, " [", part, "]\n");
    if (!expected.asked) continue;
    ++score.cases;
    const Found of_records = FoundIn(field, records->second);
    const Values& found = of_records.values;
    int wrong = 0;
    for (const std::string& value : found) {
      const bool right = std::any_of(expected.values.begin(), expected.values.end(),
                                     [&value](const std::string& known) { return IsOneOf(value, known); });
      if (!right && expected.allowed.count(value) != 0) continue;
      ++(right ? score.right : wrong);
      if (const auto at = of_records.confidence.find(value); at != of_records.confidence.end()) {
        auto& [right_ones, all] = score.by_confidence[at->second];
        right_ones += right ? 1 : 0;
        ++all;
      }
      if (!right && field == "class" && value == "pure_ev") ++score.forbidden;
    }
    const auto missed =
        std::count_if(expected.values.begin(), expected.values.end(), [&found](const std::string& known) {
          return std::none_of(found.begin(), found.end(),
                              [&known](const std::string& value) { return IsOneOf(value, known); });
        });
    score.wrong += wrong;
    score.missed += static_cast<int>(missed);
    if (field == "dose") score.forbidden += CountWrongPowers(expected.values, expected.allowed, found);
    if (wrong + missed > 0) {
      absl::StrAppend(errors, "error: ", row.id, " ", field, " expected [", absl::StrJoin(expected.values, ", "),
                      "] found [", absl::StrJoin(found, ", "), "]\n");
    }
  }
  return score;
}

void Evaluation::Print(std::ostream* out) const {
  *out << "labels: " << rows_.size() << "\nrecords_found: " << records_.size() << "\n";
  std::string errors;
  std::map<std::string, int> forbidden;
  for (const Field& field : kFields) {
    const Score score = ScoreOf(field.name, field.column, &errors);
    forbidden[field.name] = score.forbidden;
    const auto share = [](double part, double whole) { return whole == 0 ? 0 : part / whole; };
    const double precision = share(score.right, score.right + score.wrong);
    const double recall = share(score.right, score.right + score.missed);
    const double f1 = share(2 * precision * recall, precision + recall);
    for (const auto& [name, value] :
         {std::pair("precision", precision), std::pair("recall", recall), std::pair("f1", f1)}) {
      char line[128];
      std::snprintf(line, sizeof(line), "%s_%s: %.4f\n", field.name, name, value);
      *out << line;
    }
    *out << field.name << "_right: " << score.right << "\n"
         << field.name << "_wrong: " << score.wrong << "\n"
         << field.name << "_missed: " << score.missed << "\n"
         << field.name << "_cases: " << score.cases << "\n";
    for (const auto& [confidence, counts] : score.by_confidence) {
      *out << absl::StrFormat("%s_confidence_%.2f: %.4f of %d\n", field.name, confidence / 100.0,
                              share(counts.first, counts.second), counts.second);
    }
  }
  *out << "wrongly_pure_ev: " << forbidden["class"] << "\n";
  *out << "wrong_power_of_ten: " << forbidden["dose"] << "\n" << errors;
  for (const Row& row : rows_) {
    if (records_.count(row.id) == 0) *out << "no_record: " << row.id << "\n";
  }
}

}  // namespace trialweave::normalizer
