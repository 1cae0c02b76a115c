#include "query/search/synonyms.h"

#include <algorithm>

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
  for (absl::string_view line : absl::StrSplit(groups, '\n')) {
    if (line.empty() || absl::StartsWith(line, "#")) continue;
    if (!absl::ConsumePrefix(&line, "@")) {
      AddGroup(TermsOf(line));
      continue;
    }
    const auto entry = by_entry.find(std::string(line));
    if (entry == by_entry.end()) {
      missing_.emplace_back(std::string(line));
    } else {
      AddGroup(entry->second);
    }
  }
}

void Synonyms::AddGroup(Terms terms) {
  std::vector<std::string> keys;
  for (const Term& term : terms) keys.push_back(KeyOf(term));
  Terms kept;
  for (size_t i = 0; i < terms.size(); ++i) {
    // Every term finds its group; of equal ones the first is kept.
    std::vector<size_t>& of = groups_of_[keys[i]];
    if (of.empty() || of.back() != groups_.size()) of.push_back(groups_.size());
    longest_ = std::max(longest_, terms[i].size());
    const bool twice = std::find(keys.begin(), keys.begin() + static_cast<ptrdiff_t>(i), keys[i]) !=
                       keys.begin() + static_cast<ptrdiff_t>(i);
    const bool covered = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return Holds(keys[i], key); });
    if (!twice && !covered) kept.push_back(std::move(terms[i]));
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
  static const auto* shipped = new Synonyms(SynonymGroups(), EvidenceTerms());
  return *shipped;
}

}  // namespace trialweave::query
