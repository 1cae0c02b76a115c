#include "query/search/snippets.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "query/search/plan_matcher.h"
#include "query/search/search_texts.h"

namespace trialweave::query {
namespace {

constexpr size_t kMaxSnippets = 3;
constexpr size_t kSnippetBytes = 200;
// What is shown before the first word that was found.
constexpr size_t kLeadBytes = 60;
constexpr absl::string_view kOmitted = "…";

struct Candidate {
  SearchText text;
  std::vector<SearchWord> words;
  std::vector<WordRange> found;
  // Distinct words that were found.
  size_t distinct = 0;
};

size_t BeginOf(const Candidate& c, const WordRange& range) { return c.words[range.first].offset; }
size_t EndOf(const Candidate& c, const WordRange& range) {
  const SearchWord& last = c.words[range.second - 1];
  return last.offset + last.length;
}

// The range with which the window begins that holds most of what was found.
size_t BestStart(const Candidate& c) {
  size_t best = 0, best_count = 0;
  for (size_t i = 0; i < c.found.size(); ++i) {
    const size_t begin = BeginOf(c, c.found[i]);
    size_t count = 0;
    for (size_t j = i; j < c.found.size() && EndOf(c, c.found[j]) <= begin + kSnippetBytes - kLeadBytes; ++j) ++count;
    if (count > best_count) {
      best_count = count;
      best = i;
    }
  }
  return best;
}

// The window's bytes, from the beginning of a word to the end of one.
std::pair<size_t, size_t> Window(const Candidate& c) {
  const size_t size = c.text.text.size();
  if (size <= kSnippetBytes) return {0, size};
  const size_t start = BestStart(c);
  const size_t target = BeginOf(c, c.found[start]);
  size_t begin = target, end = EndOf(c, c.found[start]);
  for (const SearchWord& word : c.words) {
    const size_t word_end = word.offset + word.length;
    if (word.offset < target && word.offset + kLeadBytes >= target) begin = std::min<size_t>(begin, word.offset);
    if (word_end > end && word_end <= begin + kSnippetBytes) end = word_end;
  }
  return {begin, end};
}

v1::Snippet Cut(const Candidate& c) {
  const auto [begin, end] = Window(c);
  v1::Snippet snippet;
  snippet.set_field(c.text.field);
  const absl::string_view before = begin > 0 ? kOmitted : "";
  const absl::string_view after = end < c.text.text.size() ? kOmitted : "";
  snippet.set_text(absl::StrCat(before, c.text.text.substr(begin, end - begin), after));
  for (const WordRange& range : c.found) {
    const size_t from = BeginOf(c, range), to = EndOf(c, range);
    if (from < begin || to > end) continue;
    v1::TextSpan& span = *snippet.add_highlights();
    span.set_offset(static_cast<uint32_t>(before.size() + from - begin));
    span.set_length(static_cast<uint32_t>(to - from));
  }
  return snippet;
}

}  // namespace

std::vector<v1::Snippet> SnippetsOf(const SearchPlan& plan, const v1::Trial& trial) {
  std::vector<Candidate> candidates;
  for (const SearchText& text : SearchTexts(trial)) {
    Candidate c{text, SearchWords(text.text), {}, 0};
    c.found = FindInWords(plan, c.words);
    if (c.found.empty()) continue;
    std::set<std::string> distinct;
    for (const WordRange& range : c.found) {
      for (size_t i = range.first; i < range.second; ++i) distinct.insert(StemOf(c.words[i]));
    }
    c.distinct = distinct.size();
    candidates.push_back(std::move(c));
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.text.weight, a.distinct) > std::pair(b.text.weight, b.distinct);
  });
  std::vector<v1::Snippet> snippets;
  std::set<std::string> fields;
  for (const Candidate& c : candidates) {
    if (snippets.size() == kMaxSnippets) break;
    if (fields.insert(c.text.field).second) snippets.push_back(Cut(c));
  }
  return snippets;
}

}  // namespace trialweave::query
