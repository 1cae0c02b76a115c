#include "normalizer/formats/ctis_json_parser.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "normalizer/formats/ctis_ages.h"
#include "normalizer/formats/ctis_part_one.h"
#include "normalizer/formats/json_object.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

// Not mapped: contacts, persons, addresses but for a site's city and country (personal data); thirdParties and
// legalRepresentative (contractors, no collaborators); publicEvaluation, documents, scientific advice, trial category
// and trial scopes (of the procedure, or codes whose list is not published); the status, decisions and numbers of
// earlier applications (history that the newest state replaces).
using Value = JsonReader::Value;

// A date of several countries' events: the first one counts.
void Earlier(std::string_view printed, const Where& where, std::string* date, Where* date_where) {
  if (printed.size() < 10 || printed[4] != '-') return;
  if (!date->empty() && printed.substr(0, 10) >= *date) return;
  *date = std::string(printed.substr(0, 10));
  *date_where = where;
}

// CtisRecord reads one trial into a builder.
class CtisRecord {
 public:
  // `applications`: take part I from the applications, where none is authorised.
  CtisRecord(RegistrationBuilder* builder, bool applications) : builder_(*builder), applications_(applications) {}

  void Take(JsonReader& reader, std::string_view key, Value value);
  void Finish();

  bool has_part_one() const { return part_one_.has_value(); }
  bool has_number() const { return has_number_; }

 private:
  void ReadIdentifier(Value value);
  void ReadText(std::string_view key, Value value);
  bool ReadDate(std::string_view key, Value value);
  void ReadStatus(Value value);
  void ReadApplication(Value application);
  void ReadPartTwo(Value part);
  void ReadMemberState(Value state);
  void ReadPeriods(Value periods);
  void ReadSite(Value site);
  void ReadEvents(Value events);
  void ReadResults(Value results);
  void ReadPartOne(Value part);
  // Whichever part of the record it stands in: of the old shape the record's own, of the new in its application.
  bool ReadCommon(std::string_view key, Value value);
  void AddEnrollment();
  void AddDates();

  std::string_view Text(Value value) { return reader_->Text(value, &where_); }
  void Items(Value value, void (CtisRecord::*read)(Value)) {
    reader_->Items(value, [&](size_t, Value item) { (this->*read)(item); });
  }

  RegistrationBuilder& builder_;
  const bool applications_;
  JsonReader* reader_ = nullptr;
  Where where_;
  std::optional<CtisPartOne> part_one_;
  bool has_number_ = false;
  std::string status_, public_status_, enrolled_, start_, ages_, submitted_, first_submitted_;
  Where status_where_, public_status_where_, enrolled_where_, start_where_, ages_where_, submitted_where_;
  bool ended_early_ = false;
};

void CtisRecord::ReadIdentifier(Value value) {
  const std::string number(Text(value));
  has_number_ = true;
  if (!builder_.SetIdentifier(number, where_)) return;
  // The page is that of the newest submission.
  builder_.registration().set_url(
      absl::StrCat("https://euclinicaltrials.eu/ctis-public/view/", CleanLine(number, TextStyle::kMarkup)));
  builder_.At("url", where_);
}

void CtisRecord::ReadStatus(Value value) {
  const std::string_view text = Text(value);
  status_ = std::string(text);
  status_where_ = where_;
  // Of some exports an object.
  reader_->Members(value, [this](std::string_view key, Value inner) {
    if (key != "name" && key != "status" && key != "description" && key != "value") return;
    status_ = std::string(Text(inner));
    status_where_ = where_;
  });
}

