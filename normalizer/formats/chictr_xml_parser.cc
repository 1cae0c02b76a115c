#include "normalizer/formats/chictr_xml_parser.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/registry_rows.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {
namespace {

// ChictrRecord reads one <Triall> into a builder. Not read: contacts and what belongs to them; i_code, hc_code and
// i_keyword, which are lists of blanks as a rule; results_baseline_char and the other parts of results, of which only
// is said that they are there; results_date_first_publication and results_url_protocol, for which the model has no
// place.
class ChictrRecord {
 public:
  ChictrRecord(const XmlDocument& document, RegistrationBuilder* builder) : document_(document), builder_(*builder) {}

  void Read() {
    ReadPersons();
    const pugi::xml_node main = document_.record().child("main");
    ReadIdentifiers(main);
    ReadMain(main);
    ReadEnrolment(main);
    ReadResults(main);
    ReadCriteria();
    ReadLists();
    ApplyWithdrawalInTitle(&builder_);
  }

 private:
  // Calls `take(text, where)` when `parent` has `name`; empty elements are absent.
  template <typename Take>
  void With(pugi::xml_node parent, const char* name, const Take& take) {
    for (pugi::xml_node node : parent.children(name)) {
      const std::string text = XmlDocument::TextOf(node);
      if (!text.empty()) take(text, document_.WhereOf(node));
    }
  }

  void ReadPersons() {
    for (pugi::xml_node contact : document_.record().child("contacts").children("contact")) {
      const std::string first = XmlDocument::TextOf(contact.child("firstname"));
      const std::string last = XmlDocument::TextOf(contact.child("lastname"));
      builder_.NotePerson(first);
      builder_.NotePerson(absl::StrCat(first, XmlDocument::TextOf(contact.child("middlename")), last));
      builder_.NotePerson(last + first);
    }
  }

  void ReadIdentifiers(pugi::xml_node main) {
    With(main, "trial_id", [&](const std::string& text, const Where& where) { builder_.SetIdentifier(text, where); });
    for (const char* name : {"UTRN", "utrn"}) {
      With(main, name,
           [&](const std::string& text, const Where& where) { builder_.AddSecondaryIds(text, "UTN", where); });
    }
    for (pugi::xml_node id : document_.record().child("secondary_ids").children("secondary_id")) {
      const std::string authority = XmlDocument::TextOf(id.child("issuing_authority"));
      With(id, "sec_id", [&](const std::string& text, const Where& where) {
        builder_.AddSecondaryIds(text, builder_.Clean(authority, "id"), where);
      });
    }
  }

  void ReadMain(pugi::xml_node main) {
    v1::Study& study = builder_.study();
    const auto text_of = [&](const char* name, google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts,
                             const char* field) {
      With(main, name,
           [&](const std::string& text, const Where& where) { builder_.AddText(texts, text, field, where); });
    };
    text_of("public_title", study.mutable_titles(), "titles");
    text_of("scientific_title", study.mutable_official_titles(), "official_titles");
    With(main, "acronym",
         [&](const std::string& text, const Where& where) { Plain(text, study.mutable_acronym(), "acronym", where); });
    With(main, "recruitment_status",
         [&](const std::string& text, const Where& where) { builder_.SetStatus(text, where); });
    With(main, "study_type", [&](const std::string& text, const Where& where) { builder_.SetStudyType(text, where); });
    With(main, "phase", [&](const std::string& text, const Where& where) { builder_.AddPhase(text, where); });
    With(main, "study_design", [&](const std::string& text, const Where& where) {
      Plain(text, study.mutable_design()->mutable_text(), "design.text", where);
    });
    With(main, "date_registration", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_registration_date(), text, v1::DATE_KIND_UNSPECIFIED, "registration_date", where);
    });
    With(main, "primary_sponsor", [&](const std::string& text, const Where& where) {
      builder_.AddSponsor(text, v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/true, where);
    });
    With(main, "hc_freetext", [&](const std::string& text, const Where& where) {
      for (const std::string& condition : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddCondition(condition, where);
    });
    With(main, "url", [&](const std::string& text, const Where& where) {
      builder_.registration().set_url(builder_.Clean(text));
      builder_.At("url", where);
    });
  }

