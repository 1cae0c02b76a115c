#include "normalizer/formats/euctr_results.h"

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {

std::string EuctrResults::Code(Value value) {
  std::string code;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key != "value") return;
    const std::string word = Word(inner);
    code = word.substr(word.rfind('.') + 1);
  });
  return code;
}

bool EuctrResults::Take(JsonReader* reader, std::string_view key, Value value) {
  reader_ = reader;
  if (key == "subjectDisposition") {
    ReadFlow(value);
  } else if (key == "endPoints") {
    Each(value, "endPoint", [this](Value outcome) { ReadOutcome(outcome); });
  } else if (key == "subjectAnalysisSets") {
    Each(value, "subjectAnalysisSet", [this](Value set) { ReadTitle(set, &titles_); });
  } else if (key == "adverseEvents") {
    ReadAdverseEvents(value);
  } else {
    return false;
  }
  return true;
}

void EuctrResults::Finish() {
  for (Posted& posted : posted_) {
    PostedResults::Groups groups;
    for (const auto& [id, part] : posted.parts) {
      const auto title = titles_.find(part);
      groups.emplace(id, title == titles_.end() ? "" : title->second);
    }
    results_.AddOutcome(std::move(posted.outcome), posted.analyses, groups, posted.where);
  }
  posted_.clear();
  results_.Finish();
}

void EuctrResults::ReadTitle(Value set, PostedResults::Groups* groups) {
  std::string id, title;
  reader_->Members(set, [&](std::string_view key, Value value) {
    if (key == "id") id = Word(value);
    if (key == "title") title = Word(value);
  });
  if (!id.empty()) groups->emplace(std::move(id), std::move(title));
}

void EuctrResults::ReadFlow(Value disposition) {
  reader_->Members(disposition, [this](std::string_view key, Value value) {
    if (key == "recruitmentDetails" || key == "screeningInformation") {
      const std::string_view text = Text(value);
      results_.AddText(text, where_);
    } else if (key == "postAssignmentPeriods") {
      const Where where = reader_->WhereOf(value);
      Each(value, "postAssignmentPeriod", [this](Value period) { ReadPeriod(period); });
      results_.SetFlow(started_, completed_, periods_, where);
    }
  });
}

// Arms that share participants say how many there are together, and nobody says how many of those completed.
void EuctrResults::ReadPeriod(Value period) {
  const ParticipantCount first = started_;
  started_ = completed_ = ParticipantCount();
  std::string together;
  reader_->Members(period, [&](std::string_view key, Value value) {
    if (key == "nonMutualExclusiveArmsNumberOfSubjects") together = Word(value);
    if (key == "arms") Each(value, "arm", [this](Value arm) { ReadArm(arm); });
  });
  if (!together.empty()) {
    started_ = completed_ = ParticipantCount();
    started_.Add(together);
  }
  if (++periods_ > 1) started_ = first;
}

void EuctrResults::ReadArm(Value printed) {
  v1::Arm arm;
  Where where;
  std::string id;
  const auto count = [this](Value achievement, ParticipantCount* participants) {
    reader_->Members(achievement, [&](std::string_view key, Value value) {
      if (key == "subjects") participants->Add(Text(value));
    });
  };
  reader_->Members(printed, [&](std::string_view key, Value value) {
    if (key == "id") {
      id = Word(value);
    } else if (key == "title") {
      builder_.AddText(arm.mutable_labels(), Text(value), "", where_);
      where = where_;
    } else if (key == "description") {
      builder_.AddText(arm.mutable_descriptions(), Text(value), "", where_);
    } else if (key == "type") {
      reader_->Members(value, [&](std::string_view name, Value inner) {
        if (name == "value") arm.set_kind(Word(inner));
      });
    } else if (key == "startedMilestoneAchievement") {
      count(value, &started_);
    } else if (key == "completedMilestoneAchievement") {
      count(value, &completed_);
    } else if (key == "armProducts") {
      Each(value, "armProduct", [&](Value product) {
        reader_->Members(product, [&](std::string_view name, Value inner) {
          const std::string text = name == "name" ? builder_.Clean(Text(inner)) : "";
          if (!text.empty()) arm.add_intervention_names(text);
        });
      });
    }
  });
  if (arm.labels_size() == 0) return;
  if (!id.empty()) titles_.emplace(id, arm.labels(0).text());
  *builder_.study().add_arms() = std::move(arm);
  builder_.At(absl::StrCat("arms[", builder_.study().arms_size() - 1, "]"), where);
}