bool CtisRecord::ReadDate(std::string_view key, Value value) {
  v1::Study& study = builder_.study();
  if (key == "startDateEU" || key == "startDate") {
    builder_.SetDate(study.mutable_start_date(), Text(value), v1::DATE_KIND_ACTUAL, "start_date", where_);
  } else if (key == "endDate" || (key == "endDateEU" && study.completion_date().kind() != v1::DATE_KIND_ACTUAL)) {
    builder_.SetDate(study.mutable_completion_date(), Text(value), v1::DATE_KIND_ACTUAL, "completion_date", where_);
  } else if (key == "lastUpdated") {
    builder_.SetDate(study.mutable_last_update_date(), Text(value), v1::DATE_KIND_ACTUAL, "last_update_date", where_);
  } else if (key == "submissionDate") {
    submitted_ = std::string(Text(value));
    submitted_where_ = where_;
  } else {
    return false;
  }
  return true;
}

void CtisRecord::ReadText(std::string_view key, Value value) {
  if (key == "trialPhase") {
    builder_.AddPhase(Text(value), where_);
  } else if (key == "gender") {
    builder_.SetSex(Text(value), where_);
  } else if (key == "ageGroup") {
    ages_ = std::string(Text(value));
    ages_where_ = where_;
  } else if (key == "totalNumberEnrolled") {
    enrolled_ = std::string(Text(value));
    enrolled_where_ = where_;
  } else if (key == "ctPublicStatusCode") {
    public_status_ = std::string(Text(value));
    public_status_where_ = where_;
  } else if (key == "resultsFirstReceived") {
    const std::string answer(Text(value));
    if (!absl::EqualsIgnoreCase(answer, "yes") && !absl::EqualsIgnoreCase(answer, "no")) return;
    builder_.study().set_has_results(absl::EqualsIgnoreCase(answer, "yes"));
    builder_.At("has_results", where_);
  } else if (key == "record_last_import" || key == "publishDate" || key == "lastPublicationUpdate") {
    builder_.registration().add_volatile_fields(absl::StrCat(std::string(key), ": ", std::string(Text(value))));
  }
}

void CtisRecord::ReadApplication(Value application) {
  std::string type, submitted;
  Where where;
  reader_->Members(application, [&](std::string_view key, Value value) {
    if (key == "type") {
      type = std::string(Text(value));
    } else if (key == "submissionDate") {
      submitted = std::string(Text(value));
      where = where_;
    } else if (key == "partI" && applications_) {
      ReadPartOne(value);
    }
  });
  if (type == "INITIAL" || submitted_.empty()) {
    if (submitted.empty() || (type != "INITIAL" && !first_submitted_.empty())) return;
    first_submitted_ = submitted;
    submitted_where_ = where;
  }
}

void CtisRecord::ReadPeriods(Value periods) {
  reader_->Items(periods, [this](size_t, Value period) {
    reader_->Members(period, [this](std::string_view key, Value value) {
      if (key == "trialStartDate") Earlier(Text(value), where_, &start_, &start_where_);
    });
  });
}

// What a member state is called, and when the trial began there.
void CtisRecord::ReadMemberState(Value state) {
  reader_->Members(state, [this](std::string_view key, Value value) {
    if (key == "mscName" || key == "countryName") {
      builder_.AddCountry(Text(value), where_);
    } else if (key == "trialPeriod") {
      ReadPeriods(value);
    }
  });
}

void CtisRecord::ReadPartTwo(Value part) {
  std::string country, decision, date;
  Where date_where;
  const size_t first_site = builder_.study().sites_size();
  reader_->Members(part, [&](std::string_view key, Value value) {
    if (key == "mscInfo") {
      reader_->Members(value, [&](std::string_view name, Value inner) {
        if (name == "mscName" || name == "countryName") {
          country = std::string(Text(inner));
          builder_.AddCountry(country, where_);
        } else if (name == "trialPeriod") {
          ReadPeriods(inner);
        } else if (name == "decision") {
          decision = builder_.Clean(Text(inner));
        } else if (name == "decisionDate" || (name == "firstDecisionDate" && date.empty())) {
          date = builder_.Clean(Text(inner));
          date_where = where_;
        }
      });
    } else if (key == "trialSites") {
      reader_->Items(value, [&](size_t, Value site) { ReadSite(site); });
    }
  });
  const std::string code = builder_.AddCountry(country, where_);
  for (int i = first_site; i < builder_.study().sites_size(); ++i) {
    if (builder_.study().sites(i).country().empty()) builder_.study().mutable_sites(i)->set_country(code);
  }
  if (date.empty()) return;
  builder_.study().add_regulatory_mentions(
      absl::StrCat("Decision of ", builder_.Clean(country), ": ", decision, decision.empty() ? "" : ", ", date));
  builder_.At(absl::StrCat("regulatory_mentions[", builder_.study().regulatory_mentions_size() - 1, "]"), date_where);
}