  void ReadEnrolment(pugi::xml_node main) {
    v1::Study& study = builder_.study();
    With(main, "target_size",
         [&](const std::string& text, const Where& where) { ReadTargetSize(&builder_, text, where); });
    With(main, "results_actual_enrolment", [&](const std::string& text, const Where& where) {
      builder_.SetEnrollment(text, v1::DATE_KIND_ACTUAL, where);
    });
    With(main, "i_freetext",
         [&](const std::string& text, const Where& where) { ReadGroupInterventions(&builder_, text, where); });
    const std::string type = absl::AsciiStrToLower(XmlDocument::TextOf(main.child("type_enrolment")));
    const v1::DateKind kind = absl::StrContains(type, "actual")      ? v1::DATE_KIND_ACTUAL
                              : absl::StrContains(type, "anticipat") ? v1::DATE_KIND_ESTIMATED
                                                                     : v1::DATE_KIND_UNSPECIFIED;
    With(main, "date_enrolment", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_start_date(), text, kind, "start_date", where);
    });
  }

  void ReadResults(pugi::xml_node main) {
    v1::Study& study = builder_.study();
    With(main, "results_date_completed", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_completion_date(), text, v1::DATE_KIND_UNSPECIFIED, "completion_date", where);
    });
    With(main, "results_date_posted", [&](const std::string& text, const Where& where) {
      builder_.SetDate(study.mutable_results_date(), text, v1::DATE_KIND_UNSPECIFIED, "results_date", where);
    });
    for (const char* name : {"results_url_link", "results_summary"}) {
      With(main, name, [&](const std::string& text, const Where& where) {
        const std::string clean = builder_.Clean(text);
        if (clean.empty()) return;
        study.set_has_results(true);
        builder_.At("has_results", where);
        v1::ResultsSummary* summary = study.mutable_results_summary();
        if (std::string_view(name) == "results_summary") {
          builder_.AddText(summary->mutable_texts(), text, "results_summary.texts", where);
        } else if (clean.starts_with("http") && clean.find_first_of(" \n") == std::string::npos) {
          summary->set_url(clean);
          builder_.At("results_summary.url", where);
        }
      });
    }
    for (const char* name : {"results_IPD_plan", "results_IPD_description"}) {
      With(main, name, [&](const std::string& text, const Where& where) {
        const std::string clean = builder_.Clean(text);
        if (clean.empty()) return;
        study.set_ipd_statement(study.ipd_statement().empty() ? clean
                                                              : absl::StrCat(study.ipd_statement(), ": ", clean));
        builder_.At("ipd_statement", where);
      });
    }
  }

  void ReadCriteria() {
    const pugi::xml_node criteria = document_.record().child("criteria");
    AddCriteria(&builder_, XmlDocument::TextOf(criteria.child("inclusion_criteria")),
                XmlDocument::TextOf(criteria.child("exclusion_criteria")),
                document_.WhereOf(criteria.child("inclusion_criteria")),
                document_.WhereOf(criteria.child("exclusion_criteria")));
    With(criteria, "agemin", [&](const std::string& text, const Where& where) { builder_.SetAge(text, true, where); });
    With(criteria, "agemax", [&](const std::string& text, const Where& where) { builder_.SetAge(text, false, where); });
    With(criteria, "gender", [&](const std::string& text, const Where& where) { builder_.SetSex(text, where); });
  }

  void ReadLists() {
    const pugi::xml_node record = document_.record();
    for (const char* name : {"country2", "country"}) {
      With(record.child("countries"), name, [&](const std::string& text, const Where& where) {
        for (const std::string& country : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
          builder_.AddCountry(country, where);
      });
    }
    With(record.child("primary_outcome"), "prim_outcome", [&](const std::string& text, const Where& where) {
      for (const std::string& outcome : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddOutcome(outcome, /*primary=*/true, where);
    });
    With(record.child("secondary_outcome"), "sec_outcome", [&](const std::string& text, const Where& where) {
      for (const std::string& outcome : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddOutcome(outcome, /*primary=*/false, where);
    });
    With(record.child("source_support"), "source_name", [&](const std::string& text, const Where& where) {
      builder_.AddText(builder_.study().mutable_funders(), text, "funders", where);
    });
    With(record.child("health_condition_keyword"), "hc_keyword", [&](const std::string& text, const Where& where) {
      for (const std::string& keyword : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddText(builder_.study().mutable_keywords(), keyword, "keywords", where);
    });
    ReadEthics();
    With(record.child("secondary_sponsor"), "sponsor_name", [&](const std::string& text, const Where& where) {
      for (const std::string& sponsor : SplitList(CleanText(text, TextStyle::kMarkup), ';')) {
        builder_.AddSponsor(sponsor, v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/false, where);
      }
    });
  }

  // What is said of the decision; the rest of it is a contact.
  void ReadEthics() {
    v1::Study& study = builder_.study();
    for (pugi::xml_node node : document_.record().child("ethics_reviews").children("ethics_review")) {
      v1::EthicsReview review;
      review.set_status(builder_.Clean(XmlDocument::TextOf(node.child("status"))));
      const std::string field = absl::StrCat("ethics_reviews[", study.ethics_reviews_size(), "]");
      With(node, "approval_date", [&](const std::string& text, const Where& where) {
        if (builder_.Clean(text, "date").empty()) return;
        builder_.SetDate(review.mutable_approval_date(), text, v1::DATE_KIND_UNSPECIFIED, field + ".approval_date",
                         where);
      });
      if (review.ByteSizeLong() == 0) continue;
      *study.add_ethics_reviews() = std::move(review);
      builder_.At(field, document_.WhereOf(node.child("status")));
    }
  }

  void Plain(const std::string& printed, std::string* text, const char* field, const Where& where) {
    *text = builder_.Clean(printed);
    if (!text->empty()) builder_.At(field, where);
  }

  const XmlDocument& document_;
  RegistrationBuilder& builder_;
};

}  // namespace

ParseResult ParseChictrXml(std::string_view content, const ParseContext& context) {
  XmlDocument document;
  if (auto cause = document.Read(content, context, "trials", "Triall")) return *cause;
  RegistrationBuilder builder(context, {"chictr", TextStyle::kMarkup, "en"});
  ChictrRecord(document, &builder).Read();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "main/trial_id holds no registry identifier");
  }
  return builder.Finish();
}

}  // namespace trialweave::normalizer
