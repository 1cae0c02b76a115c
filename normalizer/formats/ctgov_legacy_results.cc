#include "normalizer/formats/ctgov_legacy_results.h"

#include "absl/strings/match.h"

namespace trialweave::normalizer {

void CtgovLegacyResults::Read(pugi::xml_node clinical_results) {
  ReadFlow(clinical_results.child("participant_flow"));
  for (pugi::xml_node outcome : clinical_results.child("outcome_list").children("outcome")) ReadOutcome(outcome);
  ReadEvents(clinical_results.child("reported_events"));
  reader_.Each(clinical_results, "limitations_and_caveats",
               [this](const std::string& text, const Where& where) { results_.SetLimitations(text, where); });
  results_.Finish();
}

PostedResults::Groups CtgovLegacyResults::GroupsOf(pugi::xml_node parent) {
  PostedResults::Groups groups;
  for (pugi::xml_node group : parent.child("group_list").children("group"))
    groups.emplace(group.attribute("group_id").value(), Word(group, "title"));
  return groups;
}

void CtgovLegacyResults::ReadFlow(pugi::xml_node flow) {
  for (const char* name : {"recruitment_details", "pre_assignment_details"}) {
    reader_.Each(flow, name, [this](const std::string& text, const Where& where) { results_.AddText(text, where); });
  }
  ParticipantCount started, completed;
  size_t periods = 0;
  for (pugi::xml_node period : flow.child("period_list").children("period")) {
    if (periods++ == 0) started = Milestone(period, "STARTED");
    completed = Milestone(period, "COMPLETED");
  }
  results_.SetFlow(started, completed, periods, PlaceOf(flow.child("period_list")));
}

ParticipantCount CtgovLegacyResults::Milestone(pugi::xml_node period, std::string_view title) {
  ParticipantCount count;
  for (pugi::xml_node milestone : period.child("milestone_list").children("milestone")) {
    if (Word(milestone, "title") != title) continue;
    for (pugi::xml_node group : milestone.child("participants_list").children("participants"))
      count.Add(group.attribute("count").value());
  }
  return count;
}

void CtgovLegacyResults::ReadOutcome(pugi::xml_node element) {
  v1::OutcomeResult outcome;
  std::vector<PostedAnalysis> analyses;
  const pugi::xml_node measure = element.child("measure");
  outcome.set_kind(Word(element, "type"));
  results_.Entitle(&outcome, reader_.TextOf(element.child("title")));
  // The measure repeats its outcome's title and texts.
  for (const char* name : {"description", "population"}) {
    const pugi::xml_node own = element.child(name);
    results_.Describe(&outcome, reader_.TextOf(own ? own : measure.child(name)));
  }
  outcome.set_time_frame(Word(element, "time_frame"));
  outcome.set_unit(Word(measure, "units"));
  outcome.set_parameter(Word(measure, "param"));
  outcome.set_dispersion(Word(measure, "dispersion"));
  for (pugi::xml_node item : measure.child("class_list").children("class")) {
    std::vector<v1::OutcomeMeasurement> rows;
    for (pugi::xml_node category : item.child("category_list").children("category"))
      results_.NameRows(Word(category, "title"), ReadMeasurements(category), &rows);
    results_.AddRows(Word(item, "title"), std::move(rows), &outcome);
  }
  for (pugi::xml_node analysis : element.child("analysis_list").children("analysis"))
    analyses.push_back(ReadAnalysis(analysis));
  results_.AddOutcome(std::move(outcome), analyses, GroupsOf(element), PlaceOf(element));
}

std::vector<v1::OutcomeMeasurement> CtgovLegacyResults::ReadMeasurements(pugi::xml_node category) {
  std::vector<v1::OutcomeMeasurement> rows;
  for (pugi::xml_node measurement : category.child("measurement_list").children("measurement")) {
    const auto attribute = [&](const char* name) { return results_.Word(measurement.attribute(name).value()); };
    v1::OutcomeMeasurement row;
    row.set_group(measurement.attribute("group_id").value());
    row.set_value(attribute("value"));
    row.set_spread(attribute("spread"));
    row.set_lower_limit(attribute("lower_limit"));
    row.set_upper_limit(attribute("upper_limit"));
    rows.push_back(std::move(row));
  }
  return rows;
}

PostedAnalysis CtgovLegacyResults::ReadAnalysis(pugi::xml_node element) {
  PostedAnalysis analysis;
  const std::pair<std::string_view, std::string*> parts[] = {{"non_inferiority_type", &analysis.hypothesis},
                                                             {"p_value", &analysis.p_value},
                                                             {"method", &analysis.method},
                                                             {"param_type", &analysis.estimate},
                                                             {"param_value", &analysis.estimate_value},
                                                             {"ci_percent", &analysis.interval_percent},
                                                             {"ci_n_sides", &analysis.interval_sides},
                                                             {"ci_lower_limit", &analysis.lower_limit},
                                                             {"ci_upper_limit", &analysis.upper_limit},
                                                             {"dispersion_type", &analysis.dispersion},
                                                             {"dispersion_value", &analysis.dispersion_value}};
  for (pugi::xml_node child : element.children()) {
    const std::string_view name = child.name();
    for (const auto& [part, text] : parts) {
      if (name == part) *text = Word(child);
    }
    // groups_desc, method_desc, p_value_desc, ci_upper_limit_na_comment.
    if (name.ends_with("_desc") || name.ends_with("_comment")) analysis.remarks.push_back(Word(child));
  }
  for (pugi::xml_node id : element.child("group_id_list").children("group_id")) analysis.group_ids.push_back(Word(id));
  return analysis;
}

void CtgovLegacyResults::ReadEvents(pugi::xml_node events) {
  reader_.Each(events, "time_frame",
               [this](const std::string& text, const Where& where) { results_.SetAdverseEventTimeFrame(text, where); });
  reader_.Each(events, "desc", [this](const std::string& text, const Where& where) { results_.AddText(text, where); });
  const PostedResults::Groups groups = GroupsOf(events);
  ReadEventList(events.child("serious_events"), /*serious=*/true, groups);
  ReadEventList(events.child("other_events"), /*serious=*/false, groups);
  for (auto& [id, counts] : counts_) {
    const auto title = groups.find(id);
    counts.set_group(title == groups.end() || title->second.empty() ? id : title->second);
    results_.AddCounts(std::move(counts), PlaceOf(events));
  }
}

void CtgovLegacyResults::TakeTotals(pugi::xml_node event, bool serious) {
  for (pugi::xml_node stat : event.children("counts")) {
    v1::AdverseEventCounts& counts = counts_[stat.attribute("group_id").value()];
    const auto affected = PostedResults::Count(stat.attribute("subjects_affected").value());
    const auto at_risk = PostedResults::Count(stat.attribute("subjects_at_risk").value());
    if (affected.has_value()) serious ? counts.set_serious(*affected) : counts.set_other(*affected);
    if (at_risk.has_value()) serious ? counts.set_serious_at_risk(*at_risk) : counts.set_other_at_risk(*at_risk);
  }
}

void CtgovLegacyResults::ReadEventList(pugi::xml_node list, bool serious, const PostedResults::Groups& groups) {
  std::vector<PostedEvent> events;
  for (pugi::xml_node category : list.child("category_list").children("category")) {
    const std::string system = Word(category, "title");
    for (pugi::xml_node element : category.child("event_list").children("event")) {
      PostedEvent event;
      event.term = Word(element, "sub_title");
      if (system == "Total" && absl::StartsWith(event.term, "Total, ")) {
        TakeTotals(element, serious);
        continue;
      }
      event.organ_system = system;
      event.serious = serious;
      for (pugi::xml_node counts : element.children("counts")) {
        event.stats.push_back({counts.attribute("group_id").value(),
                               PostedResults::Count(counts.attribute("subjects_affected").value()),
                               PostedResults::Count(counts.attribute("subjects_at_risk").value())});
      }
      events.push_back(std::move(event));
    }
  }
  results_.AddEvents(events, groups, PlaceOf(list));
}

}  // namespace trialweave::normalizer
