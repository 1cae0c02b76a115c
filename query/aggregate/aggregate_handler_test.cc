#include "query/aggregate/aggregate_handler.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/aggregate/dimension.h"
#include "query/aggregate/facet_counter.h"
#include "query/view/memory_view.h"

namespace trialweave::query {
namespace {

using testing::ElementsAre;

// Three trials: t0 is registered twice, with other numbers; t2 says little.
class AggregateHandlerTest : public testing::Test {
 protected:
  void SetUp() override {
    Log("t0", {Head("NCT0", 30, 2024, 5, {"CN", "CL"}, v1::PRODUCT_CLASS_PURE_EV, "intra_articular"),
               Head("ChiCTR0", 31, 2024, 6, {"CN"}, v1::PRODUCT_CLASS_PURE_EV, "intra_articular")});
    Log("t1", {Head("NCT1", 50, 2024, 7, {"CL"}, v1::PRODUCT_CLASS_CELLS, "intravenous")});
    Log("t2", {Head("NCT2", -1, 2023, 0, {}, v1::PRODUCT_CLASS_UNSPECIFIED, "")});
  }

  static v1::Registration Head(const std::string& id, int enrollment, int year, int month,
                               const std::vector<std::string>& countries, v1::ProductClass product_class,
                               const std::string& route) {
    v1::Registration head;
    head.set_registration_id(id);
    head.set_registry(id[0] == 'N' ? "ctgov" : "chictr");
    v1::Study& study = *head.mutable_study();
    if (enrollment >= 0) study.mutable_enrollment()->set_count(enrollment);
    study.mutable_registration_date()->mutable_date()->set_year(year);
    study.mutable_registration_date()->mutable_date()->set_month(month);
    for (const std::string& country : countries) study.add_countries(country);
    head.mutable_ev_facts()->set_product_class(product_class);
    if (route.empty()) return head;
    v1::Fact& fact = *head.mutable_ev_facts()->add_facts();
    fact.set_field("route");
    fact.set_value(route);
    fact.set_state(v1::FACT_STATE_REPORTED);
    return head;
  }

  void Log(const std::string& trial, const std::vector<v1::Registration>& heads) {
    google::protobuf::RepeatedPtrField<v1::ChangelogEntry> entries;
    const auto next = [&]() -> v1::ChangelogEntry& {
      v1::ChangelogEntry& entry = *entries.Add();
      entry.set_sequence(++sequence_);
      return entry;
    };
    for (const v1::Registration& head : heads) *next().mutable_head_changed()->mutable_registration() = head;
    v1::MembershipChanged& change = *next().mutable_membership_changed();
    change.set_trial("trials/" + trial);
    for (const v1::Registration& head : heads) change.add_registration_ids(head.registration_id());
    ASSERT_EQ(view_.Apply(entries), absl::OkStatus());
  }

  v1::AggregateTrialsRequest By(const std::vector<std::string>& fields) {
    v1::AggregateTrialsRequest request;
    for (const std::string& field : fields) request.add_group_by()->set_field(field);
    return request;
  }
  // "CL PURE_EV 1" and so on.
  std::vector<std::string> Groups(const v1::AggregateTrialsRequest& request) {
    response_.Clear();
    const absl::Status status = handler_.AggregateTrials(request, nullptr, &response_);
    EXPECT_EQ(status, absl::OkStatus());
    std::vector<std::string> groups;
    for (const v1::AggregateGroup& group : response_.groups()) {
      groups.push_back(absl::StrCat(absl::StrJoin(group.values(), "|"), "=", group.count()));
    }
    return groups;
  }
  std::string ReasonOf(const v1::AggregateTrialsRequest& request, const std::string& metadata = "") {
    v1::AggregateTrialsResponse response;
    const absl::Status status = handler_.AggregateTrials(request, nullptr, &response);
    return metadata.empty() ? common::ErrorReason(status) : common::ErrorMetadata(status, metadata);
  }

