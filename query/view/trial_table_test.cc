#include "query/view/trial_table.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "query/filter/filter.h"
#include "query/filter/trial_values.h"

namespace trialweave::query {
namespace {

// Trials and filters by chance, each value from a few, so that they meet.
class Chance {
 public:
  explicit Chance(int seed) : random_(seed) {}

  int Below(int n) { return static_cast<int>(random_() % n); }
  bool OneIn(int n) { return Below(n) == 0; }
  template <size_t n>
  std::string Of(const char* const (&choices)[n]) {
    return choices[Below(n)];
  }

  std::string Code() {
    return Of({"knee_oa", "Spine", "intra_articular", "other", "placebo", "single_arm", "stated", "CXSL2400001"});
  }
  std::string Text() {
    return Of({"Knee", "Osteoarthritis, Knee", "膝骨关节炎", "KNEE", "--", "2×10^9 particles", "Universidad", "",
               "the knees of all", "外泌体 knee"});
  }
  std::string Date() { return Of({"2024", "2024-02", "2024-02-29", "2023-12-31", "2025-01", "2022", "2024-03-01"}); }

  void SetDate(v1::StudyDate* date) {
    if (OneIn(3)) return;
    date->mutable_date()->set_year(2022 + Below(4));
    if (OneIn(4)) return;
    date->mutable_date()->set_month(OneIn(20) ? 13 : 1 + Below(3));
    if (!OneIn(3)) date->mutable_date()->set_day(28 + Below(4));
  }

  v1::Trial Trial(const std::string& id, uint64_t sequence) {
    static constexpr const char* kFacts[] = {"source", "route", "condition", "dose", "acceptance_number", "donor"};
    v1::Trial trial;
    trial.set_name("trials/" + id);
    trial.set_sequence(sequence);
    for (int i = Below(3); i > 0; --i) trial.add_registration_ids(absl::StrCat("NCT0600000", Below(10)));
    if (OneIn(3)) trial.add_absent_registration_ids(absl::StrCat("NCT0600000", Below(10)));
    for (int i = Below(3); i > 0; --i) trial.add_registries(Of({"ctgov", "chictr", "isrctn"}));
    if (OneIn(3)) trial.add_related_registration_ids("NCT06000001");
    if (OneIn(3)) trial.add_disagreements()->set_field("status");
    if (OneIn(4)) trial.add_absences();
    v1::Study& study = *trial.mutable_study();
    study.set_status(static_cast<v1::RecruitmentStatus>(Below(4)));
    study.set_study_type(static_cast<v1::StudyType>(Below(3)));
    for (int i = Below(3); i > 0; --i) study.add_phases(static_cast<v1::Phase>(1 + Below(3)));
    study.mutable_design()->set_masking_class(static_cast<v1::Masking>(Below(3)));
    for (int i = Below(3); i > 0; --i) study.add_countries(Of({"CN", "CL", "us"}));
    if (!OneIn(3)) study.mutable_enrollment()->set_count(Below(6) * 10 - 10);
    if (!OneIn(3)) study.set_has_results(OneIn(2));
    SetDate(study.mutable_start_date());
    SetDate(study.mutable_registration_date());
    for (int i = Below(3); i > 0; --i) study.add_titles()->set_text(Text());
    for (int i = Below(3); i > 0; --i) study.add_conditions()->add_names()->set_text(Text());
    for (int i = Below(3); i > 0; --i) study.add_interventions()->set_kind(Of({"Drug", "DRUG", "Biological"}));
    for (int i = Below(3); i > 0; --i) study.add_sites()->set_city(Text());
    for (int i = Below(3); i > 0; --i) {
      v1::Sponsor& sponsor = *study.add_sponsors();
      sponsor.add_names()->set_text(Text());
      sponsor.set_lead(OneIn(2));
      sponsor.set_agency_class(static_cast<v1::AgencyClass>(Below(3)));
    }
    if (OneIn(2)) return trial;
    trial.mutable_ev_facts()->set_product_class(static_cast<v1::ProductClass>(Below(4)));
    for (int i = Below(4); i > 0; --i) {
      v1::Fact& fact = *trial.mutable_ev_facts()->add_facts();
      fact.set_field(Of(kFacts));
      fact.set_value(fact.field() == "dose" ? Text() : Code());
      fact.set_state(static_cast<v1::FactState>(1 + Below(2)));
    }
    return trial;
  }

  std::string Value(const FieldSpec& field) {
    switch (field.kind) {
      case FieldKind::kEnum: {
        const std::vector<int> values = EnumValues(field.field);
        return EnumValueName(field.field, values[Below(std::min<int>(4, static_cast<int>(values.size())))]);
      }
      case FieldKind::kCode:
        if (field.field == Field::kName) return absl::StrCat("trials/t", Below(30));
        if (field.field == Field::kCountry) return Of({"cn", "CL", "FR"});
        if (field.field == Field::kRegistry) return Of({"ctgov", "CHICTR", "x"});
        if (field.field == Field::kInterventionType) return Of({"drug", "biological"});
        if (field.field == Field::kRegistration || field.field == Field::kRelated) {
          return absl::StrCat("nct0600000", Below(10));
        }
        return field.field == Field::kDisagreement ? "status" : Code();
      case FieldKind::kNumber:
        return absl::StrCat(Below(6) * 10 - 10);
      case FieldKind::kBool:
        return OneIn(2) ? "true" : "false";
      case FieldKind::kDate:
        return Date();
      case FieldKind::kText:
        return Of({"knee", "osteo", "骨关节", "'osteoarthritis, knee'", "universidad", "knee_oa", "particles"});
    }
    return "";
  }

