// What the columns of many trials and registrations cost: memory, and the time of filters, facets and groups. Prints
// lines of "name: value". Usage: columns_bench [TRIALS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "query/aggregate/dimension.h"
#include "query/aggregate/facet_counter.h"
#include "query/aggregate/grouping.h"
#include "query/filter/filter.h"
#include "query/view/column_filter.h"
#include "query/view/registration_columns.h"

namespace trialweave::query {
namespace {

class Generator {
 public:
  // Some of the values are much more frequent than others.
  int Skewed(int n) {
    const double u = std::uniform_real_distribution<double>(0, 1)(random_);
    return static_cast<int>(u * u * u * n);
  }
  bool OneIn(int n) { return random_() % n == 0; }

  void SetDate(v1::StudyDate* date) {
    date->mutable_date()->set_year(2025 - Skewed(20));
    date->mutable_date()->set_month(1 + static_cast<int>(random_() % 12));
    if (!OneIn(3)) date->mutable_date()->set_day(1 + static_cast<int>(random_() % 28));
  }

  void FillStudy(v1::Study& study) {
    study.set_status(static_cast<v1::RecruitmentStatus>(1 + Skewed(11)));
    study.set_study_type(static_cast<v1::StudyType>(1 + Skewed(3)));
    study.add_phases(static_cast<v1::Phase>(1 + Skewed(6)));
    study.mutable_eligibility()->set_sex(static_cast<v1::Sex>(1 + Skewed(3)));
    study.mutable_design()->set_masking_class(static_cast<v1::Masking>(Skewed(6)));
    study.mutable_design()->set_allocation_class(static_cast<v1::Allocation>(Skewed(4)));
    for (int i = Skewed(4); i >= 0; --i) study.add_countries({char('A' + Skewed(13)), char('A' + Skewed(13))});
    if (!OneIn(20)) study.mutable_enrollment()->set_count(Skewed(2000));
    study.set_has_results(OneIn(5));
    for (v1::StudyDate* date :
         {study.mutable_start_date(), study.mutable_primary_completion_date(), study.mutable_completion_date(),
          study.mutable_registration_date(), study.mutable_last_update_date()}) {
      SetDate(date);
    }
    for (int i = Skewed(3); i >= 0; --i) {
      study.add_conditions()->add_names()->set_text(
          absl::StrCat("w", Skewed(60000), " word", Skewed(3000), " disease"));
      study.add_interventions()->set_kind(absl::StrCat("KIND", Skewed(11)));
    }
    for (int i = Skewed(12); i >= 0; --i) study.add_sites()->set_city(absl::StrCat("City of place ", Skewed(30000)));
    v1::Sponsor& sponsor = *study.add_sponsors();
    sponsor.add_names()->set_text(absl::StrCat("University Hospital number ", Skewed(120000)));
    sponsor.set_lead(true);
    sponsor.set_agency_class(static_cast<v1::AgencyClass>(1 + Skewed(7)));
  }

  void FillFacts(v1::EvFacts& facts) {
    facts.set_product_class(static_cast<v1::ProductClass>(1 + Skewed(7)));
    for (const char* field : {"source", "donor", "route", "site", "condition", "endpoint", "comparator", "dose"}) {
      v1::Fact& fact = *facts.add_facts();
      fact.set_field(field);
      fact.set_value(absl::StrCat(field, Skewed(15)));
      fact.set_state(v1::FACT_STATE_REPORTED);
    }
  }

