#include "normalizer/formats/euctr_sections.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

// The clinical trial application form (EudraCT, annex 1 of CT-1) as the register prints it. A section without a code is
// not read; it is here to tell where the one before it ends.
constexpr EuctrSection kSections[] = {
    {"X.1", "", "EudraCT Number"},
    {"X.2", "", "Sponsor's Protocol Code Number"},
    {"X.3", "", "National Competent Authority"},
    {"X.4", "", "Clinical Trial Type"},
    {"X.5", "", "Trial Status"},
    {"X.6", "", "Date on which this record was first entered"},
    {"X.7", "", "Link"},
    {"A.1", "A.1", "Member State Concerned"},
    {"A.2", "A.2", "EudraCT number"},
    {"A.3", "A.3", "Full title of the trial", true},
    {"A.3.1", "A.3.1", "Title of the trial for lay people, in easily understood,", true},
    {"A.3.2", "A.3.2", "Name or abbreviated title of the trial where available", true},
    {"A.4.1", "A.4.1", "Sponsor's protocol code number"},
    {"A.5.1", "A.5.1", "ISRCTN"},
    {"A.5.2", "A.5.2", "US NCT"},
    {"A.5.3", "A.5.3", "WHO Universal Trial"},
    {"A.5.4", "A.5.4", "Other Identifiers"},
    {"", "A.6", "Is this a resubmission"},
    {"", "A.7", "Trial is part of a Paediatric Investigat"},
    {"A.8", "A.8", "EMA Decision number of Paediatric Investigation Plan"},
    {"B.1.1", "B.1.1", "Name of Sponsor"},
    {"", "B.1.3.4", "Country"},
    {"B.3.1", "B.3.1", "and B.3.2"},
    {"", "B.4", "Source(s) of Monetary or Material Suppor"},
    {"B.4.1", "B.4.1", "Name of organisation providing support"},
    {"", "B.4.2", "Country"},
    {"D.1.2", "D.1.2", "and D.1.3 IMP Role"},
    {"", "D.2", "Status of the IMP to be used in the clin"},
    {"", "D.2.1", "IMP to be used in the trial has a market"},
    {"D.2.1.1.1", "D.2.1.1.1", "Trade name"},
    {"", "D.2.1.1.2", "Name of the"},
    {"", "D.2.1.2", "Country which granted"},
    {"", "D.2.5", "The IMP has been designated in this indi"},
    {"", "D.2.5.1", "Orphan drug designation number"},
    {"", "D.3", "Description of the IMP"},
    {"D.3.1", "D.3.1", "Product name"},
    {"D.3.2", "D.3.2", "Product code"},
    {"", "D.3.3", "ATC"},
    {"D.3.4", "D.3.4", "Pharmaceutical form"},
    {"", "D.3.4.1", "Specific paediatric formulation"},
    {"D.3.7", "D.3.7", "Routes of administration for this IMP"},
    {"", "D.3.8", "to D.3.10 IMP Identification Details (Ac"},
    {"D.3.8", "D.3.8", "INN - Proposed INN"},
    {"", "D.3.9.1", "CAS number"},
    {"D.3.9.2", "D.3.9.2", "Current sponsor code"},
    {"D.3.9.3", "D.3.9.3", "Other descriptive name"},
    {"", "D.3.9.4", "EV Substance Code"},
    {"", "D.3.10", "Strength"},
    {"D.3.10.1", "D.3.10.1", "Concentration unit"},
    {"D.3.10.2", "D.3.10.2", "Concentration type"},
    {"D.3.10.3", "D.3.10.3", "Concentration number"},
    {"", "D.3.11", "The IMP contains an"},
    {"", "D.8", "Information on Placebo"},
    {"D.8", "D.8", "Placebo"},
    {"D.8.1", "D.8.1", "Is a Placebo used in this Trial?"},
    {"", "D.8.2", "Placebo"},
    {"D.8.3", "D.8.3", "Pharmaceutical form of the placebo"},
    {"D.8.4", "D.8.4", "Route of administration of the placebo"},
    {"", "E.1", "Medical condition or disease under inves"},
    {"E.1.1", "E.1.1", "Medical condition(s) being investigated", true},
    {"E.1.1.1", "E.1.1.1", "Medical condition in easily understood language", true},
    {"E.1.1.2", "E.1.1.2", "Therapeutic area"},
    {"", "E.1.3", "Condition being studied is a rare diseas"},
    {"", "E.2", "Objective of the trial"},
    {"E.2.1", "E.2.1", "Main objective of the trial", true},
    {"E.2.2", "E.2.2", "Secondary objectives of the trial", true},
    {"", "E.2.3", "Trial contains a sub-study"},
    {"", "E.2.3.1", "Full title", true},
    {"E.3", "E.3", "Principal inclusion criteria", true},
    {"E.4", "E.4", "Principal exclusion criteria", true},
    {"", "E.5", "End points"},
    {"E.5.1", "E.5.1", "Primary end point(s)", true},
    {"E.5.1.1", "E.5.1.1", "Timepoint(s) of evaluation of this end point", true},
    {"E.5.2", "E.5.2", "Secondary end point(s)", true},
    {"E.5.2.1", "E.5.2.1", "Timepoint(s) of evaluation of this end point", true},
    {"", "E.6", "and E.7 Scope of the trial"},
    {"", "E.6", "Scope of the Trial"},
    {"E.6.1", "E.6.1", "Diagnosis"},
    {"E.6.2", "E.6.2", "Prophylaxis"},
    {"E.6.3", "E.6.3", "Therapy"},
    {"E.6.4", "E.6.4", "Safety"},
    {"E.6.5", "E.6.5", "Efficacy"},
    {"E.6.6", "E.6.6", "Pharmacokinetic"},
    {"E.6.7", "E.6.7", "Pharmacodynamic"},
    {"E.6.8", "E.6.8", "Bioequivalence"},
    {"E.6.9", "E.6.9", "Dose response"},
    {"E.6.10", "E.6.10", "Pharmacogenetic"},
    {"E.6.11", "E.6.11", "Pharmacogenomic"},
    {"E.6.12", "E.6.12", "Pharmacoeconomic"},
    {"", "E.6.13", "Others"},
    {"", "E.6.13.1", "Other scope"},
    {"", "E.7", "Trial type and phase"},
    {"E.7.1", "E.7.1", "Human pharmacology (Phase I)"},
    {"", "E.7.1.1", "First administration to humans"},
    {"E.7.1.2", "E.7.1.2", "Bioequivalence study"},
    {"", "E.7.1.3", "Other"},
    {"", "E.7.1.3.1", "Other trial type description", true},
    {"E.7.2", "E.7.2", "Therapeutic exploratory (Phase II)"},
    {"E.7.3", "E.7.3", "Therapeutic confirmatory (Phase III)"},
    {"E.7.4", "E.7.4", "Therapeutic use (Phase IV)"},
    {"", "E.8", "Design of the trial"},
    {"", "E.8.1", "Controlled"},
    {"E.8.1.1", "E.8.1.1", "Randomised"},
    {"E.8.1.2", "E.8.1.2", "Open"},
    {"E.8.1.3", "E.8.1.3", "Single blind"},
    {"E.8.1.4", "E.8.1.4", "Double blind"},
    {"E.8.1.5", "E.8.1.5", "Parallel group"},
    {"E.8.1.6", "E.8.1.6", "Cross over"},
    {"", "E.8.1.7", "Other"},
    {"E.8.1.7.1", "E.8.1.7.1", "Other trial design description", true},
    {"", "E.8.2", "Comparator of controlled trial"},
    {"", "E.8.2.1", "Other medicinal product(s)"},
    {"", "E.8.2.2", "Placebo"},
    {"", "E.8.2.3", "Other"},
    {"E.8.2.3.1", "E.8.2.3.1", "Comparator description", true},
    {"", "E.8.2.4", "Number of treatment arms in the trial"},
    {"", "E.8.3", "The trial involves single site in the Me"},
    {"", "E.8.4", "The trial involves multiple sites in the"},
    {"", "E.8.4.1", "Number of sites anticipated in Member St"},
    {"", "E.8.5", "The trial involves multiple Member State"},
    {"", "E.8.5.1", "Number of sites anticipated in the EEA"},
    {"", "E.8.6", "Trial involving sites outside the EEA"},
    {"", "E.8.6.1", "Trial being conducted both within and ou"},
    {"", "E.8.6.2", "Trial being conducted completely outside"},
    {"E.8.6.3", "E.8.6.3", "If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which"},
    {"", "E.8.7", "Trial has a data monitoring committee"},
    {"", "E.8.7", "Trial has"},
    {"", "E.8.8", "Definition of the end of the trial and j", true},
    {"", "E.8.9", "Initial estimate of the duration of the"},
    {"", "E.8.9.1", "In the Member State concerned months"},
    {"", "E.8.9.1", "In the Member State concerned years"},
    {"", "E.8.9.1", "In the Member State concerned days"},
    {"", "E.8.9.2", "In all countries concerned by the trial"},
    {"", "E.8.9.2", "In all countries concerned by the trial"},
    {"", "E.8.9.2", "In all countries concerned by the trial"},
    {"", "F.1", "Age Range"},
    {"", "F.1.1", "Number of subjects for this age range"},
    {"F.1.1", "F.1.1", "Trial has subjects under 18"},
    {"F.1.1.1", "F.1.1.1", "In Utero"},
    {"", "F.1.1.1.1", "Number of"},
    {"F.1.1.2", "F.1.1.2", "Preterm newborn infants (up to gestational age < 37 weeks)"},
    {"", "F.1.1.2.1", "Number of"},
    {"F.1.1.3", "F.1.1.3", "Newborns (0-27 days)"},
    {"", "F.1.1.3.1", "Number of"},
    {"F.1.1.4", "F.1.1.4", "Infants and toddlers (28 days-23 months)"},
    {"", "F.1.1.4.1", "Number of"},
    {"F.1.1.5", "F.1.1.5", "Children (2-11years)"},
    {"", "F.1.1.5.1", "Number of"},
    {"F.1.1.6", "F.1.1.6", "Adolescents (12-17 years)"},
    {"", "F.1.1.6.1", "Number of"},
    {"F.1.2", "F.1.2", "Adults (18-64 years)"},
    {"", "F.1.2.1", "Number of subjects for this age range"},
    {"F.1.3", "F.1.3", "Elderly (>=65 years)"},
    {"", "F.1.3.1", "Number of subjects for this age range"},
    {"", "F.2", "Gender"},
    {"F.2.1", "F.2.1", "Female"},
    {"F.2.2", "F.2.2", "Male"},
    {"", "F.3", "Group of trial subjects"},
    {"F.3.1", "F.3.1", "Healthy volunteers"},
    {"", "F.3.2", "Patients"},
    {"", "F.3.3", "Specific vulnerable populations"},
    {"", "F.3.3.1", "Women of childbearing potential not usin"},
    {"", "F.3.3.2", "Women of child-bearing potential using c"},
    {"", "F.3.3.3", "Pregnant women"},
    {"", "F.3.3.4", "Nursing women"},
    {"", "F.3.3.5", "Emergency situation"},
    {"", "F.3.3.6", "Subjects incapable of giving consent per"},
    {"", "F.3.3.6.1", "Details of subjects incapable of giving", true},
    {"", "F.3.3.7", "Others"},
    {"", "F.3.3.7.1", "Details of", true},
    {"", "F.4", "Planned number of subjects to be include"},
    {"F.4.1", "F.4.1", "In the member state"},
    {"", "F.4.2", "For a multinational trial"},
    {"F.4.2.1", "F.4.2.1", "In the EEA"},
    {"F.4.2.2", "F.4.2.2", "In the whole clinical trial"},
    {"", "F.5", "Plans for treatment or care after the su", true},
    {"", "G.4", "Investigator Network"},
    {"", "G.4.1", "Name of"},
    {"", "B.5", "Contact point"},
    {"E.8.6.3", "E.8.6.3", "trial sites planned in"},
    {"D.IMP", "D.IMP", ""},
    {"E.1.2", "E.1.2", "Medical condition or disease"},
    {"", "E.1.2", "Version"},
    {"", "E.1.2", "Level"},
    {"E.1.2 code", "E.1.2", "Classification code"},
    {"E.1.2 term", "E.1.2", "Term"},
    {"", "E.1.2", "System Organ Class"},
    {"N. authority", "N.", "Competent Authority Decision"},
    {"N. authority date", "N.", "Date of Competent Authority Decision"},
    {"N. opinion", "N.", "Ethics Committee Opinion of the trial application"},
    {"", "N.", "Ethics Committee Opinion: Reason"},
    {"N. opinion date", "N.", "Date of Ethics Committee Opinion"},
    {"P. status", "P.", "End of Trial Status"},
    {"P. date", "P.", "Date of the global end of the trial"},
    {"P. date here", "P.", "Date of the end of the trial"},
};