  std::string Restriction() {
    const auto fields = TrialFields();
    const FieldSpec& field = fields[Below(static_cast<int>(fields.size()))];
    if (OneIn(6)) return absl::StrCat(field.name, ":*");
    if (OneIn(20)) return "knee";
    const bool ordered = field.kind == FieldKind::kNumber || field.kind == FieldKind::kDate;
    return absl::StrCat(field.name, ordered ? Of({"=", "!=", ":", "<", "<=", ">", ">="}) : Of({"=", "!=", ":"}),
                        Value(field));
  }

  std::string Filter(int depth) {
    if (depth == 0 || OneIn(4)) return Restriction();
    if (OneIn(4)) return absl::StrCat("NOT (", Filter(depth - 1), ")");
    return absl::StrCat("(", Filter(depth - 1), OneIn(2) ? " AND " : " OR ", Filter(depth - 1), ")");
  }

 private:
  std::mt19937 random_;
};

// A table beside all that was ever put into it.
class TrialTableTest : public testing::TestWithParam<int> {
 protected:
  // One trial changes, comes or goes.
  void Change() {
    const std::string id = absl::StrCat("t", chance_.Below(30));
    ++sequence_;
    if (chance_.OneIn(5)) {
      table_.Remove(id, sequence_);
      now_.erase(id);
    } else {
      now_[id] = chance_.Trial(id, sequence_);
      table_.Put(id, now_[id]);
    }
  }
  void Pin() {
    if (pinned_.count(sequence_) > 0) return;
    ASSERT_TRUE(pins_.Acquire(sequence_, true));
    pinned_[sequence_] = now_;
  }
  void Unpin() {
    if (pinned_.empty()) return;
    const auto which = std::next(pinned_.begin(), chance_.Below(static_cast<int>(pinned_.size())));
    pins_.Release(which->first, false, absl::InfinitePast());
    pinned_.erase(which);
    table_.Prune();
  }

  // What the table finds at a sequence, and what is there.
  void Compare(const std::map<std::string, v1::Trial>& there, uint64_t sequence, const Filter& filter) {
    const Verdict verdict = table_.Evaluate(filter.root(), sequence);
    EXPECT_TRUE(verdict.sure.isSubset(verdict.may));
    std::set<std::string> found, expected;
    ForEachRow(verdict.may, [&](uint32_t number) {
      const auto trial = Unpacked<v1::Trial>(*table_.VersionAt(number, sequence));
      const bool matches = filter.Matches(trial);
      EXPECT_TRUE(matches || !verdict.sure.contains(number)) << trial.DebugString();
      if (matches) found.insert(table_.IdOf(number));
    });
    for (const auto& [id, trial] : there) {
      if (filter.Matches(trial)) expected.insert(id);
    }
    EXPECT_EQ(found, expected);
  }

  // Whether a page of any size, begun after any trial, is the right stretch of all.
  void CompareOrder(const std::map<std::string, v1::Trial>& there, uint64_t sequence, const TrialOrder& order) {
    std::vector<std::pair<std::vector<std::pair<bool, int64_t>>, std::string>> sorted;
    for (const auto& [id, trial] : there) {
      auto& [keys, name] = sorted.emplace_back();
      name = id;
      for (const TrialOrder::Key& key : order.keys) {
        auto value = NumberOf(key.field, trial);
        if (key.field == Field::kStartDate && DateOf(key.field, trial).has_date()) {
          const auto range = RangeOf(DateOf(key.field, trial).date());
          if (range) value = range->first;
        }
        keys.emplace_back(!value, value.value_or(0) * (key.descending ? -1 : 1));
      }
    }
    std::sort(sorted.begin(), sorted.end());
    const Rows all = table_.Evaluate(nullptr, sequence).sure;
    ASSERT_EQ(all.cardinality(), there.size());
    for (size_t from = 0; from <= sorted.size(); from += 5) {
      const size_t limit = 1 + chance_.Below(40);
      std::vector<std::string> expected, found;
      for (size_t i = from; i < std::min(sorted.size(), from + limit); ++i) expected.push_back(sorted[i].second);
      const std::string after = from == 0 ? "" : sorted[from - 1].second;
      for (const uint32_t number : table_.Ordered(all, sequence, order, after, limit)) {
        found.push_back(table_.IdOf(number));
      }
      EXPECT_EQ(found, expected);
    }
  }