void EuctrResults::ReadOutcome(Value value) {
  Posted posted;
  Rows rows;
  PostedResults::Groups categories;
  std::string percentage;
  posted.where = reader_->WhereOf(value);
  v1::OutcomeResult& outcome = posted.outcome;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "title") {
      results_.Entitle(&outcome, Text(inner));
    } else if (key == "description") {
      results_.Describe(&outcome, Text(inner));
    } else if (key == "timeFrame") {
      outcome.set_time_frame(Word(inner));
    } else if (key == "unit") {
      outcome.set_unit(Word(inner));
    } else if (key == "type") {
      outcome.set_kind(Code(inner));
    } else if (key == "centralTendencyType") {
      outcome.set_parameter(Code(inner));
    } else if (key == "dispersionType") {
      outcome.set_dispersion(Code(inner));
    } else if (key == "percentage") {
      percentage = Word(inner);
    } else if (key == "categories") {
      Each(inner, "category", [&](Value category) {
        std::string id, name;
        reader_->Members(category, [&](std::string_view part, Value text) {
          if (part == "id") id = Word(text);
          if (part == "name") name = Word(text);
        });
        categories.emplace(std::move(id), std::move(name));
      });
    } else if (key == "armReportingGroups") {
      Each(inner, "armReportingGroup", [&](Value group) { ReadOutcomeGroup(group, &posted, &rows); });
    } else if (key == "subjectAnalysisSetReportingGroups") {
      Each(inner, "subjectAnalysisSetReportingGroup", [&](Value group) { ReadOutcomeGroup(group, &posted, &rows); });
    } else if (key == "statisticalAnalyses") {
      Each(inner, "statisticalAnalysis", [&](Value one) { posted.analyses.push_back(ReadAnalysis(one)); });
    }
  });
  if (outcome.dispersion() == "na") outcome.clear_dispersion();
  if (!outcome.dispersion().empty() && !percentage.empty())
    outcome.set_dispersion(absl::StrCat(outcome.dispersion(), " ", percentage, "%"));
  for (auto& [place, row] : rows) {
    std::vector<v1::OutcomeMeasurement> one(1, std::move(row));
    one[0].set_group(place.first);
    results_.AddRows(categories[place.second], std::move(one), &outcome);
  }
  posted_.push_back(std::move(posted));
}

void EuctrResults::ReadOutcomeGroup(Value value, Posted* posted, Rows* rows) {
  std::string id, part;
  Rows own;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "id") {
      id = Word(inner);
    } else if (key == "armId" || key == "subjectAnalysisSetId") {
      part = Word(inner);
    } else if (key == "tendencyValues") {
      Each(inner, "tendencyValue", [&](Value one) { ReadValues(one, "value", &own); });
    } else if (key == "countableValues") {
      Each(inner, "countableValue", [&](Value one) { ReadValues(one, "value", &own); });
    } else if (key == "dispersionValues") {
      Each(inner, "dispersionValue", [&](Value one) { ReadValues(one, "spread", &own); });
    }
  });
  for (auto& [place, row] : own) rows->emplace(std::make_pair(id, place.second), std::move(row));
  posted->parts.emplace(std::move(id), std::move(part));
}

// One number of a group in a category; a dispersion of two is a range.
void EuctrResults::ReadValues(Value value, const std::string& kind, Rows* rows) {
  std::string category, number, high;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "categoryId") category = Word(inner);
    if (key == "value") number = Word(inner);
    if (key == "highRangeValue") high = Word(inner);
  });
  if (number.empty() && high.empty()) return;
  v1::OutcomeMeasurement& row = (*rows)[{"", category}];
  if (kind == "value") {
    row.set_value(number);
  } else if (high.empty()) {
    row.set_spread(number);
  } else {
    row.set_lower_limit(number);
    row.set_upper_limit(high);
  }
}

PostedAnalysis EuctrResults::ReadAnalysis(Value value) {
  PostedAnalysis analysis;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "type") {
      analysis.hypothesis = Code(inner);
    } else if (key == "title" || key == "comment") {
      analysis.remarks.push_back(Word(inner));
    } else if (key == "statisticalHypothesisTest") {
      ReadHypothesisTest(inner, &analysis);
    } else if (key == "parameterEstimate") {
      ReadEstimate(inner, &analysis);
    } else if (key.ends_with("ComparisonGroupId")) {
      bool many = false;
      reader_->Items(inner, [&](size_t, Value id) {
        many = true;
        analysis.group_ids.push_back(Word(id));
      });
      if (!many) analysis.group_ids.push_back(Word(inner));
    }
  });
  return analysis;
}

