#include "normalizer/formats/posted_results.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace trialweave::normalizer {
namespace {

// No study has more participants; sums of such numbers stay far from the end of their type.
constexpr int64_t kMaxCount = 1'000'000'000'000;

std::string Equation(const std::string& name, const std::string& value) {
  if (name.empty() || value.empty()) return name + value;
  const bool compared = value[0] == '<' || value[0] == '>' || value[0] == '=';
  return absl::StrCat(name, compared ? " " : " = ", value);
}

void Append(std::string* text, const std::string& part, const char* separator) {
  if (part.empty()) return;
  absl::StrAppend(text, text->empty() ? "" : separator, part);
}

const std::string& TitleOf(const PostedResults::Groups& groups, const std::string& id) {
  const auto found = groups.find(id);
  return found == groups.end() || found->second.empty() ? id : found->second;
}

}  // namespace

std::string PostedAnalysis::Text() const {
  std::string result = p_value.empty() ? "" : Equation("p", p_value);
  Append(&result, method, ", ");
  std::string size = Equation(estimate, estimate_value);
  if (!lower_limit.empty() || !upper_limit.empty()) {
    std::string interval = interval_percent.empty() ? "CI" : absl::StrCat(interval_percent, "% CI");
    if (!lower_limit.empty()) absl::StrAppend(&interval, " ", lower_limit);
    if (!upper_limit.empty()) absl::StrAppend(&interval, " to ", upper_limit);
    if (!interval_sides.empty()) absl::StrAppend(&interval, " (", interval_sides, ")");
    Append(&size, interval, ", ");
  }
  Append(&size, Equation(dispersion, dispersion_value), ", ");
  Append(&result, size, "; ");
  Append(&result, hypothesis, "; ");
  for (const std::string& remark : remarks) Append(&result, remark, "; ");
  return result;
}

void ParticipantCount::Add(std::string_view printed) {
  const std::optional<int64_t> count = PostedResults::Count(printed);
  any_ = true;
  known_ = known_ && count.has_value() && total_ <= kMaxCount;
  total_ += known_ ? *count : 0;
}

std::optional<int64_t> ParticipantCount::total() const {
  return any_ && known_ ? std::optional<int64_t>(total_) : std::nullopt;
}

std::optional<int64_t> PostedResults::Count(std::string_view printed) {
  int64_t count = 0;
  if (!absl::SimpleAtoi(absl::string_view(printed.data(), printed.size()), &count)) return std::nullopt;
  if (count < 0 || count > kMaxCount) return std::nullopt;
  return count;
}

bool PostedResults::Fits(size_t bytes) {
  // What holds a value in memory counts too, so that empty ones are not free.
  bytes += 16;
  if (bytes > kMaxBytes - bytes_) {
    ++left_out_;
    return false;
  }
  bytes_ += bytes;
  return true;
}

void PostedResults::AddText(std::string_view printed, const Where& where) {
  if (!Fits(printed.size())) return;
  builder_.AddText(summary().mutable_texts(), printed, "results_summary.texts", where);
}

void PostedResults::SetLimitations(std::string_view printed, const Where& where) {
  const std::string text = builder_.Clean(printed);
  if (text.empty() || !Fits(text.size())) return;
  builder_.Mention(text);
  summary().set_limitations(text);
  builder_.At("results_summary.limitations", where);
}

void PostedResults::SetAdverseEventTimeFrame(std::string_view printed, const Where& where) {
  const std::string text = builder_.Clean(printed);
  if (text.empty() || !Fits(text.size())) return;
  summary().set_adverse_event_time_frame(text);
  builder_.At("results_summary.adverse_event_time_frame", where);
}

void PostedResults::SetFlow(const ParticipantCount& started, const ParticipantCount& completed, size_t periods,
                            const Where& where) {
  if (started.total().has_value()) {
    summary().set_started(*started.total());
    builder_.At("results_summary.started", where);
  }
  if (!completed.total().has_value()) return;
  summary().set_completed(*completed.total());
  builder_.At("results_summary.completed", where);
  if (periods > 1) {
    builder_.Note(absl::StrCat("results_summary: started counts the first, completed the last of ", periods,
                               " periods of the participant flow"));
  }
}

void PostedResults::Entitle(v1::OutcomeResult* outcome, std::string_view printed) {
  google::protobuf::RepeatedPtrField<v1::LocalizedText> texts;
  if (builder_.AddText(&texts, printed, "", Where())) *outcome->mutable_title() = std::move(texts[0]);
}

