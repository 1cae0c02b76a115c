#include "store/history/registration_events.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/timestamps.h"

namespace trialweave::store {
namespace {

using v1::Study;

// Whether what was printed differs, or nothing was.
bool PrintedApart(const std::string& a, const std::string& b) { return a != b || a.empty(); }

std::string BestText(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts) {
  for (const v1::LocalizedText& text : texts) {
    if (text.language() == "en") return text.text();
  }
  return texts.empty() ? "" : texts[0].text();
}

std::string DateText(const v1::PartialDate& date) {
  if (date.month() == 0) return absl::StrFormat("%04d", date.year());
  if (date.day() == 0) return absl::StrFormat("%04d-%02d", date.year(), date.month());
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

// Negative: a is before b; 0 also when one is the other with less precision.
int CompareDates(const v1::PartialDate& a, const v1::PartialDate& b) {
  if (a.year() != b.year()) return a.year() < b.year() ? -1 : 1;
  if (a.month() == 0 || b.month() == 0) return 0;
  if (a.month() != b.month()) return a.month() < b.month() ? -1 : 1;
  if (a.day() == 0 || b.day() == 0 || a.day() == b.day()) return 0;
  return a.day() < b.day() ? -1 : 1;
}

std::string EnrollmentText(const v1::Enrollment& enrollment) {
  if (!enrollment.has_count()) return "";
  if (enrollment.kind() == v1::DATE_KIND_ACTUAL) return absl::StrCat(enrollment.count(), " actual");
  return absl::StrCat(enrollment.count());
}

// Measure and time frame of each, sorted.
std::set<std::string> PrimaryOutcomes(const Study& study) {
  std::set<std::string> outcomes;
  for (const v1::OutcomeMeasure& outcome : study.outcomes()) {
    if (!outcome.primary()) continue;
    const std::string frame = outcome.time_frame().empty() ? "" : absl::StrCat(" [", outcome.time_frame(), "]");
    outcomes.insert(BestText(outcome.measures()) + frame);
  }
  return outcomes;
}

std::string LeadSponsor(const Study& study) {
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    if (sponsor.lead()) return BestText(sponsor.names());
  }
  return "";
}

bool HasResults(const Study& study) {
  return study.has_results() || study.has_results_date() || study.has_results_summary();
}

std::set<std::string> Facts(const v1::EvFacts& facts) {
  std::set<std::string> texts = {absl::StrCat("product_class = ", v1::ProductClass_Name(facts.product_class()))};
  for (const v1::Fact& fact : facts.facts()) {
    texts.insert(fact.state() == v1::FACT_STATE_NOT_REPORTED ? absl::StrCat(fact.field(), " not reported")
                                                             : absl::StrCat(fact.field(), " = ", fact.value()));
  }
  return texts;
}

std::set<std::string> Without(const std::set<std::string>& all, const std::set<std::string>& others) {
  std::set<std::string> left;
  for (const std::string& text : all) {
    if (others.count(text) == 0) left.insert(text);
  }
  return left;
}

class Events {
 public:
  explicit Events(bool new_source) : new_source_(new_source) {}

  void CompareStudies(const Study& before, const Study& after) {
    if (before.status() != after.status() && PrintedApart(before.status_text(), after.status_text())) {
      const auto name = [](const Study& study) {
        return study.status() == v1::RECRUITMENT_STATUS_UNSPECIFIED ? study.status_text()
                                                                    : v1::RecruitmentStatus_Name(study.status());
      };
      Add(v1::EVENT_KIND_STATUS_CHANGED, "study.status", name(before), name(after));
      if (after.status() == v1::RECRUITMENT_STATUS_WITHDRAWN) {
        Add(v1::EVENT_KIND_WITHDRAWN, "study.status", name(before), name(after));
      }
    }
    CompareEnrollments("study.enrollment", before.enrollment(), after.enrollment());
    CompareEnrollments("study.actual_enrollment", before.actual_enrollment(), after.actual_enrollment());
    CompareTexts(v1::EVENT_KIND_PRIMARY_OUTCOME_CHANGED, "study.outcomes", PrimaryOutcomes(before),
                 PrimaryOutcomes(after));
    CompareStudyDates("study.start_date", before.start_date(), after.start_date());
    CompareStudyDates("study.primary_completion_date", before.primary_completion_date(),
                      after.primary_completion_date());
    CompareStudyDates("study.completion_date", before.completion_date(), after.completion_date());
    if (!HasResults(before) && HasResults(after)) {
      Add(v1::EVENT_KIND_RESULTS_POSTED, "study.has_results", "", after.results_date().text());
    }
    if (LeadSponsor(before) != LeadSponsor(after)) {
      Add(v1::EVENT_KIND_SPONSOR_CHANGED, "study.sponsors", LeadSponsor(before), LeadSponsor(after));
    }
  }