void EuctrResults::ReadHypothesisTest(Value test, PostedAnalysis* analysis) {
  std::string relation, other;
  reader_->Members(test, [&](std::string_view key, Value value) {
    if (key == "method") analysis->method = Code(value);
    if (key == "otherMethod") other = Word(value);
    if (key == "value") analysis->p_value = Word(value);
    if (key == "valueEqualityRelation") relation = Word(value);
    if (key == "comment") analysis->remarks.push_back(Word(value));
  });
  if (!other.empty()) analysis->method = other;
  if (relation != "=" && !analysis->p_value.empty()) analysis->p_value.insert(0, relation);
}

void EuctrResults::ReadEstimate(Value estimate, PostedAnalysis* analysis) {
  std::string other;
  reader_->Members(estimate, [&](std::string_view key, Value value) {
    if (key == "type") {
      analysis->estimate = Code(value);
    } else if (key == "otherType") {
      other = Word(value);
    } else if (key == "pointEstimate") {
      analysis->estimate_value = Word(value);
    } else if (key == "confidenceInterval") {
      reader_->Members(value, [&](std::string_view name, Value inner) {
        if (name == "percentage") analysis->interval_percent = Word(inner);
        if (name == "sides") analysis->interval_sides = Code(inner);
        if (name == "lowerLimit") analysis->lower_limit = Word(inner);
        if (name == "upperLimit") analysis->upper_limit = Word(inner);
      });
    } else if (key == "variabilityEstimate") {
      reader_->Members(value, [&](std::string_view name, Value inner) {
        if (name == "type") analysis->dispersion = Code(inner);
        if (name == "dispersionValue") analysis->dispersion_value = Word(inner);
      });
    }
  });
  if (!other.empty()) analysis->estimate = other;
}

void EuctrResults::ReadAdverseEvents(Value value) {
  PostedResults::Groups groups;
  std::vector<PostedEvent> serious, other;
  Where serious_at, other_at;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "timeFrame") {
      const std::string_view text = Text(inner);
      results_.SetAdverseEventTimeFrame(text, where_);
    } else if (key == "description") {
      const std::string_view text = Text(inner);
      results_.AddText(text, where_);
    } else if (key == "reportingGroups") {
      Each(inner, "reportingGroup", [&](Value group) { ReadEventGroup(group, &groups); });
    } else if (key == "seriousAdverseEvents") {
      serious_at = reader_->WhereOf(inner);
      Each(inner, "seriousAdverseEvent", [&](Value event) { serious.push_back(ReadEvent(event, true)); });
    } else if (key == "nonSeriousAdverseEvents") {
      other_at = reader_->WhereOf(inner);
      Each(inner, "nonSeriousAdverseEvent", [&](Value event) { other.push_back(ReadEvent(event, false)); });
    }
  });
  results_.AddEvents(serious, groups, serious_at);
  results_.AddEvents(other, groups, other_at);
}

void EuctrResults::ReadEventGroup(Value value, PostedResults::Groups* groups) {
  const Where where = reader_->WhereOf(value);
  v1::AdverseEventCounts counts;
  std::string id;
  std::optional<int64_t> exposed;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "id") {
      id = Word(inner);
    } else if (key == "title") {
      counts.set_group(Word(inner));
    } else if (const auto number = PostedResults::Count(Text(inner))) {
      if (key == "subjectsExposed") exposed = *number;
      if (key == "deathsAllCauses") counts.set_deaths(*number);
      if (key == "subjectsAffectedBySeriousAdverseEvents") counts.set_serious(*number);
      if (key == "subjectsAffectedByNonSeriousAdverseEvents") counts.set_other(*number);
    }
  });
  if (exposed.has_value()) {
    if (counts.has_deaths()) counts.set_deaths_at_risk(*exposed);
    if (counts.has_serious()) counts.set_serious_at_risk(*exposed);
    if (counts.has_other()) counts.set_other_at_risk(*exposed);
  }
  if (!id.empty()) groups->emplace(id, counts.group());
  results_.AddCounts(std::move(counts), where);
}

PostedEvent EuctrResults::ReadEvent(Value value, bool serious) {
  PostedEvent event;
  event.serious = serious;
  reader_->Members(value, [&](std::string_view key, Value inner) {
    if (key == "term") event.term = Word(inner);
    if (key != "values") return;
    Each(inner, "value", [&](Value one) {
      PostedEvent::Stat stat;
      reader_->Members(one, [&](std::string_view name, Value number) {
        if (name == "reportingGroupId") stat.group_id = Word(number);
        if (name == "subjectsAffected") stat.affected = PostedResults::Count(Text(number));
        if (name == "subjectsExposed") stat.at_risk = PostedResults::Count(Text(number));
      });
      event.stats.push_back(std::move(stat));
    });
  });
  return event;
}

}  // namespace trialweave::normalizer
