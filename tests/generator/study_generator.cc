#include "tests/generator/study_generator.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace trialweave::tests {
namespace {

// Share of a text's words that become others.
constexpr double kChangedWords = 0.12;
// Share of these that no real study has.
constexpr double kNewWords = 0.1;
// Shorter words are mostly grammar.
constexpr size_t kShortestChanged = 4;
// Enough to draw words by their frequency.
constexpr size_t kWordsKept = 2'000'000;
constexpr int kLongestShift = 900;

// The end of the JSON string whose opening quote is at `begin`: its closing quote.
size_t StringEnd(std::string_view json, size_t begin) {
  size_t at = begin + 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at, json.size());
}

double Share(std::mt19937_64& random) { return std::uniform_real_distribution<double>(0, 1)(random); }

// yyyy-mm or yyyy-mm-dd.
bool IsDate(std::string_view text) {
  if (text.size() != 7 && text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7 ? text[i] != '-' : !absl::ascii_isdigit(text[i])) return false;
  }
  return true;
}

std::string Shifted(std::string_view date, int days) {
  const auto number = [&](size_t at, size_t length) { return std::stoi(std::string(date.substr(at, length))); };
  const absl::CivilDay day = absl::CivilDay(number(0, 4), number(5, 2), date.size() == 10 ? number(8, 2) : 15) + days;
  const std::string shifted = absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
  return shifted.substr(0, date.size());
}

// A word of syllables, the same for the same rank.
std::string NewWord(uint64_t rank) {
  static constexpr std::array<const char*, 32> kSyllables = {
      "ba", "cel", "dro", "fi",  "gan", "ho",  "ix", "jo", "ka",  "lim", "mab", "ne",  "ol",  "pra", "qui", "ra",
      "si", "tin", "umo", "vir", "wel", "xan", "yl", "zo", "ter", "pen", "cor", "lux", "mer", "nib", "sta", "tox"};
  std::string word;
  for (uint64_t rest = rank + 1024; rest > 0; rest /= 32) word += kSyllables[rest % 32];
  return word;
}

// Of a trial that has an entry of the EU register, too: yyyy-nnnnnn-cc, whose serials begin with 0.
bool IsEuropean(uint64_t number) { return number % 20 == 0; }
std::string EudraCt(uint64_t number) {
  return absl::StrFormat("%04d-0%05d-%02d", 2004 + number / 20 / 100'000, number / 20 % 100'000, 10 + number % 89);
}

// Of MeSH and its browser ("D003920", "M25281"), and of a group in posted results ("OG000"): no study's own.
bool IsCode(std::string_view id) {
  const auto is = [id](size_t letters) {
    return std::all_of(id.begin(), id.begin() + letters, [](char c) { return absl::ascii_isupper(c); }) &&
           std::all_of(id.begin() + letters, id.end(), [](char c) { return absl::ascii_isdigit(c); });
  };
  return (id.size() == 5 && is(2)) || (id.size() >= 5 && (id[0] == 'D' || id[0] == 'M') && is(1));
}

// An identifier of the same shape, of a study of its own.
void AppendId(std::string_view id, uint64_t number, std::string* out) {
  const auto digits =
      static_cast<size_t>(std::count_if(id.begin(), id.end(), [](char c) { return absl::ascii_isdigit(c); }));
  // No two numbers of kMaxStudies have the same last seven digits then.
  constexpr size_t kEnough = 7;
  constexpr uint64_t kStep = 7919;
  std::string own = absl::StrFormat("%020d", number * kStep);
  own = own.substr(own.size() - std::min(digits, own.size()));
  size_t next = 0;
  for (const char c : id) out->push_back(absl::ascii_isdigit(c) && next < own.size() ? own[next++] : c);
  if (digits < kEnough) absl::StrAppend(out, "-", absl::Hex(number));
}