// Headings of parts, and what is all of no use or of no business here: the contact (B.5), kinds of product (D.3.11).
constexpr EuctrSection kIgnored = {"", "", ""};
constexpr std::string_view kIgnoredStarts[] = {"A. Protocol Information",
                                               "B. Sponsor Information",
                                               "B.5.",
                                               "D. IMP Identification",
                                               "D.3.11.",
                                               "E. General Information",
                                               "MedDRA Classification",
                                               "F. Population of Trial Subjects",
                                               "G. Investigator Networks",
                                               "N. Review by",
                                               "P. End of Trial",
                                               "C. Applicant Identification"};

constexpr std::string_view kLanguages[] = {"bg", "cs", "da", "de", "el", "en", "es", "et", "fi",
                                           "fr", "ga", "hr", "hu", "is", "it", "lt", "lv", "mt",
                                           "nl", "no", "pl", "pt", "ro", "sk", "sl", "sv"};

bool IsLanguage(std::string_view text) {
  return std::find(std::begin(kLanguages), std::end(kLanguages), text) != std::end(kLanguages);
}

// The number that a line begins with, up to its blank or tab: "A.3", "N.", "D.IMP:".
std::string_view NumberOf(std::string_view line) {
  if (line.size() < 3 || !absl::ascii_isupper(line[0]) || line[1] != '.') return "";
  std::string_view number = line.substr(0, line.find_first_of(" \t"));
  if (number.ends_with(":")) number.remove_suffix(1);
  return number;
}

