#include "query/search/plan_matcher.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "query/search/search_texts.h"

namespace trialweave::query {
namespace {

using Kind = PlanNode::Kind;

// A text's words with their stems.
struct StemmedText {
  explicit StemmedText(std::vector<SearchWord> of) : words(std::move(of)) {
    for (const SearchWord& word : words) stems.push_back(StemOf(word));
  }
  std::vector<SearchWord> words;
  std::vector<std::string> stems;
};

bool StandsAt(const std::vector<SearchWord>& sequence, const std::vector<std::string>& stems, const StemmedText& text,
              size_t at) {
  for (size_t i = 0; i < sequence.size(); ++i) {
    if (text.stems[at + i] != stems[i]) return false;
    const bool pair = i > 0 && sequence[i].ideographic && sequence[i].joined && sequence[i - 1].ideographic;
    if (pair && !text.words[at + i].joined) return false;
  }
  return true;
}

void FindSequence(const std::vector<SearchWord>& sequence, const StemmedText& text, std::vector<WordRange>& found) {
  std::vector<std::string> stems;
  for (const SearchWord& word : sequence) stems.push_back(StemOf(word));
  for (size_t at = 0; at + sequence.size() <= text.words.size(); ++at) {
    if (StandsAt(sequence, stems, text, at)) found.emplace_back(at, at + sequence.size());
  }
}

// Words that hyphens join and that are `compound` when written as one.
void FindCompound(const std::string& compound, const StemmedText& text, std::vector<WordRange>& found) {
  for (size_t at = 0; at < text.words.size(); ++at) {
    std::string joined = text.words[at].text;
    for (size_t end = at + 1; end < text.words.size() && joined.size() < compound.size(); ++end) {
      if (!text.words[end].joined || text.words[end].ideographic || text.words[at].ideographic) break;
      joined += text.words[end].text;
      if (joined == compound) found.emplace_back(at, end + 1);
    }
  }
}

void FindNode(const PlanNode& node, const StemmedText& text, std::vector<WordRange>& found) {
  for (const PlanNode& child : node.children) FindNode(child, text, found);
  if (node.kind == Kind::kSequence) FindSequence(node.words, text, found);
  if (node.kind == Kind::kCompound) FindCompound(node.text, text, found);
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
  std::vector<StemmedText> texts;
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
      return std::any_of(trial.texts.begin(), trial.texts.end(), [&](const StemmedText& text) {
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
  const StemmedText text(words);
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
