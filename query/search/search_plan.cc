#include "query/search/search_plan.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace trialweave::query {
namespace {

using Words = absl::Span<const SearchWord>;
using Kind = PlanNode::Kind;

// What a synonym counts for, beside the word itself.
constexpr double kSynonymWeight = 0.9;
// A run of so many Chinese characters that no synonym knows is taken for one word.
constexpr size_t kLongestRun = 4;

// Words that tell nothing of what a trial is about.
bool IsWeak(const std::string& word) {
  static const auto* weak = new absl::flat_hash_set<std::string>{
      "a",         "about", "after",   "all",     "an",       "and",       "are",        "as",       "at",
      "be",        "been",  "by",      "can",     "do",       "does",      "for",        "from",     "had",
      "has",       "have",  "how",     "in",      "into",     "is",        "it",         "its",      "of",
      "on",        "or",    "s",       "than",    "that",     "the",       "their",      "there",    "these",
      "this",      "those", "to",      "using",   "versus",   "vs",        "was",        "were",     "what",
      "when",      "which", "who",     "with",    "without",  "clinical",  "effects",    "effect",   "trial",
      "trials",    "study", "studies", "patient", "patients", "treatment", "treatments", "treating", "therapy",
      "therapies", "use"};
  return weak->contains(word);
}
bool IsWeakRun(const std::string& run) {
  static const auto* weak = new absl::flat_hash_set<std::string>{
      "的",   "与",   "和",   "及",   "对",   "在",   "用",   "用于", "中",       "或",       "患者", "病人", "治疗",
      "疗法", "研究", "临床", "试验", "评价", "观察", "影响", "应用", "临床研究", "临床试验", "关于", "效果"};
  return weak->contains(run);
}

struct Part {
  PlanNode node;
  bool weak = false;
};

PlanNode TextNode(Kind kind, std::string text) {
  PlanNode node;
  node.kind = kind;
  node.text = std::move(text);
  return node;
}

PlanNode SequenceNode(Words words) {
  PlanNode node;
  node.kind = Kind::kSequence;
  node.words.assign(words.begin(), words.end());
  return node;
}

PlanNode Combine(Kind kind, std::vector<PlanNode> children) {
  if (children.size() == 1) return std::move(children.front());
  PlanNode node;
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

std::string Joined(Words words) {
  std::string joined;
  for (const SearchWord& word : words) joined += word.text;
  return joined;
}

// Words that hyphens join, or a single one: written apart or together.
PlanNode JoinedNode(Words words) {
  std::vector<PlanNode> ways;
  ways.push_back(SequenceNode(words));
  const std::string together = Joined(words);
  ways.push_back(TextNode(Kind::kCompound, together));
  if (words.size() > 1) {
    SearchWord whole = words.front();
    whole.text = together;
    ways.push_back(SequenceNode({&whole, 1}));
  }
  return Combine(Kind::kBest, std::move(ways));
}

// Every word in its form; a phrase's also one behind the other.
PlanNode ExactNode(Words words, bool phrase) {
  std::vector<PlanNode> all;
  for (const SearchWord& word : words) {
    if (!word.ideographic) all.push_back(TextNode(Kind::kForm, word.text));
  }
  if (phrase || all.size() < words.size()) all.push_back(SequenceNode(words));
  return Combine(Kind::kAll, std::move(all));
}

class Planner {
 public:
  Planner(const Synonyms& synonyms, bool exact) : synonyms_(synonyms), exact_(exact) {}

  // What words side by side ask for, each part by itself. Terms have at most `limit` words.
  std::vector<Part> Parts(Words words, size_t limit = static_cast<size_t>(-1)) const {
    std::vector<Part> parts;
    for (size_t at = 0; at < words.size();) {
      size_t taken = 0;
      parts.push_back(NextPart(words.subspan(at), limit, taken));
      at += taken;
    }
    return parts;
  }

  PlanNode Unit(const SearchUnit& unit) const {
    switch (unit.kind) {
      case SearchUnit::Kind::kIdentifier:
        return Identifier(unit.identifier);
      case SearchUnit::Kind::kPrefix:
        return TextNode(Kind::kPrefix, unit.words[0].text);
      case SearchUnit::Kind::kPhrase:
        return Phrase(unit.words);
      case SearchUnit::Kind::kWords:
        break;
    }
    std::vector<PlanNode> all;
    for (Part& part : Parts(unit.words)) all.push_back(std::move(part.node));
    return Combine(Kind::kAll, std::move(all));
  }

 private:
  // A trial's own, or named in its texts.
  static PlanNode Identifier(const std::string& id) {
    std::vector<PlanNode> ways;
    ways.push_back(TextNode(Kind::kIdentifier, id));
    ways.push_back(JoinedNode(SearchWords(id)));
    return Combine(Kind::kBest, std::move(ways));
  }

  PlanNode Phrase(Words words) const {
    if (exact_) return ExactNode(words, /*phrase=*/true);
    // A phrase that is one known term as a whole brings its synonyms.
    const Synonyms::Match match = synonyms_.Find(words, words.size());
    std::vector<PlanNode> ways;
    ways.push_back(SequenceNode(words));
    if (match.words == words.size()) AddSynonyms(match, ways);
    return Combine(Kind::kBest, std::move(ways));
  }

  void AddSynonyms(const Synonyms::Match& match, std::vector<PlanNode>& ways) const {
    for (const uint32_t group : match.groups) {
      PlanNode& node = ways.emplace_back();
      node.kind = Kind::kGroup;
      node.synonyms = &synonyms_;
      node.group = group;
      node.weight = kSynonymWeight;
    }
  }

  // Words from the first one on that hyphens, or the Chinese script, join to it.
  static size_t RunLength(Words words) {
    size_t length = 1;
    while (length < words.size() && words[length].joined && words[length].ideographic == words[0].ideographic) {
      ++length;
    }
    return length;
  }

  Part NextPart(Words words, size_t limit, size_t& taken) const {
    if (!exact_) {
      const Synonyms::Match match = synonyms_.Find(words, limit);
      if (match.words > 0) {
        taken = match.words;
        std::vector<PlanNode> ways;
        ways.push_back(OwnWay(words.first(taken)));
        AddSynonyms(match, ways);
        return {Combine(Kind::kBest, std::move(ways)), false};
      }
    }
    taken = RunLength(words);
    if (words[0].ideographic) return ChineseRun(words, limit, taken);
    const Words run = words.first(taken);
    if (exact_) return {ExactNode(run, taken > 1), IsWeak(run[0].text) && taken == 1};
    return {JoinedNode(run), taken == 1 && IsWeak(run[0].text)};
  }

  // A known term as it was typed: its words may stand apart, and have synonyms themselves.
  PlanNode OwnWay(Words term) const {
    const bool joined = std::all_of(term.begin() + 1, term.end(), [](const SearchWord& word) { return word.joined; });
    if (joined) return term[0].ideographic || Mixed(term) ? SequenceNode(term) : JoinedNode(term);
    std::vector<PlanNode> all;
    for (Part& part : Parts(term, term.size() - 1)) all.push_back(std::move(part.node));
    return Combine(Kind::kAll, std::move(all));
  }

  static bool Mixed(Words words) {
    return std::any_of(words.begin(), words.end(), [](const SearchWord& word) { return word.ideographic; });
  }

  // Characters up to the next known term. Many of them are several words that nobody parted: then every two neighbours
  // must occur.
  Part ChineseRun(Words words, size_t limit, size_t& taken) const {
    size_t length = 1;
    while (length < taken && (exact_ || synonyms_.Find(words.subspan(length), limit).words == 0)) ++length;
    taken = length;
    const Words run = words.first(length);
    if (length <= kLongestRun) return {SequenceNode(run), IsWeakRun(Joined(run))};
    std::vector<PlanNode> pairs;
    for (size_t i = 0; i + 1 < length; ++i) pairs.push_back(SequenceNode(run.subspan(i, 2)));
    return {Combine(Kind::kAll, std::move(pairs)), false};
  }

  const Synonyms& synonyms_;
  const bool exact_;
};

}  // namespace

SearchPlan PlanSearch(const SearchQuery& query, const Synonyms& synonyms, bool exact) {
  const Planner planner(synonyms, exact);
  // What must not occur is what was typed.
  static const auto* none = new Synonyms("", "");
  const Planner literally(*none, exact);
  SearchPlan plan;
  for (const SearchClause& clause : query.clauses) {
    if (clause.excluded) {
      for (const SearchUnit& unit : clause.units) plan.excluded.push_back(literally.Unit(unit));
    } else if (clause.units.size() == 1 && clause.units[0].kind == SearchUnit::Kind::kWords) {
      for (Part& part : planner.Parts(clause.units[0].words)) {
        (part.weak ? plan.optional : plan.required).push_back(std::move(part.node));
      }
    } else {
      std::vector<PlanNode> choices;
      for (const SearchUnit& unit : clause.units) choices.push_back(planner.Unit(unit));
      plan.required.push_back(Combine(Kind::kBest, std::move(choices)));
    }
  }
  // Of words that tell nothing alone, each is meant.
  if (plan.required.empty()) plan.required.swap(plan.optional);
  return plan;
}

SearchPlan AnyOf(const SearchPlan& plan) {
  SearchPlan any;
  any.excluded = plan.excluded;
  any.optional = plan.optional;
  // Adding up what is found: the more, the better.
  for (const PlanNode& node : plan.required) any.optional.push_back(node);
  any.required.push_back(Combine(Kind::kBest, plan.required));
  return any;
}

}  // namespace trialweave::query
