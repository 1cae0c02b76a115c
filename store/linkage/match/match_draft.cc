#include "store/linkage/match/match_draft.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"
#include "store/linkage/identifier_edges.h"
#include "store/linkage/match/match_alternatives.h"
#include "store/linkage/match/match_names.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

void Insert(uint32_t token, Tokens* tokens) {
  const auto at = std::lower_bound(tokens->begin(), tokens->end(), token);
  if (at == tokens->end() || *at != token) tokens->insert(at, token);
}

template <typename List>
void AddLocalized(const List& texts, Tokens* tokens) {
  for (const v1::LocalizedText& text : texts) AddTokens(text.text(), tokens);
}

void AddSize(const v1::Enrollment& enrollment, std::vector<int64_t>* sizes) {
  if (enrollment.has_count() && enrollment.count() > 0) sizes->push_back(enrollment.count());
}

void AddStudyDate(const v1::StudyDate& date, std::vector<Day>* days) {
  if (date.has_date()) AddDate(date.date(), days);
}

// What stands before a title's colon or behind its last dash, when it looks like a name: "PROTECT: A randomised ...",
// "... in adults - DisCoVeRy". Most registries have no field for it.
void AddAcronymsOfTitle(std::string_view title, MatchDraft* draft) {
  constexpr size_t kShortest = 4, kLongest = 20;
  const auto add = [draft](std::string_view part) {
    part = part.substr(std::min(part.find_first_not_of(' '), part.size()));
    part = part.substr(0, part.find_last_not_of(" .") + 1);
    const auto capitals = std::count_if(part.begin(), part.end(), [](char c) { return absl::ascii_isupper(c); });
    const auto spaces = std::count(part.begin(), part.end(), ' ');
    if (part.size() >= kShortest && part.size() <= kLongest && capitals >= 3 && spaces <= 1) AddAcronym(part, draft);
  };
  if (const size_t colon = title.find(':'); colon != std::string_view::npos) add(title.substr(0, colon));
  if (const size_t dash = title.rfind(" - "); dash != std::string_view::npos) add(title.substr(dash + 3));
}

}  // namespace

void AddToken(std::string_view value, Tokens* tokens) { Insert(TokenOf(value), tokens); }

void AddTokens(std::string_view text, Tokens* tokens) {
  for (const std::string& word : MatchWords(text)) Insert(TokenOf(word), tokens);
}

void AddTitle(std::string_view title, MatchDraft* draft) {
  if (IsPlaceholderTitle(title)) return;
  Tokens words;
  AddTokens(title, &words);
  if (words.empty()) return;
  AddAcronymsOfTitle(title, draft);
  AddAlternatives(title, &draft->alternatives);
  for (const std::string& numeral : Numerals(title)) AddToken(numeral, &draft->numerals);
  // A title that does not is one of a trial with an extension, not of the extension.
  draft->sequel = (draft->titles.empty() || draft->sequel) && NamesSequel(title);
  draft->pilot |= NamesPilot(title);
  if (std::find(draft->titles.begin(), draft->titles.end(), words) == draft->titles.end())
    draft->titles.push_back(std::move(words));
}

void AddCondition(std::string_view condition, MatchDraft* draft) {
  AddTokens(condition, &draft->conditions);
  AddAlternatives(condition, &draft->alternatives);
}

void AddIntervention(std::string_view intervention, MatchDraft* draft) {
  AddTokens(intervention, &draft->interventions);
  AddAlternatives(intervention, &draft->alternatives);
}

void AddSponsor(std::string_view sponsor, MatchDraft* draft) {
  AddTokens(sponsor, &draft->sponsors);
  draft->hospital |= NamesHospital(sponsor);
}

void AddAcronym(std::string_view acronym, MatchDraft* draft) {
  draft->pilot |= NamesPilot(acronym);
  std::string letters;
  for (char c : acronym) {
    if (absl::ascii_isalnum(c)) letters.push_back(absl::ascii_tolower(c));
  }
  if (letters.size() >= 3) AddToken(letters, &draft->acronyms);
}

void AddProtocolNumber(std::string_view number, MatchDraft* draft) {
  std::string folded;
  size_t digits = 0;
  for (char c : number) {
    if (!absl::ascii_isalnum(c)) continue;
    folded.push_back(absl::ascii_toupper(c));
    digits += absl::ascii_isdigit(c) ? 1 : 0;
  }
  if (folded.size() >= 6 && digits >= 3) AddToken(folded, &draft->protocol_numbers);
}

void AddDate(const v1::PartialDate& date, std::vector<Day>* days) {
  if (date.year() < 1950 || date.month() == 0) return;
  const absl::CivilDay day(date.year(), date.month(), date.day() == 0 ? 15 : date.day());
  const Day since = static_cast<Day>(day - absl::CivilDay(1970, 1, 1));
  if (std::find(days->begin(), days->end(), since) == days->end()) days->push_back(since);
}

uint8_t PhaseBits(v1::Phase phase) {
  switch (phase) {
    case v1::PHASE_EARLY_PHASE1:
      return 1 << 0 | 1 << 1;
    case v1::PHASE_PHASE1:
      return 1 << 1;
    case v1::PHASE_PHASE2:
      return 1 << 2;
    case v1::PHASE_PHASE3:
      return 1 << 3;
    case v1::PHASE_PHASE4:
      return 1 << 4;
    default:
      return 0;
  }
}

MatchDraft MatchDraftOf(const v1::Registration& registration) {
  const v1::Study& study = registration.study();
  MatchDraft draft;
  draft.id = registration.registration_id();
  draft.scheme = registration.registry();
  for (const v1::LocalizedText& title : study.titles()) AddTitle(title.text(), &draft);
  for (const v1::LocalizedText& title : study.official_titles()) AddTitle(title.text(), &draft);
  AddAcronym(study.acronym(), &draft);
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    if (!sponsor.lead() && study.sponsors_size() > 1) continue;
    for (const v1::LocalizedText& name : sponsor.names()) AddSponsor(name.text(), &draft);
  }
  for (const v1::Condition& condition : study.conditions()) {
    for (const v1::LocalizedText& name : condition.names()) AddCondition(name.text(), &draft);
  }
  for (const v1::Intervention& intervention : study.interventions()) {
    for (const v1::LocalizedText& name : intervention.names()) AddIntervention(name.text(), &draft);
    for (const std::string& name : intervention.other_names()) AddIntervention(name, &draft);
  }
  for (const v1::OutcomeMeasure& outcome : study.outcomes()) {
    if (outcome.primary()) AddLocalized(outcome.measures(), &draft.primary_outcomes);
  }
  for (const std::string& country : study.countries()) AddToken(country, &draft.countries);
  for (const v1::Identifier& id : registration.secondary_ids()) {
    if (id.value().empty()) AddProtocolNumber(id.printed(), &draft);
  }
  for (const IdentifierEdge& edge : EdgesOf(registration)) draft.stated.push_back(edge.target);
  AddSize(study.enrollment(), &draft.sizes);
  AddSize(study.actual_enrollment(), &draft.sizes);
  AddStudyDate(study.start_date(), &draft.started);
  AddStudyDate(study.registration_date(), &draft.registered);
  AddStudyDate(study.completion_date(), &draft.completed);
  AddStudyDate(study.primary_completion_date(), &draft.completed);
  for (const int phase : study.phases()) draft.phases |= PhaseBits(static_cast<v1::Phase>(phase));
  draft.study_type = study.study_type();
  return draft;
}

}  // namespace trialweave::store