// By what is printed before the label, in the order of the table.
const std::unordered_multimap<std::string_view, const EuctrSection*>& ByNumber() {
  static const auto* const map = [] {
    auto* sections = new std::unordered_multimap<std::string_view, const EuctrSection*>();
    for (const EuctrSection& section : kSections) sections->emplace(section.printed, &section);
    return sections;
  }();
  return *map;
}

// Behind the label stand its rest, a language in brackets, and a colon.
EuctrLine Cut(const EuctrSection* section, std::string_view line) {
  EuctrLine result{section, {}, line.substr(line.size())};
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    // "D.8.1 Is a Placebo used in this Trial? Yes"
    const size_t question = line.find("? ");
    if (question != std::string_view::npos) result.value = line.substr(question + 2);
    return result;
  }
  result.value = line.substr(colon + 1);
  if (section->localized && colon >= 4 && line[colon - 1] == ')' && line[colon - 4] == '(' &&
      IsLanguage(line.substr(colon - 3, 2))) {
    result.language = line.substr(colon - 3, 2);
  }
  return result;
}

// "Full title of the trial (x-y)" as ctrdata makes keys of labels: lower case, blanks to "_", other marks dropped.
std::string KeyOf(std::string_view label) {
  std::string key;
  for (const char c : label) {
    if (absl::ascii_isalnum(c)) key.push_back(absl::ascii_tolower(c));
    if (c == ' ' || c == '\t') key.push_back('_');
  }
  return key;
}

