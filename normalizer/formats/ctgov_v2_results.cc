#include "normalizer/formats/ctgov_v2_results.h"

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {

void CtgovV2Results::Read(Value section) {
  reader_.Members(section, [this](std::string_view key, Value module) {
    if (key == "participantFlowModule") {
      ReadFlow(module);
    } else if (key == "outcomeMeasuresModule") {
      reader_.Members(module, [this](std::string_view name, Value outcomes) {
        if (name == "outcomeMeasures") reader_.Items(outcomes, [this](size_t, Value outcome) { ReadOutcome(outcome); });
      });
    } else if (key == "adverseEventsModule") {
      ReadAdverseEvents(module);
    } else if (key == "moreInfoModule") {
      ReadMore(module);
    }
  });
  results_.Finish();
}

void CtgovV2Results::ReadFlow(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key == "preAssignmentDetails" || key == "recruitmentDetails") {
      const std::string_view text = Text(value);
      results_.AddText(text, where_);
    } else if (key == "periods") {
      const Where where = reader_.WhereOf(value);
      reader_.Items(value, [this](size_t, Value period) { ReadPeriod(period); });
      results_.SetFlow(started_, completed_, periods_, where);
    }
  });
}

void CtgovV2Results::ReadPeriod(Value period) {
  ++periods_;
  completed_ = ParticipantCount();
  reader_.Members(period, [this](std::string_view key, Value milestones) {
    if (key != "milestones") return;
    reader_.Items(milestones, [this](size_t, Value milestone) {
      std::string type;
      ParticipantCount count;
      reader_.Members(milestone, [&](std::string_view name, Value inner) {
        if (name == "type") type = std::string(Text(inner));
        if (name != "achievements") return;
        reader_.Items(inner, [&](size_t, Value achievement) {
          reader_.Members(achievement, [&](std::string_view part, Value number) {
            if (part == "numSubjects") count.Add(Text(number));
          });
        });
      });
      if (type == "STARTED" && periods_ == 1) started_ = count;
      if (type == "COMPLETED") completed_ = count;
    });
  });
}

void CtgovV2Results::ReadGroup(Value value, PostedResults::Groups* groups) {
  std::string id, title;
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "id") id = std::string(Text(inner));
    if (key == "title") title = Word(inner);
  });
  if (!id.empty()) groups->emplace(std::move(id), std::move(title));
}

void CtgovV2Results::ReadOutcome(Value value) {
  v1::OutcomeResult outcome;
  PostedResults::Groups groups;
  std::vector<PostedAnalysis> analyses;
  const Where where = reader_.WhereOf(value);
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "type") {
      outcome.set_kind(Word(inner));
    } else if (key == "title") {
      results_.Entitle(&outcome, Text(inner));
    } else if (key == "description" || key == "populationDescription") {
      results_.Describe(&outcome, Text(inner));
    } else if (key == "timeFrame") {
      outcome.set_time_frame(Word(inner));
    } else if (key == "unitOfMeasure") {
      outcome.set_unit(Word(inner));
    } else if (key == "paramType") {
      outcome.set_parameter(Word(inner));
    } else if (key == "dispersionType") {
      outcome.set_dispersion(Word(inner));
    } else if (key == "groups") {
      reader_.Items(inner, [&](size_t, Value group) { ReadGroup(group, &groups); });
    } else if (key == "classes") {
      reader_.Items(inner, [&](size_t, Value item) { ReadClass(item, &outcome); });
    } else if (key == "analyses") {
      reader_.Items(inner, [&](size_t, Value analysis) { analyses.push_back(ReadAnalysis(analysis)); });
    }
  });
  results_.AddOutcome(std::move(outcome), analyses, groups, where);
}

void CtgovV2Results::ReadClass(Value value, v1::OutcomeResult* outcome) {
  std::string title;
  std::vector<v1::OutcomeMeasurement> rows;
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "title") title = Word(inner);
    if (key == "categories") reader_.Items(inner, [&](size_t, Value category) { ReadCategory(category, &rows); });
  });
  results_.AddRows(title, std::move(rows), outcome);
}

void CtgovV2Results::ReadCategory(Value value, std::vector<v1::OutcomeMeasurement>* rows) {
  std::string title;
  std::vector<v1::OutcomeMeasurement> added;
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "title") title = Word(inner);
    if (key != "measurements") return;
    reader_.Items(inner, [&](size_t, Value measurement) {
      v1::OutcomeMeasurement row;
      reader_.Members(measurement, [&](std::string_view part, Value number) {
        if (part == "groupId") row.set_group(std::string(Text(number)));
        if (part == "value") row.set_value(Word(number));
        if (part == "spread") row.set_spread(Word(number));
        if (part == "lowerLimit") row.set_lower_limit(Word(number));
        if (part == "upperLimit") row.set_upper_limit(Word(number));
      });
      added.push_back(std::move(row));
    });
  });
  results_.NameRows(title, std::move(added), rows);
}