  common::FakeClock clock_{absl::FromUnixSeconds(5000)};
  MemoryView view_{&clock_, absl::Seconds(600)};
  // Without a text index: what is counted here is found by filters.
  const TrialSearch search_{nullptr, &view_, &view_, nullptr};
  AggregateHandler handler_{&view_, &view_, &search_};
  v1::AggregateTrialsResponse response_;
  uint64_t sequence_ = 0;
};

TEST_F(AggregateHandlerTest, CountsValuesAndWhatHasNone) {
  EXPECT_THAT(Groups(By({"country"})), ElementsAre("=1", "CL=2", "CN=1"));
  EXPECT_EQ(response_.total_size(), 3);
  EXPECT_EQ(response_.freshness().sequence(), sequence_);
  EXPECT_THAT(Groups(By({"EV.Class", "country"})), ElementsAre("|=1", "CELLS|CL=1", "PURE_EV|CL=1", "PURE_EV|CN=1"));
  EXPECT_THAT(Groups(By({"registry", "ev.route", "absent"})),
              ElementsAre("chictr|intra_articular|false=1", "ctgov||false=1", "ctgov|intra_articular|false=1",
                          "ctgov|intravenous|false=1"));
  EXPECT_THAT(Groups(By({})), ElementsAre("=3"));
  v1::AggregateTrialsRequest request = By({"country"});
  request.set_filter("ev.class = CELLS");
  EXPECT_THAT(Groups(request), ElementsAre("CL=1"));
  request.set_filter("ev.class = EV_COMBINED");
  EXPECT_THAT(Groups(request), ElementsAre());
  request.clear_group_by();
  EXPECT_THAT(Groups(request), ElementsAre("=0"));
}

TEST_F(AggregateHandlerTest, CountsByStretchesOfTime) {
  v1::AggregateTrialsRequest request = By({"registered"});
  EXPECT_THAT(Groups(request), ElementsAre("2023=1", "2024=2"));
  request.mutable_group_by(0)->set_unit(v1::TIME_UNIT_QUARTER);
  EXPECT_THAT(Groups(request), ElementsAre("=1", "2024-Q2=1", "2024-Q3=1")) << "a year has no quarter";
  request.mutable_group_by(0)->set_unit(v1::TIME_UNIT_MONTH);
  EXPECT_THAT(Groups(request), ElementsAre("=1", "2024-05=1", "2024-07=1"));
}

TEST_F(AggregateHandlerTest, CountsRegistrationsByWhatTheySayThemselves) {
  v1::AggregateTrialsRequest request = By({"registered", "registry"});
  request.mutable_group_by(0)->set_unit(v1::TIME_UNIT_MONTH);
  request.set_subject(v1::AGGREGATION_SUBJECT_REGISTRATIONS);
  request.set_filter("registry:chictr OR ev.class = CELLS");
  EXPECT_THAT(Groups(request), ElementsAre("2024-05|ctgov=1", "2024-06|chictr=1", "2024-07|ctgov=1"));
  EXPECT_EQ(response_.total_size(), 3);
  // What has left a trial is not counted with it.
  Log("t0", {Head("ChiCTR0", 31, 2024, 6, {"CN"}, v1::PRODUCT_CLASS_PURE_EV, "intra_articular")});
  EXPECT_THAT(Groups(request), ElementsAre("2024-06|chictr=1", "2024-07|ctgov=1"));
}

TEST_F(AggregateHandlerTest, DescribesNumbers) {
  v1::AggregateTrialsRequest request = By({"ev.class"});
  request.add_statistics("enrollment");
  EXPECT_THAT(Groups(request), ElementsAre("=1", "CELLS=1", "PURE_EV=1"));
  const v1::NumberSummary& none = response_.groups(0).statistics(0);
  EXPECT_EQ(none.field(), "enrollment");
  EXPECT_EQ(none.count(), 0);
  EXPECT_FALSE(none.has_mean());
  EXPECT_THAT(Groups([&] {
                request.clear_group_by();
                request.set_subject(v1::AGGREGATION_SUBJECT_REGISTRATIONS);
                return request;
              }()),
              ElementsAre("=4"));
  const v1::NumberSummary& all = response_.groups(0).statistics(0);
  EXPECT_EQ(all.count(), 3);
  EXPECT_EQ(all.minimum(), 30);
  EXPECT_EQ(all.maximum(), 50);
  EXPECT_EQ(all.mean(), 37);
  EXPECT_EQ(all.median(), 31);
  EXPECT_EQ(all.sum(), 111);
}

TEST_F(AggregateHandlerTest, KeepsTheLargestGroups) {
  v1::AggregateTrialsRequest request = By({"country"});
  request.set_max_groups(1);
  EXPECT_THAT(Groups(request), ElementsAre("CL=2"));
  EXPECT_EQ(response_.groups_omitted(), 2);
}

TEST_F(AggregateHandlerTest, RefusesWhatCannotBeCountedPrecisely) {
  EXPECT_EQ(ReasonOf(By({"colour"})), "GROUP_BY_INVALID");
  EXPECT_THAT(ReasonOf(By({"colour"}), "expected"), testing::HasSubstr("registered"));
  EXPECT_EQ(ReasonOf(By({"title"})), "GROUP_BY_INVALID");
  EXPECT_EQ(ReasonOf(By({"name"})), "GROUP_BY_INVALID");
  EXPECT_EQ(ReasonOf(By({"registration"})), "GROUP_BY_INVALID");
  EXPECT_EQ(ReasonOf(By({"status", "phase", "sex", "country"}), "field"), "country");
  v1::AggregateTrialsRequest request = By({"status"});
  request.mutable_group_by(0)->set_unit(v1::TIME_UNIT_YEAR);
  EXPECT_EQ(ReasonOf(request), "GROUP_BY_INVALID");
  request = By({"status"});
  request.add_statistics("registered");
  EXPECT_EQ(ReasonOf(request), "STATISTICS_INVALID");
  request = By({"status"});
  request.set_max_groups(10001);
  EXPECT_EQ(ReasonOf(request), "MAX_GROUPS_INVALID");
  request = By({"status"});
  request.set_filter("status = OPEN");
  EXPECT_EQ(ReasonOf(request), "FILTER_INVALID");
  request.set_filter("");
  request.set_query(std::string(2000, 'x'));
  EXPECT_EQ(ReasonOf(request), "SEARCH_QUERY_INVALID");
}

TEST_F(AggregateHandlerTest, FacetsCountASnapshotThatHasPassed) {
  const auto fields = FacetFields({"country", "ev.route"});
  ASSERT_TRUE(fields.ok()) << fields.status();
  const auto selection = view_.Select(Filter(), 0, nullptr);
  ASSERT_TRUE(selection.ok()) << selection.status();
  Log("t1", {Head("NCT1", 50, 2024, 7, {"FR"}, v1::PRODUCT_CLASS_CELLS, "intravenous")});
  Log("t3", {Head("NCT3", 50, 2024, 7, {"FR"}, v1::PRODUCT_CLASS_CELLS, "intravenous")});
  const auto facets = CountFacets(*fields, view_, *selection, selection->trials, 1);
  ASSERT_EQ(facets.size(), 2);
  EXPECT_EQ(facets[0].field(), "country");
  ASSERT_EQ(facets[0].values_size(), 1);
  EXPECT_EQ(facets[0].values(0).value(), "CL");
  EXPECT_EQ(facets[0].values(0).count(), 2);
  EXPECT_EQ(facets[0].distinct_values(), 2);
  EXPECT_EQ(facets[0].missing(), 1);
  EXPECT_EQ(facets[1].values(0).value(), "intra_articular");
  const auto now = view_.Select(Filter(), 0, nullptr);
  EXPECT_EQ(CountFacets(*fields, view_, *now, now->trials, 9)[0].values(0).value(), "FR");
  EXPECT_EQ(common::ErrorReason(FacetFields({"enrollment"}).status()), "FACET_INVALID");
}

TEST_F(AggregateHandlerTest, GroupsASnapshotThatHasPassed) {
  // As it is for a moment when the view moves on between the selection and the columns.
  const auto selection = view_.Select(Filter(), 0, nullptr);
  Log("t1", {Head("NCT1", 50, 2024, 7, {"CL", "FR"}, v1::PRODUCT_CLASS_CELLS, "intravenous")});
  view_.ReadColumns(*selection, selection->trials, false, [](absl::Span<const ColumnPart> parts) {
    ASSERT_EQ(parts.size(), 2);
    EXPECT_EQ(NumberedRows(parts).cardinality(), 3);
    const Dimension countries = ReadDimension(*FindField(FieldTable::kTrials, "country"), {}, parts);
    ASSERT_EQ(countries.values.size(), 2);
    EXPECT_EQ(countries.values[0].label, "CL");
    EXPECT_EQ(countries.values[0].rows.cardinality(), 2);
    EXPECT_EQ(ReadNumbers(*FindField(FieldTable::kTrials, "enrollment"), parts).size(), 2);
  });
}

}  // namespace
}  // namespace trialweave::query