void CtisRecord::ReadSite(Value printed) {
  v1::Site site;
  Where where;
  reader_->Members(printed, [&](std::string_view key, Value info) {
    if (key != "organisationAddressInfo") return;
    reader_->Members(info, [&](std::string_view part, Value value) {
      reader_->Members(value, [&](std::string_view name, Value inner) {
        if (part == "organisation" && name == "name") {
          site.set_facility(CleanLine(builder_.Clean(Text(inner)), TextStyle::kPlain));
          where = where_;
        } else if (part == "address" && name == "city") {
          site.set_city(CleanLine(builder_.Clean(Text(inner)), TextStyle::kPlain));
        } else if (part == "address" && name == "countryName") {
          site.set_country(builder_.AddCountry(Text(inner), where_));
        }
      });
    });
  });
  if (site.facility().empty() && site.city().empty()) return;
  *builder_.study().add_sites() = std::move(site);
  builder_.At(absl::StrCat("sites[", builder_.study().sites_size() - 1, "]"), where);
}

void CtisRecord::ReadEvents(Value events) {
  reader_->Members(events, [this](std::string_view key, Value states) {
    if (key != "trialEvents") return;
    reader_->Items(states, [this](size_t, Value state) {
      reader_->Members(state, [this](std::string_view name, Value list) {
        if (name != "events") return;
        reader_->Items(list, [this](size_t, Value event) {
          std::string kind, date;
          Where where;
          reader_->Members(event, [&](std::string_view part, Value value) {
            if (part == "notificationType") kind = absl::StrReplaceAll(std::string(Text(value)), {{"_", " "}});
            if (part == "date") date = std::string(Text(value));
            where = where_;
          });
          if (absl::EqualsIgnoreCase(kind, "start of trial")) Earlier(date, where, &start_, &start_where_);
          ended_early_ = ended_early_ || absl::StartsWithIgnoreCase(kind, "early termination");
        });
      });
    });
  });
}

void CtisRecord::ReadResults(Value results) {
  std::string first;
  Where where;
  bool any = false;
  reader_->Members(results, [&](std::string_view, Value list) {
    reader_->Items(list, [&](size_t, Value result) {
      any = true;
      reader_->Members(result, [&](std::string_view key, Value value) {
        if (key == "submissionDate") Earlier(Text(value), where_, &first, &where);
      });
    });
  });
  if (!any) return;
  builder_.study().set_has_results(true);
  builder_.At("has_results", where_);
  builder_.SetDate(builder_.study().mutable_results_date(), first, v1::DATE_KIND_ACTUAL, "results_date", where);
}

void CtisRecord::ReadPartOne(Value part) {
  // Part I of several applications: the last one would say everything twice.
  if (part_one_.has_value()) return;
  part_one_.emplace(reader_, &builder_);
  part_one_->Read(part);
}

bool CtisRecord::ReadCommon(std::string_view key, Value value) {
  if (key == "authorizedPartI") {
    ReadPartOne(value);
  } else if (key == "authorizedPartsII") {
    Items(value, &CtisRecord::ReadPartTwo);
  } else if (key == "applications" || key == "applicationInfo") {
    Items(value, &CtisRecord::ReadApplication);
  } else if (key == "memberStatesConcerned") {
    Items(value, &CtisRecord::ReadMemberState);
  } else if (key == "eudraCtInfo" || key == "eudraCt") {
    reader_->Members(value, [this](std::string_view name, Value inner) {
      if (name == "eudraCtCode") builder_.AddSecondaryIds(Text(inner), "EudraCT number", where_);
    });
  } else {
    return false;
  }
  return true;
}

