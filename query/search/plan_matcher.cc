#include "query/search/plan_matcher.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "query/search/search_texts.h"

namespace trialweave::query {
namespace {

using Kind = PlanNode::Kind;

void FindSequence(const std::vector<SearchWord>& words, const StemmedWords& text, std::vector<WordRange>& found) {
  const StemmedWords sequence(words);
  for (size_t at = 0; at + words.size() <= text.words.size(); ++at) {
    if (StandsAt(sequence, text, at)) found.emplace_back(at, at + words.size());
  }
}

void FindGroup(const Synonyms& synonyms, uint32_t wanted, const StemmedWords& text, std::vector<WordRange>& found) {
  for (size_t at = 0; at < text.words.size(); ++at) {
    synonyms.VisitAt(text, at, [&](uint32_t group, size_t length) {
      if (group == wanted) found.emplace_back(at, at + length);
    });
  }
}

// Words that hyphens join and that are `compound` when written as one.
void FindCompound(const std::string& compound, const StemmedWords& text, std::vector<WordRange>& found) {
  for (size_t at = 0; at < text.words.size(); ++at) {
    std::string joined = text.words[at].text;
    for (size_t end = at + 1; end < text.words.size() && joined.size() < compound.size(); ++end) {
      if (!text.words[end].joined || text.words[end].ideographic || text.words[at].ideographic) break;
      joined += text.words[end].text;
      if (joined == compound) found.emplace_back(at, end + 1);
    }
  }
}

void FindNode(const PlanNode& node, const StemmedWords& text, std::vector<WordRange>& found) {
  for (const PlanNode& child : node.children) FindNode(child, text, found);
  if (node.kind == Kind::kSequence) FindSequence(node.words, text, found);
  if (node.kind == Kind::kCompound) FindCompound(node.text, text, found);
  if (node.kind == Kind::kGroup) FindGroup(*node.synonyms, node.group, text, found);
  if (node.kind != Kind::kForm && node.kind != Kind::kPrefix) return;
  for (size_t at = 0; at < text.words.size(); ++at) {
    const SearchWord& word = text.words[at];
    if (word.ideographic) continue;
    const bool matches = node.kind == Kind::kForm ? word.text == node.text : absl::StartsWith(word.text, node.text);
    if (matches) found.emplace_back(at, at + 1);
  }
}

struct TrialTexts {
  explicit TrialTexts(const v1::Trial& trial) : trial(trial) {
    for (const SearchText& text : SearchTexts(trial)) texts.emplace_back(SearchWords(text.text));
  }
  const v1::Trial& trial;
  std::vector<StemmedWords> texts;
};

bool HasIdentifier(const v1::Trial& trial, const std::string& id) {
  const auto has = [&](const auto& ids) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
  return has(trial.registration_ids()) || has(trial.absent_registration_ids()) || has(trial.related_registration_ids());
}

bool Holds(const PlanNode& node, const TrialTexts& trial) {
  const auto holds = [&](const PlanNode& child) { return Holds(child, trial); };
  switch (node.kind) {
    case Kind::kAll:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case Kind::kBest:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case Kind::kIdentifier:
      return HasIdentifier(trial.trial, node.text);
    default:
      return std::any_of(trial.texts.begin(), trial.texts.end(), [&](const StemmedWords& text) {
        std::vector<WordRange> found;
        FindNode(node, text, found);
        return !found.empty();
      });
  }
}

}  // namespace

bool Matches(const SearchPlan& plan, const v1::Trial& trial) {
  const TrialTexts texts(trial);
  const auto holds = [&](const PlanNode& node) { return Holds(node, texts); };
  return std::all_of(plan.required.begin(), plan.required.end(), holds) &&
         std::none_of(plan.excluded.begin(), plan.excluded.end(), holds);
}

std::vector<WordRange> FindInWords(const SearchPlan& plan, const std::vector<SearchWord>& words) {
  const StemmedWords text(words);
  std::vector<WordRange> found;
  for (const auto* nodes : {&plan.required, &plan.optional}) {
    for (const PlanNode& node : *nodes) FindNode(node, text, found);
  }
  // The longest of those that begin together, then what does not overlap it.
  std::sort(found.begin(), found.end(), [](const WordRange& a, const WordRange& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  std::vector<WordRange> apart;
  for (const WordRange& range : found) {
    if (apart.empty() || range.first >= apart.back().second) apart.push_back(range);
  }
  return apart;
}

}  // namespace trialweave::query