// Keys whose strings are prose or names.
bool IsText(std::string_view key) {
  static constexpr std::array<std::string_view, 20> kKeys = {"briefTitle",
                                                             "officialTitle",
                                                             "briefSummary",
                                                             "detailedDescription",
                                                             "eligibilityCriteria",
                                                             "description",
                                                             "measure",
                                                             "title",
                                                             "whyStopped",
                                                             "designInfo",
                                                             "facility",
                                                             "name",
                                                             "label",
                                                             "studyPopulation",
                                                             "interventionModelDescription",
                                                             "citation",
                                                             "keywords",
                                                             "otherNames",
                                                             "acronym",
                                                             "maskingDescription"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

}  // namespace

StudyGenerator::StudyGenerator(std::vector<std::string> models, uint64_t seed)
    : models_(std::move(models)), seed_(seed) {
  for (const std::string& model : models_) {
    for (size_t at = 0; at < model.size() && words_.size() < kWordsKept;) {
      size_t end = at;
      while (end < model.size() && absl::ascii_islower(model[end])) ++end;
      const bool whole = at > 0 && model[at - 1] == ' ' && end < model.size() && model[end] == ' ';
      if (whole && end - at >= kShortestChanged) words_.emplace_back(model.substr(at, end - at));
      at = std::max(end, at + 1);
    }
  }
}

std::string StudyGenerator::IdOf(uint64_t number) { return absl::StrFormat("NCT%08d", 1'000'000 + number); }

std::string StudyGenerator::Word(std::string_view replaced, uint64_t number, Random& random) const {
  std::string word;
  if (words_.empty() || Share(random) < kNewWords) {
    // New words come up as Zipf's law has it, and more of them the more studies there are.
    const double highest = static_cast<double>(number + 100) * 2;
    word = NewWord(static_cast<uint64_t>(std::pow(highest, Share(random))));
  } else {
    word = words_[random() % words_.size()];
  }
  if (absl::ascii_isupper(replaced[0])) word[0] = absl::ascii_toupper(word[0]);
  return word;
}

void StudyGenerator::AppendText(std::string_view text, uint64_t number, Random& random, std::string* out) const {
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      out->append(text.substr(at, 2));
      at += 2;
      continue;
    }
    size_t end = at;
    while (end < text.size() && absl::ascii_isalpha(text[end])) ++end;
    const std::string_view word = text.substr(at, std::max<size_t>(end - at, 1));
    if (word.size() >= kShortestChanged && Share(random) < kChangedWords) {
      *out += Word(word, number, random);
    } else {
      *out += word;
    }
    at += word.size();
  }
}

void StudyGenerator::AppendValue(std::string_view key, std::string_view value, uint64_t number, Random& random,
                                 std::string* out) const {
  if (key == "nctId") {
    *out += IdOf(number);
    // Behind it a member more; the closing quote that follows belongs to one that nobody reads.
    if (IsEuropean(number))
      absl::StrAppend(out, "\",\"secondaryIdInfos\":[{\"id\":\"", EudraCt(number), "\"}],\"unused\":\"");
  } else if (key == "nctIdAliases") {
    *out += IdOf(kMaxStudies + number);
  } else if (key == "id" && !IsCode(value)) {
    AppendId(value, number, out);
  } else if (IsText(key)) {
    AppendText(value, number, random, out);
  } else {
    *out += value;
  }
}

std::string StudyGenerator::Make(uint64_t number) const {
  Random random(seed_ * 0x9E3779B97F4A7C15 + number);
  const std::string_view model = models_[random() % models_.size()];
  const int shift = static_cast<int>(random() % (2 * kLongestShift + 1)) - kLongestShift;
  const double scale = 0.5 + Share(random);
  std::string study;
  study.reserve(model.size() + model.size() / 8);
  std::string_view key;
  for (size_t at = 0; at < model.size();) {
    if (model[at] == '"') {
      const size_t end = StringEnd(model, at);
      const std::string_view text = model.substr(at + 1, end - at - 1);
      study += '"';
      if (end + 1 < model.size() && model[end + 1] == ':') {
        key = text;
        study += text;
      } else if (IsDate(text)) {
        study += Shifted(text, shift);
      } else {
        AppendValue(key, text, number, random, &study);
      }
      study += '"';
      at = end + 1;
    } else if (key == "count" && absl::ascii_isdigit(model[at])) {
      size_t end = at;
      while (end < model.size() && absl::ascii_isdigit(model[end])) ++end;
      const std::string digits(model.substr(at, std::min<size_t>(end - at, 9)));
      absl::StrAppend(&study, static_cast<int64_t>(std::stod(digits) * scale));
      at = end;
    } else {
      study += model[at++];
    }
  }
  return study;
}

}  // namespace trialweave::tests
