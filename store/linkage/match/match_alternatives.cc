#include "store/linkage/match/match_alternatives.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "store/linkage/match/match_draft.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

// Words that name an alternative when they are all there; the first of them is where it is looked up.
struct Naming {
  Alternative alternative;
  std::vector<uint32_t> others;
};

struct Alternatives {
  absl::flat_hash_map<uint32_t, std::vector<Naming>> namings;
  absl::flat_hash_map<Alternative, std::string> texts;
};

Alternatives ReadAlternatives() {
  Alternatives all;
  absl::flat_hash_map<std::string, std::pair<Alternative, Alternative>> kinds;
  const std::string_view text = MatchAlternativesText();
  for (const absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    const size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == absl::string_view::npos) continue;
    auto& [kind, next] = kinds.try_emplace(std::string(line.substr(0, tab)), kinds.size(), 0).first->second;
    const Alternative alternative = kind * kMostOfKind + next++;
    const std::vector<absl::string_view> names = absl::StrSplit(line.substr(tab + 1), ';');
    all.texts[alternative] = absl::StrCat(line.substr(0, tab), ": ", names.front());
    for (const absl::string_view name : names) {
      std::vector<uint32_t> tokens;
      for (const std::string& word : MatchWords({name.data(), name.size()})) tokens.push_back(TokenOf(word));
      if (tokens.empty()) continue;
      const uint32_t first = tokens.front();
      tokens.erase(tokens.begin());
      all.namings[first].push_back({alternative, std::move(tokens)});
    }
  }
  return all;
}

const Alternatives& TheAlternatives() {
  static const auto* const kAlternatives = new Alternatives(ReadAlternatives());
  return *kAlternatives;
}

}  // namespace

std::vector<Alternative> AlternativesIn(std::initializer_list<std::span<const uint32_t>> texts) {
  const auto& namings = TheAlternatives().namings;
  const auto has = [&texts](uint32_t token) {
    return std::any_of(texts.begin(), texts.end(), [token](std::span<const uint32_t> text) {
      return std::binary_search(text.begin(), text.end(), token);
    });
  };
  std::vector<Alternative> alternatives;
  for (const std::span<const uint32_t> text : texts) {
    for (const uint32_t token : text) {
      const auto found = namings.find(token);
      if (found == namings.end()) continue;
      for (const Naming& naming : found->second) {
        if (std::all_of(naming.others.begin(), naming.others.end(), has)) alternatives.push_back(naming.alternative);
      }
    }
  }
  std::sort(alternatives.begin(), alternatives.end());
  alternatives.erase(std::unique(alternatives.begin(), alternatives.end()), alternatives.end());
  return alternatives;
}

std::string AlternativeText(Alternative alternative) {
  const auto found = TheAlternatives().texts.find(alternative);
  return found == TheAlternatives().texts.end() ? "" : found->second;
}

ComparedKinds CompareKinds(std::span<const Alternative> a, std::span<const Alternative> b) {
  ComparedKinds compared;
  const auto kind_from = [](std::span<const Alternative> list) {
    const Alternative kind = list.front() / kMostOfKind;
    return list.first(
        std::find_if(list.begin(), list.end(), [kind](Alternative other) { return other / kMostOfKind != kind; }) -
        list.begin());
  };
  while (!a.empty() && !b.empty()) {
    const std::span<const Alternative> of_a = kind_from(a), of_b = kind_from(b);
    const Alternative kind_a = a.front() / kMostOfKind, kind_b = b.front() / kMostOfKind;
    if (kind_a == kind_b) {
      const bool common = std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
      ++(common ? compared.alike : compared.apart);
    }
    if (kind_a <= kind_b) a = a.subspan(of_a.size());
    if (kind_b <= kind_a) b = b.subspan(of_b.size());
  }
  return compared;
}

}  // namespace trialweave::store
