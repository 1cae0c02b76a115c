#include "normalizer/formats/ictrp_portal_xml_parser.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/registry_rows.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {
namespace {

// Kinds that ClinicalTrials.gov puts before a colon.
constexpr std::string_view kInterventionKinds[] = {
    "Drug",    "Device", "Biological",         "Procedure",           "Radiation",      "Behavioral",
    "Genetic", "Other",  "Dietary Supplement", "Combination Product", "Diagnostic Test"};

// IctrpRow reads one <Trial> into a builder. Elements are flat; each is met once, in any order.
class IctrpRow {
 public:
  IctrpRow(const XmlDocument& document, RegistrationBuilder* builder) : document_(document), builder_(*builder) {}

  void Read() {
    ReadPersons();
    With("TrialID", [this](const std::string& text, const Where& where) { builder_.SetIdentifier(text, where); });
    const std::string& registry = builder_.registration().registry();
    chinese_ = registry == "chictr" || registry == "itmctr" || registry == "chimctr";
    listed_ = registry == "ctgov" || registry == "cris" || chinese_;
    ReadTexts();
    ReadClassification();
    ReadDates();
    ReadPeopleAndPlaces();
    ReadInterventions();
    ReadOutcomes();
    ReadResults();
    for (const char* name : {"Export_date", "Last_Refreshed_on"}) {
      With(name, [&](const std::string& text, const Where&) {
        builder_.registration().add_volatile_fields(absl::StrCat(name, ": ", CleanLine(text, TextStyle::kMarkup)));
      });
    }
    if (chinese_) ApplyWithdrawalInTitle(&builder_);
  }

 private:
  template <typename Take>
  void With(const char* name, const Take& take) {
    const pugi::xml_node node = document_.record().child(name);
    if (!node) return;
    const std::string text = XmlDocument::TextOf(node);
    if (!text.empty()) take(text, document_.WhereOf(node));
  }

  std::string TextOf(const char* name) const { return XmlDocument::TextOf(document_.record().child(name)); }

  // Names are only compared with the sponsor, never kept.
  void ReadPersons() {
    const std::vector<std::string> first = SplitList(TextOf("Contact_Firstname"), ';');
    const std::vector<std::string> last = SplitList(TextOf("Contact_Lastname"), ';');
    for (const std::string& name : first) builder_.NotePerson(name);
    for (size_t i = 0; i < last.size(); ++i) {
      builder_.NotePerson(last[i]);
      if (i < first.size()) {
        builder_.NotePerson(first[i] + last[i]);
        builder_.NotePerson(last[i] + first[i]);
      }
    }
  }

