#include "query/search/synonyms.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "query/search/search_data.h"
#include "query/search/xapian_stem.h"

namespace trialweave::query {
namespace {

using Terms = std::vector<Synonyms::Term>;

std::string KeyOf(absl::Span<const SearchWord> words) {
  std::string key;
  for (const SearchWord& word : words) absl::StrAppend(&key, StemOf(word), " ");
  return key;
}

Terms TermsOf(absl::string_view line) {
  Terms terms;
  for (const absl::string_view term : absl::StrSplit(line, " | ")) {
    terms.push_back(SearchWords(term));
    if (terms.back().empty()) terms.pop_back();
  }
  return terms;
}

// Rows of evidence_terms.tsv by "category/value", but for those that need their case or context.
absl::flat_hash_map<std::string, Terms> VocabularyTerms(absl::string_view vocabulary) {
  absl::flat_hash_map<std::string, Terms> by_entry;
  for (const absl::string_view line : absl::StrSplit(vocabulary, '\n')) {
    if (absl::StartsWith(line, "#")) continue;
    const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
    if (columns.size() < 4 || absl::StrContains(columns[2], "case") || absl::StrContains(columns[2], "context")) {
      continue;
    }
    Terms& terms = by_entry[absl::StrCat(columns[0], "/", columns[1])];
    for (auto& term : TermsOf(columns[3])) terms.push_back(std::move(term));
  }
  return by_entry;
}

bool Holds(const std::string& key, const std::string& part) {
  return key != part && absl::StrContains(absl::StrCat(" ", key), absl::StrCat(" ", part));
}

}  // namespace

std::string StemOf(const SearchWord& word) { return word.ideographic ? word.text : EnglishStem(word.text); }

Synonyms::Synonyms(absl::string_view groups, absl::string_view vocabulary) {
  const auto by_entry = VocabularyTerms(vocabulary);
  const auto terms_of = [&](absl::string_view text) {
    if (!absl::ConsumePrefix(&text, "@")) return TermsOf(text);
    const auto entry = by_entry.find(std::string(text));
    if (entry != by_entry.end()) return entry->second;
    missing_.emplace_back(std::string(text));
    return Terms();
  };
  for (const absl::string_view line : absl::StrSplit(groups, '\n')) {
    if (line.empty() || absl::StartsWith(line, "#")) continue;
    const std::vector<absl::string_view> sides = absl::StrSplit(line, absl::MaxSplits(" > ", 1));
    const Terms terms = terms_of(sides.front());
    AddGroup(terms, sides.size() == 1 ? terms : terms_of(sides.back()));
  }
}

void Synonyms::AddGroup(const Terms& terms, Terms found) {
  for (const Term& term : terms) {
    std::vector<size_t>& of = groups_of_[KeyOf(term)];
    if (of.empty() || of.back() != groups_.size()) of.push_back(groups_.size());
    longest_ = std::max(longest_, term.size());
  }
  std::vector<std::string> keys;
  for (const Term& term : found) keys.push_back(KeyOf(term));
  Terms kept;
  for (size_t i = 0; i < found.size(); ++i) {
    const auto before = keys.begin() + static_cast<ptrdiff_t>(i);
    const bool twice = std::find(keys.begin(), before, keys[i]) != before;
    const bool covered = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return Holds(keys[i], key); });
    if (!twice && !covered) kept.push_back(std::move(found[i]));
  }
  groups_.push_back(std::move(kept));
}

Synonyms::Match Synonyms::Find(absl::Span<const SearchWord> words, size_t limit) const {
  for (size_t length = std::min({words.size(), longest_, limit}); length > 0; --length) {
    const std::string key = KeyOf(words.first(length));
    const auto found = groups_of_.find(key);
    if (found == groups_of_.end()) continue;
    Match match;
    match.words = length;
    for (const size_t group : found->second) {
      for (const Term& term : groups_[group]) {
        if (KeyOf(term) != key) match.others.push_back(&term);
      }
    }
    return match;
  }
  return {};
}

const Synonyms& Synonyms::Shipped() {
  static const auto* shipped = [] {
    const std::string_view groups = SynonymGroups(), terms = EvidenceTerms();
    return new Synonyms({groups.data(), groups.size()}, {terms.data(), terms.size()});
  }();
  return *shipped;
}

}  // namespace trialweave::query