void PostedResults::NameRows(const std::string& category, std::vector<v1::OutcomeMeasurement> rows,
                             std::vector<v1::OutcomeMeasurement>* named) {
  for (v1::OutcomeMeasurement& row : rows) {
    if (!Fits(category.size())) continue;
    row.set_category(category);
    named->push_back(std::move(row));
  }
}

void PostedResults::AddRows(const std::string& name, std::vector<v1::OutcomeMeasurement> rows,
                            v1::OutcomeResult* outcome) {
  for (v1::OutcomeMeasurement& row : rows) {
    if (!Fits(name.size())) continue;
    if (!name.empty()) row.set_category(row.category().empty() ? name : absl::StrCat(name, ": ", row.category()));
    *outcome->add_measurements() = std::move(row);
  }
}

void PostedResults::Describe(v1::OutcomeResult* outcome, std::string_view printed) {
  google::protobuf::RepeatedPtrField<v1::LocalizedText> texts;
  if (!builder_.AddText(&texts, printed, "", Where())) return;
  v1::LocalizedText* description = outcome->mutable_description();
  if (description->text().empty()) {
    *description = std::move(texts[0]);
  } else {
    absl::StrAppend(description->mutable_text(), "\n", texts[0].text());
  }
}

void PostedResults::AddOutcome(v1::OutcomeResult outcome, const std::vector<PostedAnalysis>& analyses,
                               const Groups& groups, const Where& where) {
  google::protobuf::RepeatedPtrField<v1::OutcomeMeasurement> measurements;
  measurements.Swap(outcome.mutable_measurements());
  const size_t size = outcome.ByteSizeLong();
  if (size + measurements.size() + analyses.size() == 0 || !Fits(size)) return;
  for (v1::OutcomeMeasurement& measurement : measurements) {
    const std::string& title = TitleOf(groups, measurement.group());
    // What its category takes was counted when it got its name.
    if (!Fits(measurement.ByteSizeLong() - measurement.category().size() + title.size())) continue;
    measurement.set_group(title);
    *outcome.add_measurements() = std::move(measurement);
  }
  for (const PostedAnalysis& analysis : analyses) {
    std::string text = analysis.Text();
    if (text.empty()) continue;
    std::string compared;
    for (const std::string& id : analysis.group_ids) {
      const std::string& title = TitleOf(groups, id);
      if (Fits(title.size())) Append(&compared, title, " / ");
    }
    if (!compared.empty()) text = absl::StrCat(compared, ": ", text);
    if (Fits(text.size())) outcome.add_analyses(std::move(text));
  }
  *summary().add_outcomes() = std::move(outcome);
  builder_.At(absl::StrCat("results_summary.outcomes[", summary().outcomes_size() - 1, "]"), where);
}

void PostedResults::AddCounts(v1::AdverseEventCounts counts, const Where& where) {
  if (counts.ByteSizeLong() == 0 || !Fits(counts.ByteSizeLong())) return;
  *summary().add_adverse_event_counts() = std::move(counts);
  builder_.At(absl::StrCat("results_summary.adverse_event_counts[", summary().adverse_event_counts_size() - 1, "]"),
              where);
}

void PostedResults::AddEvents(const std::vector<PostedEvent>& events, const Groups& groups, const Where& where) {
  const int before = summary().adverse_events_size();
  for (const PostedEvent& event : events) {
    for (const PostedEvent::Stat& stat : event.stats) {
      const std::string& title = TitleOf(groups, stat.group_id);
      if (!Fits(event.term.size() + event.organ_system.size() + title.size())) continue;
      v1::AdverseEvent* added = summary().add_adverse_events();
      added->set_term(event.term);
      added->set_organ_system(event.organ_system);
      added->set_serious(event.serious);
      added->set_group(title);
      if (stat.affected.has_value()) added->set_affected(*stat.affected);
      if (stat.at_risk.has_value()) added->set_at_risk(*stat.at_risk);
    }
  }
  if (summary().adverse_events_size() > before) builder_.At("results_summary.adverse_events", where);
}

void PostedResults::Finish() {
  if (left_out_ == 0) return;
  builder_.Note(absl::StrCat("results_summary: ", left_out_, " values beyond ", kMaxBytes, " bytes left out"));
}

}  // namespace trialweave::normalizer
