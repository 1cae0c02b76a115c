#include "normalizer/vocabulary/vocabulary.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "normalizer/vocabulary/vocabulary_data.h"

namespace trialweave::normalizer {
namespace {

absl::Status VocabularyInvalid(const std::string& file, int line, const std::string& what) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "VOCABULARY_INVALID",
                           absl::StrCat(file, ":", line, ": ", what));
}

absl::Status VocabularyNotFound(const std::string& dir) {
  return common::MakeError(absl::StatusCode::kNotFound, "VOCABULARY_NOT_FOUND",
                           absl::StrCat("no vocabulary folder at ", dir));
}

// Bytes with which a character begins that Fold makes another.
constexpr std::array<char, 9> kFoldedLeads = {' ', '\t', '\n', '\v', '\f', '\r', '\xC2', '\xE3', '\xEF'};

size_t LeadIndex(char first, char second) {
  return static_cast<unsigned char>(first) * 256 + static_cast<unsigned char>(second);
}

// The form in which words are compared.
std::string Fold(std::string_view printed) {
  std::string folded;
  folded.reserve(printed.size());
  for (size_t i = 0; i < printed.size(); ++i) {
    unsigned char c = printed[i];
    // U+FF01 to U+FF5E are full-width ASCII; U+3000 and U+00A0 are blanks.
    if (c == 0xEF && i + 2 < printed.size()) {
      const int code = ((static_cast<unsigned char>(printed[i + 1]) & 0x3F) << 6 |
                        (static_cast<unsigned char>(printed[i + 2]) & 0x3F)) -
                       0xF00;
      if (code >= 1 && code <= 0x5E) {
        c = static_cast<unsigned char>(0x20 + code);
        i += 2;
      }
    } else if (c == 0xE3 && printed.substr(i, 3) == "\xE3\x80\x80") {
      c = ' ';
      i += 2;
    } else if (c == 0xC2 && printed.substr(i, 2) == "\xC2\xA0") {
      c = ' ';
      ++i;
    }
    if (absl::ascii_isspace(c)) {
      if (!folded.empty() && folded.back() != ' ') folded.push_back(' ');
    } else {
      folded.push_back(static_cast<char>(c < 0x80 ? absl::ascii_tolower(c) : c));
    }
  }
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

// The same for a country, without the marks that end some of them: "China?", "U.S.".
std::string FoldCountry(std::string_view printed) {
  std::string folded = Fold(printed);
  while (!folded.empty() && (folded.back() == '?' || folded.back() == '.' || folded.back() == ',')) folded.pop_back();
  return folded;
}

std::vector<std::string> SplitColumns(const std::string& line) {
  std::vector<std::string> columns(1);
  for (char c : line) {
    if (c == '\t') {
      columns.emplace_back();
    } else {
      columns.back().push_back(c);
    }
  }
  return columns;
}

std::vector<std::string> SplitValues(const std::string& values) {
  std::vector<std::string> parts(1);
  for (char c : values) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

// The files that map words to an enum's values, with the prefix of its names.
struct EnumFile {
  const char* name;
  const google::protobuf::EnumDescriptor* (*descriptor)();
  const char* prefix;
};

constexpr EnumFile kEnumFiles[] = {
    {"age_unit.tsv", v1::AgeUnit_descriptor, "AGE_UNIT_"},
    {"allocation.tsv", v1::Allocation_descriptor, "ALLOCATION_"},
    {"masking.tsv", v1::Masking_descriptor, "MASKING_"},
    {"phase.tsv", v1::Phase_descriptor, "PHASE_"},
    {"sex.tsv", v1::Sex_descriptor, "SEX_"},
    {"status.tsv", v1::RecruitmentStatus_descriptor, "RECRUITMENT_STATUS_"},
    {"study_type.tsv", v1::StudyType_descriptor, "STUDY_TYPE_"},
};

// The enum value that a file's canonical word names; nullptr for another word.
const google::protobuf::EnumValueDescriptor* ValueOf(const std::string& file, const std::string& word) {
  for (const EnumFile& enum_file : kEnumFiles) {
    if (file == enum_file.name) return enum_file.descriptor()->FindValueByName(enum_file.prefix + word);
  }
  return nullptr;
}

// The one value that a line of `file` names.
template <typename Enum>
std::optional<Enum> Single(const std::string& file, const std::string* word) {
  if (word == nullptr) return std::nullopt;
  const google::protobuf::EnumValueDescriptor* value = ValueOf(file, *word);
  if (value == nullptr) return std::nullopt;
  return static_cast<Enum>(value->number());
}

// Every value of a canonical column must be one of the enum's names.
bool IsCanonical(const std::string& file, const std::string& values) {
  for (const std::string& value : SplitValues(values)) {
    if (ValueOf(file, value) == nullptr) return false;
  }
  return true;
}

// False when the word is there with another value: which of the two counts must not depend on their order.
bool AddWord(const std::string& word, const std::string& value, std::unordered_map<std::string, std::string>* words) {
  return words->insert({word, value}).first->second == value;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

absl::Status Vocabulary::Add(const std::string& file, const std::string& content) {
  if (file == "evidence_terms.tsv") {
    auto terms = TermTable::Parse(content);
    if (!terms.ok()) {
      return common::MakeError(absl::StatusCode::kInvalidArgument, "VOCABULARY_INVALID",
                               absl::StrCat(file, ": ", terms.status().message()));
    }
    evidence_terms_ = *std::move(terms);
    return absl::OkStatus();
  }
  std::istringstream lines(content);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> columns = SplitColumns(line);
    if (file == "countries.tsv") {
      if (columns.size() != 2 || columns[0].size() != 2) return VocabularyInvalid(file, number, "wants: code, name");
      if (!AddWord(FoldCountry(columns[1]), columns[0], &countries_)) {
        return VocabularyInvalid(file, number, columns[1] + " is another country before");
      }
    } else if (file == "nulls.tsv") {
      if (columns.size() != 2) return VocabularyInvalid(file, number, "wants: field, word");
      AddNull(columns[0], Fold(columns[1]));
    } else {
      if (columns.size() != 3) return VocabularyInvalid(file, number, "wants: source, word, canonical value");
      if (!IsCanonical(file, columns[2])) return VocabularyInvalid(file, number, columns[2] + " is no canonical value");
      if (!AddWord(columns[0] + "\t" + Fold(columns[1]), columns[2], &words_[file])) {
        return VocabularyInvalid(file, number, columns[1] + " has another value before");
      }
    }
  }
  return absl::OkStatus();
}

void Vocabulary::AddNull(const std::string& field, const std::string& folded) {
  nulls_.insert(field + "\t" + folded);
  const auto both = [](char c) { return std::array<char, 2>{absl::ascii_tolower(c), absl::ascii_toupper(c)}; };
  for (const char lead : both(folded.empty() ? ' ' : folded[0])) {
    for (const char next : both(folded.size() < 2 ? '\0' : folded[1])) null_leads_.set(LeadIndex(lead, next));
    // A mark behind one character; a blank of any kind behind the first.
    for (const char next : kFoldedLeads) null_leads_.set(LeadIndex(lead, next));
    if (folded.size() == 1) null_leads_.set(LeadIndex(lead, '.')), null_leads_.set(LeadIndex(lead, ';'));
  }
}

absl::StatusOr<std::shared_ptr<const Vocabulary>> Vocabulary::Load(const std::string& dir) {
  std::error_code error;
  if (!dir.empty() && !std::filesystem::is_directory(dir, error)) return VocabularyNotFound(dir);
  auto vocabulary = std::make_shared<Vocabulary>();
  std::string all;
  for (const EmbeddedFile& embedded : EmbeddedVocabulary()) {
    std::string content = embedded.content;
    const std::filesystem::path path = std::filesystem::path(dir) / embedded.name;
    if (!dir.empty() && std::filesystem::exists(path, error)) content = ReadFile(path);
    const absl::Status added = vocabulary->Add(embedded.name, content);
    if (!added.ok()) return added;
    all += content;
  }
  vocabulary->version_ = absl::BytesToHexString(common::Sha256(all)).substr(0, 12);
  return std::shared_ptr<const Vocabulary>(std::move(vocabulary));
}

std::shared_ptr<const Vocabulary> Vocabulary::Embedded() {
  // The compiled-in files are ours, and a test reads them all.
  static const std::shared_ptr<const Vocabulary> embedded = [] {
    auto vocabulary = Load("");
    return vocabulary.ok() ? *vocabulary : std::make_shared<const Vocabulary>();
  }();
  return embedded;
}

const std::string* Vocabulary::Look(const std::string& file, std::string_view source, std::string_view printed) const {
  const auto map = words_.find(file);
  if (map == words_.end()) return nullptr;
  const std::string folded = Fold(printed);
  for (std::string_view scope : {source, std::string_view("*")}) {
    const auto it = map->second.find(std::string(scope) + "\t" + folded);
    if (it != map->second.end()) return &it->second;
  }
  return nullptr;
}

std::optional<v1::RecruitmentStatus> Vocabulary::Status(std::string_view source, std::string_view printed) const {
  return Single<v1::RecruitmentStatus>("status.tsv", Look("status.tsv", source, printed));
}

std::optional<v1::StudyType> Vocabulary::StudyType(std::string_view source, std::string_view printed) const {
  return Single<v1::StudyType>("study_type.tsv", Look("study_type.tsv", source, printed));
}

std::optional<std::vector<v1::Phase>> Vocabulary::Phases(std::string_view source, std::string_view printed) const {
  const std::string* names = Look("phase.tsv", source, printed);
  if (names == nullptr) return std::nullopt;
  std::vector<v1::Phase> phases;
  for (const std::string& name : SplitValues(*names)) {
    if (const auto phase = Single<v1::Phase>("phase.tsv", &name)) phases.push_back(*phase);
  }
  return phases;
}

std::optional<v1::Sex> Vocabulary::Sex(std::string_view source, std::string_view printed) const {
  return Single<v1::Sex>("sex.tsv", Look("sex.tsv", source, printed));
}

std::optional<v1::Allocation> Vocabulary::Allocation(std::string_view source, std::string_view printed) const {
  return Single<v1::Allocation>("allocation.tsv", Look("allocation.tsv", source, printed));
}

std::optional<v1::Masking> Vocabulary::Masking(std::string_view source, std::string_view printed) const {
  return Single<v1::Masking>("masking.tsv", Look("masking.tsv", source, printed));
}

std::optional<v1::AgeUnit> Vocabulary::AgeUnit(std::string_view source, std::string_view printed) const {
  return Single<v1::AgeUnit>("age_unit.tsv", Look("age_unit.tsv", source, printed));
}

std::optional<std::string> Vocabulary::Country(std::string_view printed) const {
  const auto it = countries_.find(FoldCountry(printed));
  if (it == countries_.end()) return std::nullopt;
  return it->second;
}

bool Vocabulary::MayBeNull(std::string_view printed) const {
  if (printed.empty() || std::find(kFoldedLeads.begin(), kFoldedLeads.end(), printed[0]) != kFoldedLeads.end())
    return true;
  return null_leads_[LeadIndex(printed[0], printed.size() < 2 ? '\0' : printed[1])];
}

bool Vocabulary::IsNull(std::string_view field, std::string_view printed) const {
  if (!MayBeNull(printed)) return false;
  std::string folded = Fold(printed);
  const auto known = [&] {
    return folded.empty() || nulls_.count("*\t" + folded) != 0 || nulls_.count(std::string(field) + "\t" + folded) != 0;
  };
  if (known()) return true;
  // "None." and "无。" too.
  if (folded.back() == '.' || folded.back() == ';') {
    folded.pop_back();
  } else if (absl::EndsWith(folded, "。")) {
    folded.resize(folded.size() - 3);
  } else {
    return false;
  }
  return known();
}

}  // namespace trialweave::normalizer
