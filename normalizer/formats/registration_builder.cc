#include "normalizer/formats/registration_builder.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/registry_id.h"
#include "common/status.h"
#include "normalizer/formats/printed_age.h"
#include "normalizer/formats/printed_date.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/printed_identifier.h"
#include "normalizer/formats/printed_masking.h"
#include "normalizer/formats/printed_outcome.h"
#include "normalizer/formats/printed_phase.h"

namespace trialweave::normalizer {
namespace {

// Letters only, without case: "Example, Ada" and "ada example" differ, which is enough for equal fields.
std::string NameKey(std::string_view name) {
  std::string key;
  for (char c : name) {
    if (absl::ascii_isalpha(c) || static_cast<unsigned char>(c) >= 0x80) key.push_back(absl::ascii_tolower(c));
  }
  return key;
}

// No entry of any registry comes near. Lists that are searched for duplicates are the shorter ones.
constexpr int kMaxValues = 100'000;
constexpr int kMaxDistinct = 2'000;

}  // namespace

RegistrationBuilder::RegistrationBuilder(const ParseContext& context, SourceTraits traits)
    : context_(context), traits_(std::move(traits)) {}

bool RegistrationBuilder::Room(int size) {
  if (size >= kMaxDistinct) overflowed_ = true;
  return !overflowed_;
}

std::string RegistrationBuilder::Clean(std::string_view printed, std::string_view field) const {
  if (overflowed_) return "";
  std::string text = CleanText(printed, traits_.style);
  // Spellings of nothing are short; the vocabulary need not see abstracts.
  if (text.size() <= 64 && vocabulary().IsNull(field, text)) return "";
  return text;
}

void RegistrationBuilder::At(std::string_view field, const Where& where) {
  if (provenance_.size() >= kMaxValues) overflowed_ = true;
  if (overflowed_) return;
  provenance_.Add(field, where.path, 0, where.offset, where.length);
  if (field == "registration_id") identifier_place_ = where;
  if (field == "url") url_placed_ = true;
}

std::optional<Where> RegistrationBuilder::PlaceOf(std::string_view field) const {
  v1::Registration registration;
  registration.set_packed_provenance(common::ProvenancePacker(provenance_).Take());
  for (const v1::FieldProvenance& place : common::ProvenanceOf(registration)) {
    if (place.field() == field) return Where{place.path(), place.offset(), place.length()};
  }
  return std::nullopt;
}

bool RegistrationBuilder::SetIdentifier(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  const std::optional<OwnIdentifier> own = ReadOwnIdentifier(text);
  if (!own.has_value()) return false;
  v1::Identifier identifier = MakeIdentifier(own->id, text, "");
  const v1::Identifier as_printed = identifier;
  if (own->remark) Note("registration_id: a remark behind it left out");
  const bool obsolete = ReplaceObsolete(context_.aliases, &identifier);
  registration_.set_registration_id(identifier.value());
  registration_.set_registry(identifier.scheme());
  registration_.set_country_part(own->id.country);
  registration_.set_name(absl::StrCat("registrations/", identifier.value()));
  if (!identifier.repair().empty()) Note(absl::StrCat("registration_id: ", identifier.repair()));
  At("registration_id", where);
  if (obsolete) TakeAlias(as_printed, where);
  return true;
}

void RegistrationBuilder::TakeAlias(v1::Identifier alias, const Where& where) {
  const auto same = [&](const v1::Identifier& other) {
    return !alias.value().empty() && other.value() == alias.value();
  };
  if (!Room(registration_.aliases_size())) return;
  if (std::any_of(registration_.aliases().begin(), registration_.aliases().end(), same)) return;
  *registration_.add_aliases() = std::move(alias);
  At(absl::StrCat("aliases[", registration_.aliases_size() - 1, "]"), where);
}

void RegistrationBuilder::AddAlias(std::string_view printed, const Where& where) {
  const std::string text = Clean(printed, "id");
  if (text.empty()) return;
  std::vector<v1::Identifier> identifiers = ReadIdentifiers(text, "");
  if (identifiers.size() > 1) identifiers = {MakeIdentifier(common::RegistryId(), text, "")};
  TakeAlias(std::move(identifiers[0]), where);
}

void RegistrationBuilder::AddSecondaryIds(std::string_view printed, std::string_view type, const Where& where) {
  const std::string text = CleanLine(Clean(printed, "id"), TextStyle::kPlain);
  if (text.empty()) return;
  for (v1::Identifier& identifier : ReadIdentifiers(text, type)) {
    const v1::Identifier as_printed = identifier;
    const bool obsolete = ReplaceObsolete(context_.aliases, &identifier);
    const auto same = [&](const v1::Identifier& other) {
      return identifier.value().empty() ? other.printed() == identifier.printed() : other.value() == identifier.value();
    };
    if (!identifier.value().empty() && identifier.value() == registration_.registration_id()) {
      // The record's own number of former times.
      if (obsolete) TakeAlias(as_printed, where);
      continue;
    }
    if (!Room(registration_.secondary_ids_size())) return;
    if (std::any_of(registration_.secondary_ids().begin(), registration_.secondary_ids().end(), same)) continue;
    *registration_.add_secondary_ids() = std::move(identifier);
    At(absl::StrCat("secondary_ids[", registration_.secondary_ids_size() - 1, "]"), where);
  }
}

bool RegistrationBuilder::AddText(google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts,
                                  std::string_view printed, const std::string& field, const Where& where) {
  std::string text = Clean(printed);
  if (text.empty()) return false;
  Mention(text);
  v1::LocalizedText* localized = texts->Add();
  localized->set_language(LanguageOf(text, traits_.language));
  localized->set_text(std::move(text));
  if (!field.empty()) At(absl::StrCat(field, "[", texts->size() - 1, "]"), where);
  return true;
}

void RegistrationBuilder::Mention(std::string_view text) {
  for (const common::RegistryId& id : common::FindRegistryIds(text)) {
    if (!Room(registration_.mentioned_ids_size())) return;
    v1::Identifier identifier = MakeIdentifier(id, text.substr(id.offset, id.length), "");
    ReplaceObsolete(context_.aliases, &identifier);
    if (mentioned_.insert(identifier.value()).second) *registration_.add_mentioned_ids() = std::move(identifier);
  }
}

void RegistrationBuilder::Unmapped(std::string_view field, std::string_view word) {
  if (!Room(study().unmapped_size())) return;
  study().add_unmapped(std::string(field) + ": " + common::Trimmed(word));
}

void RegistrationBuilder::SetStatus(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  const auto status = vocabulary().Status(traits_.source, text);
  if (!status.has_value() && vocabulary().IsNull("status", text)) return;
  study().set_status_text(text);
  At("status", where);
  if (status.has_value()) {
    study().set_status(*status);
  } else {
    Unmapped("status", text);
  }
}

void RegistrationBuilder::SetStudyType(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  const auto type = vocabulary().StudyType(traits_.source, text);
  if (!type.has_value() && vocabulary().IsNull("study_type", text)) return;
  study().set_study_type_text(text);
  At("study_type", where);
  if (type.has_value()) {
    study().set_study_type(*type);
  } else {
    Unmapped("study_type", text);
  }
}

void RegistrationBuilder::AddPhase(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  auto phases = vocabulary().Phases(traits_.source, text);
  if (!phases.has_value()) phases = ReadPhaseQuestions(text);
  if (!phases.has_value()) phases = ReadPhases(text);
  if (!Room(study().phases_size())) return;
  if (!phases.has_value() && vocabulary().IsNull("phase", text)) return;
  if (study().phase_text().empty()) At("phases", where);
  study().set_phase_text(study().phase_text().empty() ? text : absl::StrCat(study().phase_text(), ", ", text));
  if (!phases.has_value()) Unmapped("phase", text);
  for (const v1::Phase phase : phases.value_or(std::vector<v1::Phase>())) study().add_phases(phase);
}

void RegistrationBuilder::SetSex(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  if (const auto sex = vocabulary().Sex(traits_.source, text)) {
    study().mutable_eligibility()->set_sex(*sex);
    At("eligibility.sex", where);
  } else if (!vocabulary().IsNull("sex", text)) {
    Unmapped("sex", text);
  }
}

void RegistrationBuilder::SetAllocation(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  const auto allocation = vocabulary().Allocation(traits_.source, text);
  if (!allocation.has_value() && vocabulary().IsNull("allocation", text)) return;
  v1::Design* design = study().mutable_design();
  design->set_allocation(text);
  At("design.allocation", where);
  if (allocation.has_value()) {
    design->set_allocation_class(*allocation);
  } else {
    Unmapped("allocation", text);
  }
}

void RegistrationBuilder::SetMasking(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  const PrintedMasking read = ReadMasking(text, traits_.source, vocabulary());
  if (!read.masking.has_value() && vocabulary().IsNull("masking", text)) return;
  v1::Design* design = study().mutable_design();
  design->set_masking(text);
  At("design.masking", where);
  if (read.masking.has_value()) {
    design->set_masking_class(*read.masking);
  } else {
    Unmapped("masking", text);
  }
  for (const std::string& role : read.roles) AddMaskedRole(role, where);
}

void RegistrationBuilder::AddMaskedRole(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(Clean(printed), TextStyle::kPlain);
  auto* roles = study().mutable_design()->mutable_masked_roles();
  if (text.empty() || !Room(roles->size()) || std::find(roles->begin(), roles->end(), text) != roles->end()) return;
  *roles->Add() = text;
  At(absl::StrCat("design.masked_roles[", roles->size() - 1, "]"), where);
}

// "China, Japan": several in one place, where every part is one. "Korea, Republic of" is known as it stands.
bool RegistrationBuilder::AddCountriesOf(const std::string& text, const Where& where) {
  const std::string commas = absl::StrReplaceAll(text, {{"、", ","}, {"\n", ","}, {"/", ","}});
  const std::vector<std::string> parts = SplitList(commas, ',');
  const auto known = [this](const std::string& part) { return vocabulary().Country(part).has_value(); };
  if (parts.size() < 2 || !std::all_of(parts.begin(), parts.end(), known)) return false;
  for (const std::string& part : parts) AddCountry(part, where);
  return true;
}

std::string RegistrationBuilder::AddCountry(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(printed, traits_.style);
  if (text.empty() || vocabulary().IsNull("country", text)) return "";
  const auto code = vocabulary().Country(text);
  if (!code.has_value() && AddCountriesOf(text, where)) return "";
  auto* list = code.has_value() ? study().mutable_countries() : study().mutable_unmapped_countries();
  const std::string value = code.has_value() ? *code : common::Trimmed(text);
  if (!Room(list->size())) return "";
  if (std::find(list->begin(), list->end(), value) == list->end()) {
    *list->Add() = value;
    // The list is sorted later: its provenance speaks for the whole.
    At("countries", where);
  }
  return code.value_or("");
}

void RegistrationBuilder::SetEnrollment(std::string_view printed, v1::DateKind kind, const Where& where) {
  const std::string text = Clean(printed);
  if (text.empty()) return;
  v1::Enrollment* enrollment = study().mutable_enrollment();
  enrollment->set_text(text);
  if (kind != v1::DATE_KIND_UNSPECIFIED) enrollment->set_kind(kind);
  if (const std::optional<int64_t> count = ReadEnrollment(text)) {
    enrollment->set_count(*count);
  } else {
    enrollment->clear_count();
    Note("enrollment: no number that can be read with certainty");
  }
  At("enrollment", where);
}

void RegistrationBuilder::SetDate(v1::StudyDate* date, std::string_view printed, v1::DateKind kind,
                                  std::string_view field, const Where& where) {
  const std::string text = CleanLine(Clean(printed, "date"), TextStyle::kPlain);
  if (text.empty()) return;
  date->set_text(text);
  date->set_kind(kind);
  if (const std::optional<v1::PartialDate> read = ReadDate(text)) {
    *date->mutable_date() = *read;
  } else {
    date->clear_date();
    Note(absl::StrCat(std::string(field), ": no date that can be read with certainty"));
  }
  At(field, where);
}

void RegistrationBuilder::AddSponsor(std::string_view printed, v1::AgencyClass agency_class, bool lead,
                                     const Where& where) {
  const std::string text = CleanLine(Clean(printed), TextStyle::kPlain);
  if (text.empty()) return;
  v1::Sponsor* sponsor = study().add_sponsors();
  sponsor->set_agency_class(agency_class);
  sponsor->set_lead(lead);
  v1::LocalizedText* name = sponsor->add_names();
  name->set_language(LanguageOf(text, traits_.language));
  name->set_text(text);
  At(absl::StrCat("sponsors[", study().sponsors_size() - 1, "]"), where);
}

void RegistrationBuilder::AddFunder(std::string_view printed, const Where& where) {
  const std::string text = CleanLine(Clean(printed), TextStyle::kPlain);
  if (text.empty() || !Room(study().funders_size())) return;
  v1::LocalizedText* funder = study().add_funders();
  funder->set_language(LanguageOf(text, traits_.language));
  funder->set_text(text);
  // Persons are dropped later: the provenance speaks for the whole list.
  if (study().funders_size() == 1) At("funders", where);
}

void RegistrationBuilder::AddCondition(std::string_view printed, const Where& where) {
  v1::Condition condition;
  if (!AddText(condition.mutable_names(), printed, "", where)) return;
  *study().add_conditions() = std::move(condition);
  At(absl::StrCat("conditions[", study().conditions_size() - 1, "]"), where);
}

void RegistrationBuilder::AddOutcome(std::string_view printed, bool primary, const Where& where) {
  const std::string text = Clean(printed);
  if (text.empty()) return;
  v1::OutcomeMeasure* outcome = study().add_outcomes();
  outcome->set_primary(primary);
  const PrintedOutcome parts = ReadPrintedOutcome(text);
  outcome->set_time_frame(CleanLine(parts.time_frame, TextStyle::kPlain));
  AddText(outcome->mutable_measures(), parts.measure, "", where);
  AddText(outcome->mutable_descriptions(), parts.method, "", where);
  At(absl::StrCat("outcomes[", study().outcomes_size() - 1, "]"), where);
}

void RegistrationBuilder::SetAge(std::string_view printed, bool minimum, const Where& where) {
  const std::string text = CleanLine(Clean(printed, "age"), TextStyle::kPlain);
  if (text.empty()) return;
  v1::Eligibility* eligibility = study().mutable_eligibility();
  minimum ? eligibility->set_minimum_age(text) : eligibility->set_maximum_age(text);
  const std::string field = minimum ? "eligibility.minimum_age" : "eligibility.maximum_age";
  At(field, where);
  // ChiCTR and its sisters ask for years and print the number alone.
  const std::string& registry = registration_.registry();
  const bool in_years = traits_.source == "chictr" || registry == "chictr" || registry == "chimctr" ||
                        registry == "itmctr" || registry == "amctr";
  const PrintedAge read =
      ReadAge(text, traits_.source, vocabulary(), in_years ? v1::AGE_UNIT_YEARS : v1::AGE_UNIT_UNSPECIFIED);
  if (!read.unknown_unit.empty()) Unmapped("age_unit", read.unknown_unit);
  if (!read.age.has_value()) return;
  *(minimum ? eligibility->mutable_minimum() : eligibility->mutable_maximum()) = *read.age;
  if (read.exclusive) Note(absl::StrCat(field, ": the limit itself is excluded"));
}

void RegistrationBuilder::NotePerson(std::string_view name) {
  std::string key = NameKey(name);
  if (key.size() >= 3) persons_.insert(std::move(key));
}

bool RegistrationBuilder::IsPerson(std::string_view name) const {
  return persons_.count(NameKey(name)) != 0 || IsPersonName(name);
}

void RegistrationBuilder::DropPersons() {
  auto* funders = study().mutable_funders();
  funders->erase(std::remove_if(funders->begin(), funders->end(),
                                [this](const v1::LocalizedText& funder) { return IsPerson(funder.text()); }),
                 funders->end());
  for (v1::Sponsor& sponsor : *study().mutable_sponsors()) {
    const bool person = std::any_of(sponsor.names().begin(), sponsor.names().end(),
                                    [this](const v1::LocalizedText& name) { return IsPerson(name.text()); });
    if (person) sponsor.set_agency_class(v1::AGENCY_CLASS_INDIVIDUAL);
    if (sponsor.agency_class() == v1::AGENCY_CLASS_INDIVIDUAL) sponsor.clear_names();
  }
}

void RegistrationBuilder::KeepForeignMentions() {
  const auto stated = [this](const v1::Identifier& mentioned) {
    const auto same = [&](const v1::Identifier& other) { return other.value() == mentioned.value(); };
    return mentioned.value() == registration_.registration_id() ||
           std::any_of(registration_.secondary_ids().begin(), registration_.secondary_ids().end(), same) ||
           std::any_of(registration_.aliases().begin(), registration_.aliases().end(), same);
  };
  auto* mentions = registration_.mutable_mentioned_ids();
  mentions->erase(std::remove_if(mentions->begin(), mentions->end(), stated), mentions->end());
}

// A message that nothing was put into says no more than its absence, and must not look like a value.
void RegistrationBuilder::DropEmpty() {
  v1::Study& content = study();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  content.GetReflection()->ListFields(content, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->is_repeated() || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (content.GetReflection()->GetMessage(content, field).ByteSizeLong() == 0)
      content.GetReflection()->ClearField(&content, field);
  }
}

// An address that is made of the identifier comes from where that stood.
void RegistrationBuilder::PlaceUrl() {
  const bool has_both = !registration_.url().empty() && !registration_.registration_id().empty();
  if (has_both && !url_placed_) At("url", identifier_place_);
}

v1::Registration RegistrationBuilder::Finish() {
  DropPersons();
  DropEmpty();
  PlaceUrl();
  KeepForeignMentions();
  std::sort(study().mutable_countries()->begin(), study().mutable_countries()->end());
  auto* phases = study().mutable_phases();
  std::sort(phases->begin(), phases->end());
  phases->Truncate(std::unique(phases->begin(), phases->end()) - phases->begin());
  registration_.set_packed_provenance(provenance_.Take());
  return std::move(registration_);
}

}  // namespace trialweave::normalizer