  void CompareFacts(const v1::EvFacts& before, const v1::EvFacts& after) {
    CompareTexts(v1::EVENT_KIND_EV_FACTS_CHANGED, "ev_facts", Facts(before), Facts(after));
  }

  void CompareAbsences(const v1::Registration& before, const v1::Registration& after) {
    std::map<std::string, std::pair<const v1::Absence*, const v1::Absence*>> sets;
    for (const v1::Absence& absence : before.absences()) sets[absence.set()].first = &absence;
    for (const v1::Absence& absence : after.absences()) sets[absence.set()].second = &absence;
    for (const auto& [set, absences] : sets) {
      const auto [was, is] = absences;
      const std::string field = absl::StrCat("absences[\"", set, "\"]");
      if (was == nullptr) Add(v1::EVENT_KIND_ABSENT, field, "", Since(*is));
      if (is == nullptr) Add(v1::EVENT_KIND_REAPPEARED, field, Since(*was), "");
      if (is != nullptr && is->tombstone() && (was == nullptr || !was->tombstone())) {
        Add(v1::EVENT_KIND_WITHDRAWN, field, "", Since(*is));
      }
    }
  }

  std::vector<v1::RegistrationEvent> Take() { return std::move(events_); }

 private:
  static std::string Since(const v1::Absence& absence) {
    return absl::FormatTime("%Y-%m-%d", common::FromTimestamp(absence.since()), absl::UTCTimeZone());
  }

  void Add(v1::EventKind kind, std::string field, std::string old_value, std::string new_value) {
    v1::RegistrationEvent& event = events_.emplace_back();
    event.set_kind(kind);
    event.set_field(std::move(field));
    event.set_old_value(std::move(old_value));
    event.set_new_value(std::move(new_value));
    event.set_new_source(new_source_);
  }

  void CompareEnrollments(const std::string& field, const v1::Enrollment& before, const v1::Enrollment& after) {
    const std::string old_value = EnrollmentText(before), new_value = EnrollmentText(after);
    if (old_value == new_value) return;
    // That it has become the actual number is no other printed number.
    const bool kind_only = before.has_count() && after.has_count() && before.count() == after.count();
    if (!kind_only && !PrintedApart(before.text(), after.text())) return;
    Add(v1::EVENT_KIND_ENROLLMENT_CHANGED, field, old_value, new_value);
  }

  void CompareStudyDates(const std::string& field, const v1::StudyDate& before, const v1::StudyDate& after) {
    if (!before.has_date() || !after.has_date() || !PrintedApart(before.text(), after.text())) return;
    const int order = CompareDates(before.date(), after.date());
    if (order == 0) return;
    Add(order < 0 ? v1::EVENT_KIND_DATE_SLIPPED : v1::EVENT_KIND_DATE_BROUGHT_FORWARD, field, DateText(before.date()),
        DateText(after.date()));
  }

  // Of sets of texts: those that went, and those that came.
  void CompareTexts(v1::EventKind kind, const std::string& field, const std::set<std::string>& before,
                    const std::set<std::string>& after) {
    if (before == after) return;
    Add(kind, field, absl::StrJoin(Without(before, after), "; "), absl::StrJoin(Without(after, before), "; "));
  }

  const bool new_source_;
  std::vector<v1::RegistrationEvent> events_;
};

}  // namespace

std::vector<v1::RegistrationEvent> EventsBetween(const v1::Registration& before, const v1::Registration& after,
                                                 const VersionsCompared& compared) {
  Events events(compared.new_source);
  events.CompareStudies(before.study(), after.study());
  if (compared.same_derivation) events.CompareFacts(before.ev_facts(), after.ev_facts());
  events.CompareAbsences(before, after);
  return events.Take();
}

}  // namespace trialweave::store