  void ReadTexts() {
    v1::Study& study = builder_.study();
    With("Public_title", [&](const std::string& text, const Where& where) {
      builder_.AddText(study.mutable_titles(), text, "titles", where);
    });
    With("Scientific_title", [&](const std::string& text, const Where& where) {
      builder_.AddText(study.mutable_official_titles(), text, "official_titles", where);
    });
    With("Acronym", [&](const std::string& text, const Where& where) {
      study.set_acronym(CleanLine(builder_.Clean(text), TextStyle::kPlain));
      if (!study.acronym().empty()) builder_.At("acronym", where);
    });
    With("web_address", [&](const std::string& text, const Where& where) {
      builder_.registration().set_url(CleanLine(builder_.Clean(text), TextStyle::kPlain));
      builder_.At("url", where);
    });
    With("Secondary_ID", [&](const std::string& text, const Where& where) {
      for (const std::string& id : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddSecondaryIds(id, "", where);
    });
    With("Condition", [&](const std::string& text, const Where& where) { ReadConditions(text, where); });
  }

  void ReadConditions(const std::string& text, const Where& where) {
    const std::string clean = CleanText(text, TextStyle::kMarkup);
    for (const std::string& part : SplitList(clean, ';')) {
      // EU CTR appends its MedDRA coding to the condition.
      const size_t coding = part.find("MedDRA version:");
      builder_.AddCondition(std::string_view(part).substr(0, coding), where);
      if (coding != std::string::npos) break;
    }
  }

  void ReadClassification() {
    v1::Study& study = builder_.study();
    With("Recruitment_Status", [&](const std::string& text, const Where& where) { builder_.SetStatus(text, where); });
    With("Study_type", [&](const std::string& text, const Where& where) { builder_.SetStudyType(text, where); });
    With("Phase", [&](const std::string& text, const Where& where) { builder_.AddPhase(text, where); });
    With("Inclusion_gender", [&](const std::string& text, const Where& where) { builder_.SetSex(text, where); });
    With("Inclusion_agemin", [&](const std::string& text, const Where& where) { builder_.SetAge(text, true, where); });
    With("Inclusion_agemax", [&](const std::string& text, const Where& where) { builder_.SetAge(text, false, where); });
    With("Target_size", [&](const std::string& text, const Where& where) {
      chinese_ ? ReadTargetSize(&builder_, text, where)
               : builder_.SetEnrollment(text, v1::DATE_KIND_UNSPECIFIED, where);
    });
    With("Study_design", [&](const std::string& text, const Where& where) {
      study.mutable_design()->set_text(builder_.Clean(text));
      if (study.design().text().empty()) return;
      builder_.At("design", where);
      ReadDesignLabels();
    });
    AddCriteria(&builder_, TextOf("Inclusion_Criteria"), TextOf("Exclusion_Criteria"),
                document_.WhereOf(document_.record().child("Inclusion_Criteria")),
                document_.WhereOf(document_.record().child("Exclusion_Criteria")));
  }

  // "Allocation: Randomized. Intervention model: ... . Masking: None (Open Label)."
  void ReadDesignLabels() {
    v1::Design& design = *builder_.study().mutable_design();
    const std::pair<std::string_view, std::string*> labels[] = {
        {"Allocation: ", design.mutable_allocation()},
        {"Intervention model: ", design.mutable_intervention_model()},
        {"Primary purpose: ", design.mutable_primary_purpose()},
        {"Masking: ", design.mutable_masking()}};
    for (const auto& [label, value] : labels) {
      const size_t at = design.text().find(label);
      if (at == std::string::npos) continue;
      const size_t start = at + label.size();
      const size_t end = design.text().find_first_of(".;\n", start);
      *value = builder_.Clean(std::string_view(design.text()).substr(start, end - start));
    }
  }

  void ReadDates() {
    v1::Study& study = builder_.study();
    // Date_registration3 is yyyymmdd; Date_registration has the register's own order of day and month.
    for (const char* name : {"Date_registration3", "Date_registration"}) {
      if (study.registration_date().has_date()) break;
      With(name, [&](const std::string& text, const Where& where) {
        builder_.SetDate(study.mutable_registration_date(), text, v1::DATE_KIND_UNSPECIFIED, "registration_date",
                         where);
      });
    }
    With("Date_enrollement", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_start_date(), text, v1::DATE_KIND_UNSPECIFIED, "start_date", where);
    });
    With("results_date_completed", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_completion_date(), text, v1::DATE_KIND_UNSPECIFIED, "completion_date", where);
    });
    With("results_date_posted", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_results_date(), text, v1::DATE_KIND_UNSPECIFIED, "results_date", where);
    });
  }

  void ReadPeopleAndPlaces() {
    With("Primary_sponsor", [&](const std::string& text, const Where& where) {
      builder_.AddSponsor(text, v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/true, where);
    });
    With("Secondary_Sponsor", [&](const std::string& text, const Where& where) {
      for (const std::string& sponsor : SplitList(CleanText(text, TextStyle::kMarkup), ';')) {
        builder_.AddSponsor(sponsor, v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/false, where);
      }
    });
    With("Countries", [&](const std::string& text, const Where& where) {
      for (const std::string& country : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddCountry(country, where);
    });
  }

  void ReadInterventions() {
    With("Intervention", [&](const std::string& text, const Where& where) {
      if (chinese_) {
        ReadGroupInterventions(&builder_, text, where);
      } else if (listed_) {
        for (const std::string& part : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
          AddIntervention(part, where);
      } else {
        AddIntervention(CleanText(text, TextStyle::kMarkup), where);
      }
    });
  }

  void AddIntervention(const std::string& printed, const Where& where) {
    v1::Intervention intervention;
    std::string_view name = printed;
    const size_t colon = printed.find(": ");
    for (std::string_view kind : kInterventionKinds) {
      if (colon == kind.size() && name.starts_with(kind)) {
        intervention.set_kind(std::string(kind));
        name.remove_prefix(colon + 2);
        break;
      }
    }
    // EU CTR and CTIS print a form; its product names are the names, the form is the description.
    const std::vector<std::string> products = ProductNames(printed);
    for (const std::string& product : products) builder_.AddText(intervention.mutable_names(), product, "", where);
    builder_.AddText(products.empty() ? intervention.mutable_names() : intervention.mutable_descriptions(), name, "",
                     where);
    if (intervention.names_size() == 0) return;
    *builder_.study().add_interventions() = std::move(intervention);
    builder_.At(absl::StrCat("interventions[", builder_.study().interventions_size() - 1, "]"), where);
  }

  static std::vector<std::string> ProductNames(const std::string& form) {
    std::vector<std::string> names;
    for (std::string_view label : {"Product Name: ", "Trade Name: "}) {
      for (size_t at = form.find(label); at != std::string::npos; at = form.find(label, at + 1)) {
        const size_t start = at + label.size();
        const size_t line = form.find('\n', start), next = form.find(",Product Code:", start);
        std::string name(
            CleanLine(std::string_view(form).substr(start, std::min(line, next) - start), TextStyle::kPlain));
        if (!name.empty() && name.size() <= 200) names.push_back(std::move(name));
      }
    }
    return names;
  }

  void ReadOutcomes() {
    for (const auto& [name, primary] :
         {std::pair<const char*, bool>("Primary_outcome", true), {"Secondary_outcome", false}}) {
      With(name, [&, primary = primary](const std::string& text, const Where& where) {
        const std::string clean = CleanText(text, TextStyle::kMarkup);
        if (!listed_) {
          builder_.AddOutcome(clean, primary, where);
          return;
        }
        for (const std::string& outcome : SplitList(clean, ';')) builder_.AddOutcome(outcome, primary, where);
      });
    }
  }

  void ReadResults() {
    With("results_yes_no", [&](const std::string& text, const Where& where) {
      const std::string answer = absl::AsciiStrToLower(CleanLine(text, TextStyle::kMarkup));
      if (answer != "yes" && answer != "no") return;
      builder_.study().set_has_results(answer == "yes");
      builder_.At("has_results", where);
    });
    for (const char* name : {"results_IPD_plan", "results_IPD_description"}) {
      With(name, [&](const std::string& text, const Where& where) {
        const std::string clean = builder_.Clean(text);
        v1::Study& study = builder_.study();
        if (clean.empty()) return;
        study.set_ipd_statement(study.ipd_statement().empty() ? clean
                                                              : absl::StrCat(study.ipd_statement(), ": ", clean));
        builder_.At("ipd_statement", where);
      });
    }
  }

  const XmlDocument& document_;
  RegistrationBuilder& builder_;
  // Rows of ChiCTR: sizes and interventions by group.
  bool chinese_ = false;
  // Rows whose outcomes and interventions are lists joined by semicolons.
  bool listed_ = false;
};

}  // namespace

ParseResult ParseIctrpPortalXml(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = document.Read(content, context, "Trials_downloaded_from_ICTRP", "Trial")) return *cause;
  RegistrationBuilder builder(context, {"ictrp", TextStyle::kMarkup, "en"});
  IctrpRow(document, &builder).Read();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "TrialID holds no registry identifier");
  }
  return builder.Finish();
}

}  // namespace trialweave::normalizer
