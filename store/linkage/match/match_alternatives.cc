#include "store/linkage/match/match_alternatives.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/ascii_only.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

constexpr int kKindShift = 16;

Alternative KindOf(Alternative alternative) { return alternative >> kKindShift; }

// Folded to 16 bits.
Alternative Hash(absl::string_view text) {
  const uint32_t token = TokenOf({text.data(), text.size()});
  return (token >> 16) ^ (token & 0xFFFF);
}

// The rows of the file. A name of words is looked up by its first one and must stand whole; a name of Han characters
// stands anywhere in a run of them.
struct Rows {
  struct Name {
    Alternative alternative;
    // Behind the first.
    std::vector<std::string> words;
  };
  absl::flat_hash_map<std::string, std::vector<Name>> names;
  std::vector<std::pair<std::string, Alternative>> dense;
  absl::flat_hash_map<Alternative, std::string> texts;

  Rows() {
    const std::string_view text = MatchAlternativesText();
    for (const absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
      const size_t tab = line.find('\t');
      if (line.empty() || line[0] == '#' || tab == absl::string_view::npos) continue;
      const std::vector<absl::string_view> row = absl::StrSplit(line.substr(tab + 1), "; ");
      const Alternative alternative = Hash(line.substr(0, tab)) << kKindShift | Hash(row.front());
      texts[alternative] = absl::StrCat(line.substr(0, tab), ": ", row.front());
      for (const absl::string_view name : row) AddName({name.data(), name.size()}, alternative);
    }
  }
  void AddName(std::string_view name, Alternative alternative) {
    std::vector<std::string> words = WholeWords(name);
    if (words.empty()) return;
    const std::string first = words.front();
    if (!common::IsAsciiOnly(first)) {
      dense.emplace_back(first, alternative);
      return;
    }
    words.erase(words.begin());
    names[first].push_back({alternative, std::move(words)});
  }
};

const Rows& TheRows() {
  static const auto* const kRows = new Rows();
  return *kRows;
}

// The word as a name has it, or one more of it.
bool IsWord(std::string_view printed, std::string_view word) {
  if (!printed.starts_with(word)) return false;
  const std::string_view rest = printed.substr(word.size());
  return rest.empty() || rest == "s" || rest == "es";
}

bool StandsAt(const std::vector<std::string>& words, size_t at, const std::vector<std::string>& name) {
  if (at + name.size() > words.size()) return false;
  return std::equal(name.begin(), name.end(), words.begin() + static_cast<ptrdiff_t>(at),
                    [](const std::string& word, const std::string& printed) { return IsWord(printed, word); });
}

}  // namespace

void AddAlternatives(std::string_view text, std::vector<Alternative>* alternatives) {
  // No title and no name is longer; every name of Han characters is sought in every run of them.
  constexpr size_t kMostBytes = 4096;
  const std::vector<std::string> words = WholeWords(text.substr(0, kMostBytes));
  const auto look_up = [&](std::string_view first, size_t at) {
    const auto found = TheRows().names.find(absl::string_view(first.data(), first.size()));
    if (found == TheRows().names.end()) return;
    for (const Rows::Name& name : found->second) {
      if (StandsAt(words, at + 1, name.words)) alternatives->push_back(name.alternative);
    }
  };
  for (size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (!common::IsAsciiOnly(word)) {
      for (const auto& [name, alternative] : TheRows().dense) {
        if (word.find(name) != std::string_view::npos) alternatives->push_back(alternative);
      }
      continue;
    }
    look_up(word, at);
    if (word.ends_with('s')) look_up(word.substr(0, word.size() - 1), at);
    if (word.ends_with("es")) look_up(word.substr(0, word.size() - 2), at);
  }
  std::sort(alternatives->begin(), alternatives->end());
  alternatives->erase(std::unique(alternatives->begin(), alternatives->end()), alternatives->end());
}

std::string AlternativeText(Alternative alternative) {
  const auto found = TheRows().texts.find(alternative);
  return found == TheRows().texts.end() ? "" : found->second;
}

ComparedKinds CompareKinds(std::span<const Alternative> a, std::span<const Alternative> b) {
  ComparedKinds compared;
  const auto of_first_kind = [](std::span<const Alternative> list) {
    const auto other = [&list](Alternative alternative) { return KindOf(alternative) != KindOf(list.front()); };
    return list.first(std::find_if(list.begin(), list.end(), other) - list.begin());
  };
  while (!a.empty() && !b.empty()) {
    const std::span<const Alternative> of_a = of_first_kind(a), of_b = of_first_kind(b);
    const Alternative kind_a = KindOf(a.front()), kind_b = KindOf(b.front());
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