void CtisRecord::Take(JsonReader& reader, std::string_view key, Value value) {
  reader_ = &reader;
  if (ReadCommon(key, value) || ReadDate(key, value)) return;
  if (key == "ctNumber") {
    ReadIdentifier(value);
  } else if (key == "ctStatus") {
    ReadStatus(value);
  } else if (key == "authorizedApplication") {
    reader.Members(value, [this](std::string_view name, Value inner) { ReadCommon(name, inner); });
  } else if (key == "events") {
    ReadEvents(value);
  } else if (key == "results") {
    ReadResults(value);
  } else {
    ReadText(key, value);
  }
}

// CTIS counts the participants of the EU/EEA, and those of the rest of the world apart.
void CtisRecord::AddEnrollment() {
  const std::string elsewhere = part_one_.has_value() ? part_one_->subjects_elsewhere() : "";
  const bool apart = !elsewhere.empty() && elsewhere != "0" && !enrolled_.empty();
  builder_.SetEnrollment(apart ? absl::StrCat("EU/EEA:", enrolled_, "; rest of the world:", elsewhere, ";") : enrolled_,
                         v1::DATE_KIND_ESTIMATED, enrolled_where_);
}

void CtisRecord::AddDates() {
  v1::Study& study = builder_.study();
  if (!start_.empty() && study.start_date().kind() != v1::DATE_KIND_ACTUAL)
    builder_.SetDate(study.mutable_start_date(), start_, v1::DATE_KIND_ACTUAL, "start_date", start_where_);
  builder_.SetDate(study.mutable_registration_date(), submitted_.empty() ? first_submitted_ : submitted_,
                   v1::DATE_KIND_ACTUAL, "registration_date", submitted_where_);
}

void CtisRecord::Finish() {
  v1::Study& study = builder_.study();
  // Regulation (EU) 536/2014 is about interventional clinical trials of medicinal products, and nothing else.
  study.set_study_type(v1::STUDY_TYPE_INTERVENTIONAL);
  builder_.At("study_type", {"/ctNumber"});
  builder_.SetStatus(status_.empty() ? public_status_ : status_,
                     status_.empty() ? public_status_where_ : status_where_);
  if (ended_early_ && study.status() == v1::RECRUITMENT_STATUS_COMPLETED) {
    study.set_status(v1::RECRUITMENT_STATUS_TERMINATED);
    builder_.Note("status: terminated, as an event says");
  }
  AddCtisAges(&builder_, ages_, ages_where_);
  AddEnrollment();
  AddDates();
  if (part_one_.has_value()) part_one_->Finish();
}

}  // namespace

ParseResult ParseCtisJson(std::string_view content, const ParseContext& context) {
  // Part I of an application is read only where no part I is authorised.
  for (const bool applications : {false, true}) {
    RegistrationBuilder builder(context, {"ctis", TextStyle::kMarkup, "en"});
    CtisRecord record(&builder, applications);
    const auto fault = ReadJsonObject(
        content, context.limits,
        [&record](JsonReader& reader, std::string_view key, Value value) { record.Take(reader, key, value); });
    if (fault.has_value()) return *fault;
    if (!record.has_part_one() && !applications) continue;
    record.Finish();
    if (builder.overflowed())
      return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
    if (!record.has_number()) return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no ctNumber: not a trial of CTIS");
    if (builder.registration().registration_id().empty())
      return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "ctNumber is no EU CT number");
    return builder.Finish();
  }
  return MakeCause(v1::DEAD_LETTER_REASON_INTERNAL, "unreachable");
}

}  // namespace trialweave::normalizer