PostedAnalysis CtgovV2Results::ReadAnalysis(Value value) {
  PostedAnalysis analysis;
  const std::pair<std::string_view, std::string*> parts[] = {
      {"nonInferiorityType", &analysis.hypothesis},   {"pValue", &analysis.p_value},
      {"statisticalMethod", &analysis.method},        {"paramType", &analysis.estimate},
      {"paramValue", &analysis.estimate_value},       {"ciPctValue", &analysis.interval_percent},
      {"ciNumSides", &analysis.interval_sides},       {"ciLowerLimit", &analysis.lower_limit},
      {"ciUpperLimit", &analysis.upper_limit},        {"dispersionType", &analysis.dispersion},
      {"dispersionValue", &analysis.dispersion_value}};
  reader_.Members(value, [&](std::string_view key, Value inner) {
    for (const auto& [name, part] : parts) {
      if (key == name) *part = Word(inner);
    }
    if (key == "groupIds") {
      reader_.Items(inner, [&](size_t, Value id) { analysis.group_ids.emplace_back(Text(id)); });
    } else if (key == "groupDescription" || key.ends_with("Comment") || key == "otherAnalysisDescription") {
      analysis.remarks.push_back(Word(inner));
    }
  });
  return analysis;
}

void CtgovV2Results::ReadAdverseEvents(Value module) {
  PostedResults::Groups groups;
  std::vector<PostedEvent> serious, other;
  Where serious_at, other_at;
  reader_.Members(module, [&](std::string_view key, Value value) {
    if (key == "timeFrame") {
      const std::string_view text = Text(value);
      results_.SetAdverseEventTimeFrame(text, where_);
    } else if (key == "description") {
      const std::string_view text = Text(value);
      results_.AddText(text, where_);
    } else if (key == "eventGroups") {
      reader_.Items(value, [&](size_t, Value group) { ReadEventGroup(group, &groups); });
    } else if (key == "seriousEvents" || key == "otherEvents") {
      const bool is_serious = key == "seriousEvents";
      (is_serious ? serious_at : other_at) = reader_.WhereOf(value);
      reader_.Items(
          value, [&](size_t, Value event) { (is_serious ? serious : other).push_back(ReadEvent(event, is_serious)); });
    }
  });
  results_.AddEvents(serious, groups, serious_at);
  results_.AddEvents(other, groups, other_at);
}

void CtgovV2Results::ReadEventGroup(Value value, PostedResults::Groups* groups) {
  const Where where = reader_.WhereOf(value);
  v1::AdverseEventCounts counts;
  std::string id;
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "id") {
      id = std::string(Text(inner));
    } else if (key == "title") {
      counts.set_group(Word(inner));
    } else if (const auto number = PostedResults::Count(Text(inner))) {
      if (key == "deathsNumAffected") counts.set_deaths(*number);
      if (key == "deathsNumAtRisk") counts.set_deaths_at_risk(*number);
      if (key == "seriousNumAffected") counts.set_serious(*number);
      if (key == "seriousNumAtRisk") counts.set_serious_at_risk(*number);
      if (key == "otherNumAffected") counts.set_other(*number);
      if (key == "otherNumAtRisk") counts.set_other_at_risk(*number);
    }
  });
  if (!id.empty()) groups->emplace(id, counts.group());
  results_.AddCounts(std::move(counts), where);
}

PostedEvent CtgovV2Results::ReadEvent(Value value, bool serious) {
  PostedEvent event;
  event.serious = serious;
  reader_.Members(value, [&](std::string_view key, Value inner) {
    if (key == "term") event.term = Word(inner);
    if (key == "organSystem") event.organ_system = Word(inner);
    if (key != "stats") return;
    reader_.Items(inner, [&](size_t, Value item) {
      PostedEvent::Stat stat;
      reader_.Members(item, [&](std::string_view part, Value number) {
        if (part == "groupId") stat.group_id = std::string(Text(number));
        if (part == "numAffected") stat.affected = PostedResults::Count(Text(number));
        if (part == "numAtRisk") stat.at_risk = PostedResults::Count(Text(number));
      });
      event.stats.push_back(std::move(stat));
    });
  });
  return event;
}

void CtgovV2Results::ReadMore(Value module) {
  reader_.Members(module, [this](std::string_view key, Value value) {
    if (key != "limitationsAndCaveats") return;
    reader_.Members(value, [this](std::string_view name, Value text) {
      if (name != "description") return;
      const std::string_view printed = Text(text);
      results_.SetLimitations(printed, where_);
    });
  });
}

}  // namespace trialweave::normalizer
