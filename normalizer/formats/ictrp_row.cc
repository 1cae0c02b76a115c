#include "normalizer/formats/ictrp_row.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/ictrp_conditions.h"
#include "normalizer/formats/ictrp_design.h"
#include "normalizer/formats/ictrp_interventions.h"
#include "normalizer/formats/printed_enrollment.h"
#include "normalizer/formats/printed_outcome.h"
#include "normalizer/formats/registry_rows.h"
#include "normalizer/formats/spreadsheet_damage.h"

namespace trialweave::normalizer {
namespace {

// No trial has more ethics committees.
constexpr int kMaxReviews = 1'000;

// 1 January 1900 is ICTRP's way to say nothing.
bool IsNoDate(const std::string& text) {
  for (std::string_view none : {"01/01/1900", "1/1/1900", "1900-01-01", "19000101", "01-01-1900", "Jan 1 1900"}) {
    if (text.starts_with(none)) return true;
  }
  return false;
}

// IctrpRow reads one row into a builder.
class IctrpRow {
 public:
  IctrpRow(const IctrpFields& row, RegistrationBuilder* builder) : row_(row), builder_(*builder) {}

  void Read() {
    ReadPersons();
    With(IctrpField::kTrialId,
         [this](const std::string& text, const Where& where) { builder_.SetIdentifier(text, where); });
    const std::string& registry = builder_.registration().registry();
    chinese_ = registry == "chictr" || registry == "itmctr" || registry == "chimctr";
    listed_ = registry == "ctgov" || registry == "cris" || registry == "pactr" || chinese_;
    ReadTexts();
    ReadClassification();
    ReadDates();
    ReadPeopleAndPlaces();
    ReadInterventions();
    ReadOutcomes();
    ReadResults();
    for (const IctrpField field : {IctrpField::kExportDate, IctrpField::kLastRefreshed}) {
      With(field, [&](const std::string& text, const Where& where) {
        const std::string value = CleanLine(text, TextStyle::kMarkup);
        if (!value.empty()) builder_.registration().add_volatile_fields(absl::StrCat(where.path, ": ", value));
      });
    }
    if (chinese_) ApplyWithdrawalInTitle(&builder_);
  }

 private:
  template <typename Take>
  void With(IctrpField field, const Take& take) {
    if (!row_[field].text.empty()) take(row_[field].text, row_[field].where);
  }

  // Names are only compared with the sponsor, never kept.
  void ReadPersons() {
    NotePersons(row_[IctrpField::kContactFirstname].text, row_[IctrpField::kContactLastname].text);
    NotePersons(row_[IctrpField::kScientificFirstname].text, row_[IctrpField::kScientificLastname].text);
  }

  void NotePersons(const std::string& firsts, const std::string& lasts) {
    const std::vector<std::string> first = SplitList(firsts, ';');
    const std::vector<std::string> last = SplitList(lasts, ';');
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
    With(IctrpField::kPublicTitle, [&](const std::string& text, const Where& where) {
      builder_.AddText(study.mutable_titles(), text, "titles", where);
    });
    With(IctrpField::kScientificTitle, [&](const std::string& text, const Where& where) {
      builder_.AddText(study.mutable_official_titles(), text, "official_titles", where);
    });
    With(IctrpField::kAcronym, [&](const std::string& text, const Where& where) {
      study.set_acronym(CleanLine(builder_.Clean(text), TextStyle::kPlain));
      if (!study.acronym().empty()) builder_.At("acronym", where);
    });
    With(IctrpField::kUrl, [&](const std::string& text, const Where& where) {
      builder_.registration().set_url(CleanLine(builder_.Clean(text), TextStyle::kPlain));
      builder_.At("url", where);
    });
    ReadIdentifiers();
    With(IctrpField::kConditions,
         [&](const std::string& text, const Where& where) { ReadIctrpConditions(&builder_, text, where); });
  }

  void ReadIdentifiers() {
    With(IctrpField::kSecondaryIds, [&](const std::string& text, const Where& where) {
      for (const std::string& id : SplitList(CleanText(text, TextStyle::kMarkup), ';')) {
        builder_.AddSecondaryIds(id, "", where);
        if (IsScientificNumber(id)) builder_.Note("secondary_ids: a spreadsheet has lost digits of a number");
      }
    });
    // ICTRP's own grouping of entries, not the registrant's word: mentioned, never a link alone.
    for (const IctrpField field : {IctrpField::kBridgingFlag, IctrpField::kChilds}) builder_.Mention(row_[field].text);
    With(IctrpField::kResultsProtocolUrl, [&](const std::string& text, const Where& where) { ReadLink(text, where); });
    With(IctrpField::kResultsUrl, [&](const std::string& text, const Where& where) { ReadLink(text, where); });
  }