  Chance chance_{GetParam()};
  SnapshotPins pins_;
  TrialTable table_{&pins_};
  std::map<std::string, v1::Trial> now_;
  std::map<uint64_t, std::map<std::string, v1::Trial>> pinned_;
  uint64_t sequence_ = 0;
};

TEST_P(TrialTableTest, ColumnsSayWhatEachTrialSays) {
  for (int round = 0; round < 40; ++round) {
    for (int i = chance_.Below(20); i > 0; --i) Change();
    if (chance_.OneIn(3)) Pin();
    if (chance_.OneIn(4)) Unpin();
    EXPECT_EQ(table_.trials(), now_.size());
    for (int i = 0; i < 25; ++i) {
      const std::string text = chance_.Filter(3);
      SCOPED_TRACE(text);
      const auto filter = Filter::Parse(text);
      ASSERT_TRUE(filter.ok()) << filter.status();
      Compare(now_, sequence_, *filter);
      for (const auto& [sequence, there] : pinned_) Compare(there, sequence, *filter);
      if (testing::Test::HasFailure()) return;
    }
  }
  while (!pinned_.empty()) Unpin();
  EXPECT_EQ(table_.versions(), table_.trials());
  EXPECT_TRUE(table_.past_columns().rows().isEmpty());
}

TEST_P(TrialTableTest, OrdersByNumbersAndDatesAndThenByName) {
  const TrialOrder orders[] = {{},
                               {{{Field::kEnrollment, true}}},
                               {{{Field::kEnrollment, false}}},
                               {{{Field::kStartDate, true}, {Field::kEnrollment, false}}}};
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 15; ++i) Change();
    if (round % 3 == 0) Pin();
    for (const TrialOrder& order : orders) {
      CompareOrder(now_, sequence_, order);
      for (const auto& [sequence, there] : pinned_) CompareOrder(there, sequence, order);
    }
  }
}

TEST_P(TrialTableTest, OrdersByNameDownwards) {
  for (int i = 0; i < 30; ++i) Change();
  std::vector<std::string> found, expected;
  const Rows all = table_.Evaluate(nullptr, sequence_).sure;
  for (const uint32_t number : table_.Ordered(all, sequence_, {{{Field::kName, true}}}, "t5", 100)) {
    found.push_back(table_.IdOf(number));
  }
  for (auto each = now_.rbegin(); each != now_.rend(); ++each) {
    if (each->first < "t5") expected.push_back(each->first);
  }
  EXPECT_EQ(table_.NumberOf("t5").has_value() ? found : expected, expected);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TrialTableTest, testing::Range(1, 9));

// Names that come in order, against it, and always between the same two.
TEST(TrialTable, PutsNamesInOrderHoweverTheyCome) {
  std::vector<std::string> ascending, descending, between = {"a"};
  for (int i = 0; i < 200; ++i) {
    ascending.push_back(absl::StrCat(1000 + i));
    descending.push_back(absl::StrCat(999 - i));
    between.push_back(std::string(static_cast<size_t>(i), 'a') + "b");
  }
  for (const auto& names : {ascending, descending, between}) {
    SnapshotPins pins;
    TrialTable table(&pins);
    v1::Trial trial;
    trial.set_sequence(1);
    std::map<std::string, uint32_t> numbers;
    for (const std::string& name : names) numbers[name] = table.Put(name, trial);
    // Few enough to be sorted.
    Rows some;
    std::vector<std::string> expected, found;
    for (const auto& [name, number] : numbers) {
      if (number % 5 != 0) continue;
      some.add(number);
      expected.push_back(name);
    }
    for (const uint32_t number : table.Ordered(some, 1, {}, expected[9], 20)) found.push_back(table.IdOf(number));
    EXPECT_EQ(found, std::vector<std::string>(expected.begin() + 10, expected.begin() + 30));
  }
}

// What can be told from columns is: only texts are left to be looked at.
TEST(TrialTable, DecidesEverythingButTextsFromColumns) {
  Chance chance(1);
  SnapshotPins pins;
  TrialTable table(&pins);
  for (int i = 0; i < 30; ++i) table.Put(absl::StrCat("t", i), chance.Trial(absl::StrCat("t", i), i + 1));
  const auto decided = [&](const char* text) {
    const auto filter = Filter::Parse(text);
    EXPECT_TRUE(filter.ok()) << filter.status();
    const Verdict verdict = table.Evaluate(filter->root(), 30);
    return verdict.sure == verdict.may;
  };
  EXPECT_TRUE(decided("ev.class = PURE_EV OR NOT (enrollment >= 10 AND registered <= 2025-09-30) OR has_results:*"));
  EXPECT_TRUE(decided("lead_sponsor:knee ev.dose:particles city:knee name = trials/t3 -country != CN condition:*"));
  EXPECT_TRUE(decided("condition:knee condition:膝"));
  EXPECT_FALSE(decided("title:knee"));
  const auto filter = Filter::Parse("condition:\"knee osteoarthritis\"");
  EXPECT_LT(table.Evaluate(filter->root(), 30).may.cardinality(), 30) << "its words narrow";
}

}  // namespace
}  // namespace trialweave::query
