#include "query/cli/search_text.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

v1::SearchTrialsResponse Page() {
  v1::SearchTrialsResponse page;
  v1::SearchHit& hit = *page.add_hits();
  hit.mutable_trial()->add_registration_ids("NCT06431152");
  v1::Study& study = *hit.mutable_trial()->mutable_study();
  study.add_titles()->set_text("EVs for the knee");
  study.set_status(v1::RECRUITMENT_STATUS_RECRUITING);
  study.add_phases(v1::PHASE_PHASE1);
  study.mutable_enrollment()->set_count(20);
  v1::Snippet& snippet = *hit.add_snippets();
  snippet.set_field("summary");
  snippet.set_text("…of exosomes\nin");
  v1::TextSpan& span = *snippet.add_highlights();
  span.set_offset(6);
  span.set_length(8);
  return page;
}

TEST(SearchTextTest, ShowsATrialWithWhatWasFound) {
  EXPECT_EQ(DescribeHits(Page(), 3, false),
            "3. NCT06431152  RECRUITING, PHASE1, n 20\n"
            "   EVs for the knee\n"
            "   summary: …of **exosomes** in\n");
}

TEST(SearchTextTest, MarksNothingBeyondTheText) {
  v1::SearchTrialsResponse page = Page();
  page.mutable_hits(0)->mutable_snippets(0)->mutable_highlights(0)->set_length(4000000000);
  EXPECT_NE(DescribeHits(page, 1, false).find("summary: …of exosomes in"), std::string::npos);
}

TEST(SearchTextTest, CountsWhatIsNotShown) {
  v1::SearchTrialsResponse page;
  v1::Facet& facet = *page.add_facets();
  facet.set_field("phase");
  facet.set_distinct_values(3);
  facet.set_missing(4);
  v1::FacetValue& value = *facet.add_values();
  value.set_value("PHASE1");
  value.set_count(7);
  EXPECT_EQ(FormatCsv(FacetsTable(page)),
            "FIELD,VALUE,TRIALS\nphase,PHASE1,7\nphase,(2 more),\nphase,(not stated),4\n");
}

TEST(SearchTextTest, TellsAChangeWithItsFieldsAndEvents) {
  v1::TrialChange change;
  change.set_kind(v1::TRIAL_CHANGE_KIND_CHANGED);
  change.set_sequence(12);
  change.mutable_trial()->add_registration_ids("NCT06431152");
  change.mutable_trial()->mutable_study()->add_titles()->set_text("EVs");
  v1::RegistrationEvents& events = *change.add_events();
  events.set_registration_id("NCT06431152");
  v1::RegistrationEvent& event = *events.add_events();
  event.set_kind(v1::EVENT_KIND_ENROLLMENT_CHANGED);
  event.set_old_value("20");
  event.set_new_value("30");
  v1::FieldChange& field = *change.add_changes();
  field.set_field("study.enrollment.count");
  field.set_old_value("20");
  field.set_new_value("30");
  EXPECT_EQ(DescribeChange(change, false),
            "12  NCT06431152  changed  EVs\n"
            "    NCT06431152: enrollment changed: 20 -> 30\n"
            "    study.enrollment.count: 20 -> 30\n");
}

}  // namespace
}  // namespace trialweave::query