  // A link to a publication; the others lead to the registry's own pages.
  void ReadLink(const std::string& text, const Where& where) {
    const std::string link = CleanLine(builder_.Clean(text), TextStyle::kPlain);
    v1::Reference reference;
    static constexpr std::string_view kPubmed[] = {"ncbi.nlm.nih.gov/pubmed/", "pubmed.ncbi.nlm.nih.gov/"};
    for (std::string_view host : kPubmed) {
      const size_t at = link.find(host);
      if (at == std::string::npos) continue;
      const size_t begin = at + host.size();
      const size_t end = std::min(link.find_first_not_of("0123456789", begin), link.size());
      if (end - begin >= 1 && end - begin <= 8) reference.set_pmid(link.substr(begin, end - begin));
    }
    const size_t doi = link.find("doi.org/10.");
    if (doi != std::string::npos) reference.set_doi(link.substr(doi + 8, link.find_first_of(" ;,", doi) - doi - 8));
    if (reference.ByteSizeLong() == 0) return;
    reference.set_citation(link);
    *builder_.study().add_references() = std::move(reference);
    builder_.At(absl::StrCat("references[", builder_.study().references_size() - 1, "]"), where);
  }

  void ReadClassification() {
    v1::Study& study = builder_.study();
    With(IctrpField::kStatus, [&](const std::string& text, const Where& where) { builder_.SetStatus(text, where); });
    With(IctrpField::kStudyType,
         [&](const std::string& text, const Where& where) { builder_.SetStudyType(text, where); });
    With(IctrpField::kPhase, [&](const std::string& text, const Where& where) { ReadPhase(text, where); });
    With(IctrpField::kGender, [&](const std::string& text, const Where& where) { builder_.SetSex(text, where); });
    With(IctrpField::kAgeMin, [&](const std::string& text, const Where& where) { builder_.SetAge(text, true, where); });
    With(IctrpField::kAgeMax,
         [&](const std::string& text, const Where& where) { builder_.SetAge(text, false, where); });
    With(IctrpField::kTargetSize, [&](const std::string& text, const Where& where) {
      chinese_ ? ReadTargetSize(&builder_, text, where)
               : builder_.SetEnrollment(text, v1::DATE_KIND_UNSPECIFIED, where);
    });
    With(IctrpField::kStudyDesign, [&](const std::string& text, const Where& where) {
      study.mutable_design()->set_text(builder_.Clean(text));
      if (study.design().text().empty()) return;
      builder_.At("design", where);
      ReadIctrpDesign(&builder_, where);
    });
    const IctrpFields::Value& inclusion = row_[IctrpField::kInclusion];
    const IctrpFields::Value& exclusion = row_[IctrpField::kExclusion];
    AddCriteria(&builder_, inclusion.text, exclusion.text, inclusion.where, exclusion.where);
  }

  void ReadPhase(const std::string& text, const Where& where) {
    const std::string printed = CleanLine(text, TextStyle::kMarkup);
    const std::optional<std::pair<int, int>> phases = ReadPhaseMadeDate(printed);
    if (!phases.has_value()) {
      builder_.AddPhase(text, where);
      return;
    }
    v1::Study& study = builder_.study();
    study.set_phase_text(printed);
    // The enum counts early phase 1 as 1.
    study.add_phases(static_cast<v1::Phase>(phases->first + 1));
    study.add_phases(static_cast<v1::Phase>(phases->second + 1));
    builder_.At("phases", where);
    builder_.Note(absl::StrCat("phases: a spreadsheet made a date of ", phases->first, "-", phases->second));
  }

