#include "query/search/synonyms.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/sha256.h"
#include "query/search/search_data.h"

namespace trialweave::query {
namespace {

std::string KeyOf(absl::Span<const SearchWord> words) {
  std::string key;
  for (const SearchWord& word : words) absl::StrAppend(&key, StemOf(word), " ");
  return key;
}

std::string KeyOf(const StemmedWords& term) { return absl::StrJoin(term.stems, " ") + " "; }

}  // namespace

Synonyms::Terms Synonyms::ReadTerms(absl::string_view line) {
  Terms terms;
  for (const absl::string_view term : absl::StrSplit(line, " | ")) {
    terms.emplace_back(SearchWords(term));
    if (terms.back().words.empty()) terms.pop_back();
  }
  return terms;
}

// Rows by "category/value", but for those that need their case or context.
absl::flat_hash_map<std::string, Synonyms::Terms> Synonyms::ReadVocabulary(absl::string_view vocabulary) {
  absl::flat_hash_map<std::string, Terms> by_entry;
  for (const absl::string_view line : absl::StrSplit(vocabulary, '\n')) {
    if (absl::StartsWith(line, "#")) continue;
    const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
    if (columns.size() < 4 || absl::StrContains(columns[2], "case") || absl::StrContains(columns[2], "context")) {
      continue;
    }
    Terms& terms = by_entry[absl::StrCat(columns[0], "/", columns[1])];
    for (auto& term : ReadTerms(columns[3])) terms.push_back(std::move(term));
  }
  return by_entry;
}

Synonyms::Synonyms(absl::string_view groups, absl::string_view vocabulary)
    : version_(absl::BytesToHexString(common::Sha256(std::string(groups) + '\0' + std::string(vocabulary)))) {
  const auto by_entry = ReadVocabulary(vocabulary);
  const auto terms_of = [&](absl::string_view text) {
    if (!absl::ConsumePrefix(&text, "@")) return ReadTerms(text);
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

void Synonyms::AddGroup(const Terms& terms, const Terms& found) {
  if (found.empty()) return;
  const uint32_t group = GroupOf(found);
  for (const StemmedWords& term : terms) {
    std::vector<uint32_t>& of = found_by_[KeyOf(term)];
    if (std::find(of.begin(), of.end(), group) == of.end()) of.push_back(group);
    longest_ = std::max(longest_, term.words.size());
    words_.insert(term.stems.begin(), term.stems.end());
  }
}

uint32_t Synonyms::GroupOf(const Terms& found) {
  std::string key;
  for (const StemmedWords& term : found) absl::StrAppend(&key, KeyOf(term), "|");
  const auto [entry, inserted] = group_of_terms_.try_emplace(key, group_of_terms_.size());
  if (!inserted) return entry->second;
  for (const StemmedWords& term : found) {
    const auto [number, is_new] = number_of_.try_emplace(KeyOf(term), terms_.size());
    if (is_new) {
      terms_by_first_[term.stems.front()].push_back(number->second);
      terms_.push_back({term, {}});
    }
    std::vector<uint32_t>& groups = terms_[number->second].groups;
    if (groups.empty() || groups.back() != entry->second) groups.push_back(entry->second);
  }
  return entry->second;
}

Synonyms::Match Synonyms::Find(absl::Span<const SearchWord> words, size_t limit) const {
  for (size_t length = std::min({words.size(), longest_, limit}); length > 0; --length) {
    const auto found = found_by_.find(KeyOf(words.first(length)));
    if (found != found_by_.end()) return {length, found->second};
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
