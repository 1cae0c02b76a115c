#include "normalizer/vocabulary/vocabulary.h"

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

// Every value of a canonical column must be one of the enum's names.
bool IsCanonical(const std::string& file, const std::string& values) {
  for (const std::string& value : SplitValues(values)) {
    v1::RecruitmentStatus status;
    v1::StudyType type;
    v1::Phase phase;
    v1::Sex sex;
    const bool known = file == "status.tsv"       ? v1::RecruitmentStatus_Parse("RECRUITMENT_STATUS_" + value, &status)
                       : file == "study_type.tsv" ? v1::StudyType_Parse("STUDY_TYPE_" + value, &type)
                       : file == "phase.tsv"      ? v1::Phase_Parse("PHASE_" + value, &phase)
                                                  : v1::Sex_Parse("SEX_" + value, &sex);
    if (!known) return false;
  }
  return true;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

absl::Status Vocabulary::Add(const std::string& file, const std::string& content) {
  std::istringstream lines(content);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> columns = SplitColumns(line);
    if (file == "countries.tsv") {
      if (columns.size() != 2 || columns[0].size() != 2) return VocabularyInvalid(file, number, "wants: code, name");
      countries_[Fold(columns[1])] = columns[0];
    } else if (file == "nulls.tsv") {
      if (columns.size() != 2) return VocabularyInvalid(file, number, "wants: field, word");
      nulls_.insert(columns[0] + "\t" + Fold(columns[1]));
    } else {
      if (columns.size() != 3) return VocabularyInvalid(file, number, "wants: source, word, canonical value");
      if (!IsCanonical(file, columns[2])) return VocabularyInvalid(file, number, columns[2] + " is no canonical value");
      WordMap& map = file == "status.tsv"       ? status_
                     : file == "study_type.tsv" ? study_type_
                     : file == "phase.tsv"      ? phase_
                                                : sex_;
      map[columns[0] + "\t" + Fold(columns[1])] = columns[2];
    }
  }
  return absl::OkStatus();
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
  auto vocabulary = Load("");
  // The compiled-in files are ours, and a test reads them all.
  return vocabulary.ok() ? *vocabulary : std::make_shared<const Vocabulary>();
}

const std::string* Vocabulary::Look(const WordMap& map, std::string_view source, std::string_view printed) {
  const std::string folded = Fold(printed);
  for (std::string_view scope : {source, std::string_view("*")}) {
    const auto it = map.find(std::string(scope) + "\t" + folded);
    if (it != map.end()) return &it->second;
  }
  return nullptr;
}

std::optional<v1::RecruitmentStatus> Vocabulary::Status(std::string_view source, std::string_view printed) const {
  v1::RecruitmentStatus value;
  const std::string* name = Look(status_, source, printed);
  if (name == nullptr || !v1::RecruitmentStatus_Parse("RECRUITMENT_STATUS_" + *name, &value)) return std::nullopt;
  return value;
}

std::optional<v1::StudyType> Vocabulary::StudyType(std::string_view source, std::string_view printed) const {
  v1::StudyType value;
  const std::string* name = Look(study_type_, source, printed);
  if (name == nullptr || !v1::StudyType_Parse("STUDY_TYPE_" + *name, &value)) return std::nullopt;
  return value;
}

std::optional<std::vector<v1::Phase>> Vocabulary::Phases(std::string_view source, std::string_view printed) const {
  const std::string* names = Look(phase_, source, printed);
  if (names == nullptr) return std::nullopt;
  std::vector<v1::Phase> phases;
  for (const std::string& name : SplitValues(*names)) {
    v1::Phase value;
    if (v1::Phase_Parse("PHASE_" + name, &value)) phases.push_back(value);
  }
  return phases;
}

std::optional<v1::Sex> Vocabulary::Sex(std::string_view source, std::string_view printed) const {
  v1::Sex value;
  const std::string* name = Look(sex_, source, printed);
  if (name == nullptr || !v1::Sex_Parse("SEX_" + *name, &value)) return std::nullopt;
  return value;
}

std::optional<std::string> Vocabulary::Country(std::string_view printed) const {
  std::string folded = Fold(printed);
  while (!folded.empty() && (folded.back() == '?' || folded.back() == '.' || folded.back() == ',')) folded.pop_back();
  const auto it = countries_.find(folded);
  if (it == countries_.end()) return std::nullopt;
  return it->second;
}

bool Vocabulary::IsNull(std::string_view field, std::string_view printed) const {
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