  void ReadDates() {
    v1::Study& study = builder_.study();
    // Date_registration3 is yyyymmdd; Date_registration has the register's own order of day and month.
    for (const IctrpField field : {IctrpField::kDateRegistration3, IctrpField::kDateRegistration}) {
      if (!study.registration_date().has_date())
        ReadDate(study.mutable_registration_date(), field, "registration_date");
    }
    ReadDate(study.mutable_start_date(), IctrpField::kDateEnrollment, "start_date");
    ReadDate(study.mutable_completion_date(), IctrpField::kResultsDateCompleted, "completion_date");
    ReadDate(study.mutable_results_date(), IctrpField::kResultsDatePosted, "results_date");
    const std::string kind =
        absl::AsciiStrToLower(CleanLine(row_[IctrpField::kEnrollmentDateType].text, TextStyle::kMarkup));
    if (kind == "actual") study.mutable_start_date()->set_kind(v1::DATE_KIND_ACTUAL);
    if (kind == "anticipated") study.mutable_start_date()->set_kind(v1::DATE_KIND_ESTIMATED);
    if (absl::StrContains(kind, "authorised")) builder_.Note("start_date: the date when the trial was authorised");
    // A kind without a date says nothing.
    if (study.start_date().text().empty()) study.clear_start_date();
  }

  void ReadDate(v1::StudyDate* date, IctrpField field, const char* name) {
    With(field, [&](const std::string& text, const Where& where) {
      const std::string printed = CleanLine(text, TextStyle::kMarkup);
      if (IsNoDate(printed)) return;
      const std::optional<DateSerial> serial = ReadDateSerial(printed);
      if (!serial.has_value()) {
        builder_.SetDate(date, text, v1::DATE_KIND_UNSPECIFIED, name, where);
        return;
      }
      date->set_text(printed);
      date->clear_date();
      if (serial->certain) *date->mutable_date() = serial->date;
      builder_.At(name, where);
      builder_.Note(absl::StrCat(name, serial->certain
                                           ? ": a spreadsheet's number of days, read as a date"
                                           : ": a spreadsheet's number of days, whose day and month may be swapped"));
    });
  }