 private:
  std::mt19937 random_{1};
};

double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * 4096 / 1e6;
}

void Time(const std::string& name, const std::function<uint64_t()>& work) {
  constexpr int kRounds = 7;
  absl::Duration best = absl::InfiniteDuration();
  uint64_t result = 0;
  for (int i = 0; i < kRounds; ++i) {
    const absl::Time begin = absl::Now();
    result = work();
    best = std::min(best, absl::Now() - begin);
  }
  std::printf("%s: %.3f ms (%llu)\n", name.c_str(), absl::ToDoubleMilliseconds(best),
              static_cast<unsigned long long>(result));
}

void TimeFilters(const TrialColumns& columns) {
  const auto by_name = [](const std::string&) { return Rows(); };
  for (const char* text :
       {"ev.class = PURE_EV AND condition:word7 AND phase:PHASE1 AND enrollment >= 10 AND registered <= \"2025-09-30\"",
        "country = MM AND masking = QUADRUPLE AND sponsor_class = INDIVIDUAL", "status = RECRUITING",
        "NOT status = RECRUITING AND phase != PHASE2", "registration = NCT00000777", "registered >= 2024",
        "enrollment >= 1000", "condition:disease", "lead_sponsor:university", "city = \"city of place 77\""}) {
    const auto filter = Filter::Parse(text);
    if (!filter.ok()) std::abort();
    Time(absl::StrCat("filter ", text),
         [&] { return EvaluateColumns(filter->root(), columns, by_name, columns.rows()).may.cardinality(); });
  }
}

void TimeCounts(const TrialColumns& columns, const Rows& some) {
  const ColumnPart all = {&columns, columns.rows()}, part = {&columns, some};
  for (const char* name : {"status", "phase", "registry", "country", "ev.route", "city", "lead_sponsor"}) {
    const FieldSpec& field = *FindField(FieldTable::kTrials, name);
    Time(absl::StrCat("facet ", name, " over all"), [&] { return CountFacet(field, {&all, 1}, 20).distinct_values(); });
    Time(absl::StrCat("facet ", name, " over ", some.cardinality()), [&] {
      return CountFacet(field, {&part, 1}, 20).distinct_values();
    });
  }
  const FieldSpec& phase = *FindField(FieldTable::kTrials, "phase");
  const FieldSpec& registered = *FindField(FieldTable::kTrials, "registered");
  const FieldSpec& enrollment = *FindField(FieldTable::kTrials, "enrollment");
  Time("group by phase, registered:month with enrollment", [&] {
    GroupingInput input;
    input.rows = NumberedRows({&all, 1});
    input.dimensions = {ReadDimension(phase, {}, {&all, 1}), ReadDimension(registered, v1::TIME_UNIT_MONTH, {&all, 1})};
    input.numbers = {ReadNumbers(enrollment, {&all, 1})};
    return GroupRows(input, nullptr)->size();
  });
}

void Run(uint32_t trials) {
  Generator generator;
  TrialColumns columns(/*words=*/true);
  RegistrationColumns registrations;
  const double before = ResidentMegabytes();
  const absl::Time begin = absl::Now();
  Rows some;
  for (uint32_t row = 0; row < trials; ++row) {
    v1::Trial trial;
    trial.add_registries("ctgov");
    trial.add_registration_ids(absl::StrFormat("NCT%08d", row));
    if (generator.OneIn(5)) {
      trial.add_registries("chictr");
      trial.add_registration_ids(absl::StrFormat("ChiCTR%010d", row));
    }
    generator.FillStudy(*trial.mutable_study());
    if (generator.OneIn(200)) generator.FillFacts(*trial.mutable_ev_facts());
    if (generator.OneIn(20)) some.add(row);
    columns.Add(row, trial);
  }
  std::printf("trials: %u\ncolumns of trials: %.0f MB\nadded in: %.1f s\n", trials, ResidentMegabytes() - before,
              absl::ToDoubleSeconds(absl::Now() - begin));
  const double half = ResidentMegabytes();
  for (uint32_t row = 0; row < trials + trials / 5; ++row) {
    v1::Registration head;
    head.set_registration_id(absl::StrFormat("NCT%08d", row));
    head.set_registry(row < trials ? "ctgov" : "chictr");
    generator.FillStudy(*head.mutable_study());
    registrations.SetTrial(registrations.Add(head), row % trials);
  }
  std::printf("columns of registrations: %.0f MB\n", ResidentMegabytes() - half);
  TimeFilters(columns);
  TimeCounts(columns, some);
  Time("registrations of trials", [&] { return registrations.Of(columns.rows()).cardinality(); });
}

}  // namespace
}  // namespace trialweave::query

int main(int argc, char** argv) {
  trialweave::query::Run(argc > 1 ? static_cast<uint32_t>(std::atoi(argv[1])) : 1'000'000);
  return 0;
}