// "A.3" as "a3", "N." as "n".
std::string CompactNumber(std::string_view printed) {
  std::string number;
  for (const char c : printed) {
    if (c != '.') number.push_back(absl::ascii_tolower(c));
  }
  return number;
}

struct KeyRow {
  std::string label;
  const EuctrSection* section;
};

const std::unordered_map<std::string, std::vector<KeyRow>>& ByKeyNumber() {
  static const auto* const map = [] {
    auto* rows = new std::unordered_map<std::string, std::vector<KeyRow>>();
    for (const EuctrSection& section : kSections) {
      const bool summary = section.printed.empty();
      const std::string number = CompactNumber(summary ? section.code : section.printed);
      (*rows)[number].push_back({KeyOf(section.label), &section});
    }
    return rows;
  }();
  return *map;
}

}  // namespace

EuctrLine ReadEuctrLine(std::string_view line, bool in_summary) {
  const std::string_view number = NumberOf(line);
  if (number.empty() && !in_summary) {
    const bool sponsor = line.starts_with("Sponsor ") && line.size() < 12;
    return {sponsor || line == "MedDRA Classification" ? &kIgnored : nullptr, {}, {}};
  }
  std::string_view label = line.substr(number.size());
  while (!number.empty() && !label.empty() && (label[0] == ' ' || label[0] == '\t')) label.remove_prefix(1);
  const auto [begin, end] = ByNumber().equal_range(number);
  const EuctrSection* best = nullptr;
  for (auto row = begin; row != end; ++row) {
    const EuctrSection* section = row->second;
    // The longest label that fits: "Other" is none of "Other trial type description".
    if (label.starts_with(section->label) && (best == nullptr || section->label.size() > best->label.size()))
      best = section;
  }
  if (best != nullptr) return Cut(best, line);
  for (std::string_view start : kIgnoredStarts) {
    if (line.starts_with(start)) return {&kIgnored, {}, {}};
  }
  return {nullptr, {}, {}};
}

const EuctrSection* EuctrSectionOfKey(std::string_view key, std::string_view* language) {
  *language = "";
  const size_t blank = key.find('_');
  if (blank == std::string_view::npos || blank > 16) return nullptr;
  const auto rows = ByKeyNumber().find(std::string(key.substr(0, blank)));
  if (rows == ByKeyNumber().end()) return nullptr;
  const std::string_view label = key.substr(blank + 1);
  const EuctrSection* best = nullptr;
  size_t length = 0;
  for (const KeyRow& row : rows->second) {
    if (label.starts_with(row.label) && (best == nullptr || row.label.size() > length)) {
      best = row.section;
      length = row.label.size();
    }
  }
  if (best != nullptr && best->localized && label.size() > 3 && label[label.size() - 3] == '_' &&
      IsLanguage(label.substr(label.size() - 2))) {
    *language = label.substr(label.size() - 2);
  }
  return best;
}

}  // namespace trialweave::normalizer