  void ReadPeopleAndPlaces() {
    With(IctrpField::kPrimarySponsor, [&](const std::string& text, const Where& where) {
      builder_.AddSponsor(text, v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/true, where);
    });
    With(IctrpField::kSecondarySponsors, [&](const std::string& text, const Where& where) {
      for (const std::string& sponsor : SplitList(CleanText(text, TextStyle::kMarkup), ';')) {
        builder_.AddSponsor(sponsor, v1::AGENCY_CLASS_UNSPECIFIED, /*lead=*/false, where);
      }
    });
    With(IctrpField::kSourceSupport, [&](const std::string& text, const Where& where) {
      for (const std::string& funder : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddFunder(funder, where);
    });
    With(IctrpField::kCountries, [&](const std::string& text, const Where& where) {
      for (const std::string& country : SplitList(CleanText(text, TextStyle::kMarkup), ';'))
        builder_.AddCountry(country, where);
    });
  }

  // Text that is no list for certain, without the semicolons that some registers put at its ends and move about.
  static std::string WithoutSeparators(const std::string& text) {
    const std::string clean = CleanText(text, TextStyle::kMarkup);
    const size_t begin = clean.find_first_not_of("; \n");
    if (begin == std::string::npos) return "";
    return clean.substr(begin, clean.find_last_not_of("; \n") + 1 - begin);
  }

  void ReadInterventions() {
    With(IctrpField::kInterventions, [&](const std::string& text, const Where& where) {
      if (chinese_) return ReadGroupInterventions(&builder_, text, where);
      ReadIctrpInterventions(&builder_, WithoutSeparators(text), listed_, where);
    });
  }

  void ReadOutcomes() {
    for (const auto& [field, primary] :
         {std::pair<IctrpField, bool>(IctrpField::kPrimaryOutcomes, true), {IctrpField::kSecondaryOutcomes, false}}) {
      With(field, [&, primary = primary](const std::string& text, const Where& where) {
        const std::string clean = CleanText(text, TextStyle::kMarkup);
        for (const std::string& outcome : listed_ ? SplitList(clean, ';') : SplitOutcomes(WithoutSeparators(clean)))
          builder_.AddOutcome(outcome, primary, where);
      });
    }
  }

  void ReadResults() {
    With(IctrpField::kResultsYesNo, [&](const std::string& text, const Where& where) {
      const std::string answer = absl::AsciiStrToLower(CleanLine(text, TextStyle::kMarkup));
      if (answer != "yes" && answer != "no") return;
      builder_.study().set_has_results(answer == "yes");
      builder_.At("has_results", where);
    });
    // A date of posted results says so too.
    v1::Study& study = builder_.study();
    if (!study.has_has_results() && study.results_date().has_date()) {
      study.set_has_results(true);
      builder_.At("has_results", row_[IctrpField::kResultsDatePosted].where);
    }
    ReadActualEnrollment();
    ReadSummary();
    ReadEthics();
    for (const IctrpField field : {IctrpField::kIpdPlan, IctrpField::kIpdDescription}) {
      With(field, [&](const std::string& text, const Where& where) {
        const std::string clean = builder_.Clean(text);
        if (clean.empty()) return;
        study.set_ipd_statement(study.ipd_statement().empty() ? clean
                                                              : absl::StrCat(study.ipd_statement(), ": ", clean));
        builder_.At("ipd_statement", where);
      });
    }
  }

  // What a registry handed on of results: prose, and where they stand.
  void ReadSummary() {
    v1::Study& study = builder_.study();
    for (const IctrpField field : {IctrpField::kResultsSummary, IctrpField::kResultsOutcomeMeasures,
                                   IctrpField::kResultsAdverseEvents, IctrpField::kResultsParticipantFlow}) {
      With(field, [&](const std::string& text, const Where& where) {
        builder_.AddText(study.mutable_results_summary()->mutable_texts(), text, "results_summary.texts", where);
      });
    }
    With(IctrpField::kResultsUrl, [&](const std::string& text, const Where& where) {
      const std::string link = CleanLine(builder_.Clean(text), TextStyle::kPlain);
      if (!link.starts_with("http")) return;
      study.mutable_results_summary()->set_url(link);
      builder_.At("results_summary.url", where);
    });
  }

  void ReadActualEnrollment() {
    With(IctrpField::kResultsActualEnrollment, [&](const std::string& text, const Where& where) {
      const std::string printed = builder_.Clean(text);
      if (printed.empty()) return;
      v1::Enrollment* actual = builder_.study().mutable_actual_enrollment();
      actual->set_text(printed);
      actual->set_kind(v1::DATE_KIND_ACTUAL);
      builder_.At("actual_enrollment", where);
      const std::optional<int64_t> count = ReadEnrollment(printed);
      // 0 stands in rows of trials without results: not yet known.
      if (count.has_value() && *count > 0) actual->set_count(*count);
    });
  }

  // "Approved;Approved" and as many dates: one review each. The contacts are persons.
  void ReadEthics() {
    const IctrpFields::Value& status = row_[IctrpField::kEthicsStatus];
    const IctrpFields::Value& date = row_[IctrpField::kEthicsDate];
    const std::vector<std::string> statuses = SplitList(CleanText(status.text, TextStyle::kMarkup), ';');
    const std::vector<std::string> dates = SplitList(CleanLine(date.text, TextStyle::kMarkup), ';');
    // Which date belongs to which status is not known when one is missing.
    const bool paired = dates.size() == statuses.size() || statuses.empty();
    for (size_t i = 0; i < std::max(statuses.size(), paired ? dates.size() : 0); ++i) {
      v1::EthicsReview review;
      if (i < statuses.size()) review.set_status(builder_.Clean(statuses[i]));
      if (paired && i < dates.size() && !IsNoDate(dates[i])) {
        builder_.SetDate(review.mutable_approval_date(), dates[i], v1::DATE_KIND_UNSPECIFIED,
                         absl::StrCat("ethics_reviews[", builder_.study().ethics_reviews_size(), "]"), date.where);
        if (review.approval_date().text().empty()) review.clear_approval_date();
      }
      if (review.ByteSizeLong() == 0) continue;
      if (builder_.study().ethics_reviews_size() >= kMaxReviews) return;
      *builder_.study().add_ethics_reviews() = std::move(review);
      builder_.At(absl::StrCat("ethics_reviews[", builder_.study().ethics_reviews_size() - 1, "]"), status.where);
    }
  }

  const IctrpFields& row_;
  RegistrationBuilder& builder_;
  // Rows of ChiCTR: sizes and interventions by group.
  bool chinese_ = false;
  // Rows whose outcomes and interventions are lists joined by semicolons.
  bool listed_ = false;
};

}  // namespace

ParseResult ParseIctrpRow(const IctrpFields& row, RegistrationBuilder* builder) {
  IctrpRow(row, builder).Read();
  if (builder->overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder->registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "TrialID holds no registry identifier");
  }
  return builder->Finish();
}

}  // namespace trialweave::normalizer
