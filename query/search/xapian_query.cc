#include "query/search/xapian_query.h"

#include <vector>

#include "query/search/xapian_document.h"

namespace trialweave::query {
namespace {

using Xapian::Query;
using Kind = PlanNode::Kind;

// A word's beginning stands for at most this many words, the most frequent ones.
constexpr Xapian::termcount kMaxExpansion = 256;
// An identifier says more than any word.
constexpr double kIdentifierWeight = 10;

Query Combine(Query::op op, const std::vector<Query>& parts) { return Query(op, parts.begin(), parts.end()); }

// A term for each word's position, of a Chinese character the pair that begins with it. The last character of a run is
// held by the pair before it, and stands for itself only where more follows.
Query SequenceQuery(const std::vector<SearchWord>& words) {
  std::vector<Query> terms;
  for (size_t i = 0; i < words.size(); ++i) {
    if (!words[i].ideographic) {
      terms.emplace_back(StemOf(words[i]));
    } else if (i + 1 < words.size() && ArePair(words[i], words[i + 1])) {
      terms.emplace_back(words[i].text + words[i + 1].text);
    } else if (i + 1 < words.size() || i == 0 || !ArePair(words[i - 1], words[i])) {
      terms.emplace_back(words[i].text);
    }
  }
  if (terms.size() == 1) return terms[0];
  return Query(Query::OP_PHRASE, terms.begin(), terms.end(), static_cast<Xapian::termcount>(terms.size()));
}

Query NodeQuery(const PlanNode& node) {
  std::vector<Query> children;
  for (const PlanNode& child : node.children) {
    const Query query = NodeQuery(child);
    children.push_back(child.weight == 1 ? query : Query(child.weight, query));
  }
  switch (node.kind) {
    case Kind::kAll:
      return Combine(Query::OP_AND, children);
    case Kind::kBest:
      return Combine(Query::OP_MAX, children);
    case Kind::kSequence:
      return SequenceQuery(node.words);
    case Kind::kForm:
      return Query(kFormPrefix + node.text);
    case Kind::kPrefix:
      return Query(Query::OP_WILDCARD, kFormPrefix + node.text, kMaxExpansion, Query::WILDCARD_LIMIT_MOST_FREQUENT);
    case Kind::kCompound:
      return Query(kCompoundPrefix + node.text);
    case Kind::kGroup:
      return Query(GroupTerm(node.group));
    case Kind::kIdentifier:
      return Query(kIdentifierWeight, Query(kIdentifierPrefix + node.text));
  }
  return Query();
}

Query NodesQuery(Query::op op, const std::vector<PlanNode>& nodes) {
  std::vector<Query> queries;
  for (const PlanNode& node : nodes) queries.push_back(NodeQuery(node));
  return Combine(op, queries);
}

}  // namespace

Query XapianQueryOf(const SearchPlan& plan) {
  Query query = plan.required.empty() ? Query::MatchAll : NodesQuery(Query::OP_AND, plan.required);
  if (!plan.optional.empty()) query = Query(Query::OP_AND_MAYBE, query, NodesQuery(Query::OP_OR, plan.optional));
  if (!plan.excluded.empty()) query = Query(Query::OP_AND_NOT, query, NodesQuery(Query::OP_OR, plan.excluded));
  return query;
}

}  // namespace trialweave::query
