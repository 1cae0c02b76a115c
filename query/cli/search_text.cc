#include "query/cli/search_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/cli/history_text.h"
#include "query/cli/trial_text.h"
#include "query/filter/field.h"

namespace trialweave::query {
namespace {

constexpr char kBold[] = "\033[1m";
constexpr char kPlain[] = "\033[0m";

std::string Marked(const v1::Snippet& snippet, bool color) {
  std::string out;
  size_t at = 0;
  for (const v1::TextSpan& span : snippet.highlights()) {
    // What the service says of its own text is still not trusted.
    if (span.offset() < at || span.offset() + uint64_t{span.length()} > snippet.text().size()) break;
    absl::StrAppend(&out, snippet.text().substr(at, span.offset() - at), color ? kBold : "**",
                    snippet.text().substr(span.offset(), span.length()), color ? kPlain : "**");
    at = span.offset() + span.length();
  }
  absl::StrAppend(&out, snippet.text().substr(at));
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

// "RECRUITING, PHASE1/PHASE2, n 20"
std::string Summary(const v1::Study& study) {
  std::vector<std::string> parts;
  if (study.status() != 0) parts.push_back(EnumValueName(Field::kStatus, study.status()));
  if (!study.phases().empty()) {
    parts.push_back(absl::StrJoin(study.phases(), "/", [](std::string* out, int phase) {
      absl::StrAppend(out, EnumValueName(Field::kPhase, phase));
    }));
  }
  if (study.enrollment().has_count()) parts.push_back(absl::StrCat("n ", study.enrollment().count()));
  return absl::StrJoin(parts, ", ");
}

std::string Highlighted(const std::string& text, bool color) {
  return color ? absl::StrCat(kBold, text, kPlain) : text;
}

const char* KindWord(v1::TrialChangeKind kind) {
  switch (kind) {
    case v1::TRIAL_CHANGE_KIND_EXISTING:
      return "is there";
    case v1::TRIAL_CHANGE_KIND_ADDED:
      return "new";
    case v1::TRIAL_CHANGE_KIND_CHANGED:
      return "changed";
    case v1::TRIAL_CHANGE_KIND_NO_LONGER_MATCHES:
      return "no longer matches";
    case v1::TRIAL_CHANGE_KIND_REMOVED:
      return "gone";
    default:
      return "";
  }
}

}  // namespace

std::string DescribeHits(const v1::SearchTrialsResponse& page, int64_t first, bool color) {
  std::string out;
  for (const v1::SearchHit& hit : page.hits()) {
    const v1::Trial& trial = hit.trial();
    absl::StrAppend(&out, first++, ". ", Highlighted(absl::StrJoin(trial.registration_ids(), " "), color), "  ",
                    Summary(trial.study()), "\n   ", TitleOf(trial.study()), "\n");
    for (const v1::Snippet& snippet : hit.snippets()) {
      // The title stands there already.
      if (snippet.text() == TitleOf(trial.study()) && color == false) continue;
      absl::StrAppend(&out, "   ", snippet.field(), ": ", Marked(snippet, color), "\n");
    }
  }
  return out;
}

Table FacetsTable(const v1::SearchTrialsResponse& page) {
  Table table;
  table.columns = {{"FIELD"}, {"VALUE", false, true}, {"TRIALS", true}};
  for (const v1::Facet& facet : page.facets()) {
    for (const v1::FacetValue& value : facet.values()) {
      table.rows.push_back({facet.field(), value.value(), absl::StrCat(value.count())});
    }
    if (facet.distinct_values() > facet.values_size()) {
      table.rows.push_back(
          {facet.field(), absl::StrCat("(", facet.distinct_values() - facet.values_size(), " more)"), ""});
    }
    if (facet.missing() > 0) table.rows.push_back({facet.field(), "(not stated)", absl::StrCat(facet.missing())});
  }
  return table;
}

std::string DescribeChange(const v1::TrialChange& change, bool color) {
  const v1::Trial& trial = change.trial();
  const std::string ids = absl::StrJoin(trial.registration_ids(), " ");
  std::string out = absl::StrCat(change.sequence(), "  ", Highlighted(ids.empty() ? trial.name() : ids, color), "  ",
                                 KindWord(change.kind()), change.rederived() ? ", derived again" : "",
                                 change.merged_into().empty() ? "" : ", now in ", change.merged_into(), "  ",
                                 TitleOf(trial.study()), "\n");
  for (const v1::RegistrationEvents& events : change.events()) {
    for (const v1::RegistrationEvent& event : events.events()) {
      absl::StrAppend(&out, "    ", events.registration_id(), ": ", EventText(event), "\n");
    }
  }
  for (const v1::FieldChange& field : change.changes()) {
    absl::StrAppend(&out, "    ", field.field(), ": ", field.old_value().empty() ? "-" : field.old_value(), " -> ",
                    field.new_value().empty() ? "-" : field.new_value(), "\n");
  }
  return out;
}

}  // namespace trialweave::query
