#include "normalizer/formats/ovid_text_parser.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "normalizer/formats/language_code.h"
#include "normalizer/formats/publication_builder.h"
#include "normalizer/formats/registry_entry.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

// What Ovid prints as one citation: "BMC Proceedings. Conference: ... Spain. 12 (Supplement 3) (no pagination), 2018.
// Date of Publication: 2018." or "Journal of Joints. 12(3):45-50, 2018 Jan.".
struct Citation {
  std::string journal;
  std::string volume;
  std::string issue;
  std::string pages;
  std::string date;
};

std::string Between(std::string_view text, std::string_view begin, std::string_view ends) {
  const size_t at = text.find(begin);
  if (at == std::string_view::npos) return "";
  const size_t from = at + begin.size();
  return std::string(text.substr(from, std::min(text.find_first_of(ends, from), text.size()) - from));
}

// A number with the issue in brackets behind it.
void ReadVolume(std::string_view text, Citation* citation) {
  for (size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    const size_t end = open > 0 && text[open - 1] == ' ' ? open - 1 : open;
    size_t begin = end;
    while (begin > 0 && absl::ascii_isdigit(text[begin - 1])) --begin;
    const size_t close = text.find(')', open);
    const bool alone = begin < end && (begin == 0 || text[begin - 1] == ' ');
    if (!alone || close == std::string_view::npos || close - open > 60) continue;
    citation->volume = std::string(text.substr(begin, end - begin));
    citation->issue = std::string(text.substr(open + 1, close - open - 1));
    const std::string_view rest = text.substr(close + 1);
    if (rest.starts_with(":")) citation->pages = std::string(rest.substr(1, rest.find_first_of(",.", 1) - 1));
    return;
  }
}

Citation ReadCitation(std::string_view text) {
  Citation citation;
  const size_t end = text.find(". ");
  citation.journal = std::string(text.substr(0, end));
  if (end != std::string_view::npos) ReadVolume(text.substr(end + 2), &citation);
  const std::string pages = Between(text, "(pp ", ")");
  if (!pages.empty()) citation.pages = pages;
  citation.date = Between(text, "Date of Publication: ", ".");
  return citation;
}

bool IsMedline(std::string_view database) {
  return absl::StrContains(absl::AsciiStrToUpper(std::string(database)), "MEDLINE");
}

class OvidReader {
 public:
  OvidReader(const TaggedReference& reference, PublicationBuilder* builder)
      : reference_(reference), builder_(*builder), medline_(IsMedline(reference.TextOf("DB"))) {}

  // "pubmed", "embase", "psycinfo", or the first word of another database's name.
  std::string Database() const {
    std::string name(reference_.TextOf("DB"));
    name.resize(std::min(name.find_first_of(" (<"), name.size()));
    absl::AsciiStrToLower(&name);
    if (absl::StartsWith(name, "apa")) return "psycinfo";
    return medline_ ? "pubmed" : name.empty() ? "ovid" : name;
  }

  void Read() {
    ReadNumbers();
    const std::string code = LanguageCode(reference_.TextOf("LG"));
    const std::string language = code == "en" || medline_ ? "en" : "und";
    Each("TI", [&](const TaggedField& field) { builder_.AddTitle(field.text, language, field.where); });
    Each("OT",
         [&](const TaggedField& field) { builder_.AddTitle(field.text, code.empty() ? "und" : code, field.where); });
    Each("AB", [&](const TaggedField& field) { builder_.AddAbstract(field.text, language, field.where); });
    Each("AU FA", [&](const TaggedField& field) {
      if (field.tag == "AU" || reference_.First("AU") == nullptr) builder_.AddAuthor(field.text, field.where);
    });
    ReadSource();
    Each("IS IB", [&](const TaggedField& field) { builder_.AddSerialNumbers(field.text, field.where); });
    Each("LG", [&](const TaggedField& field) { builder_.AddLanguage(field.text, field.where); });
    Each("PT", [&](const TaggedField& field) { builder_.AddPublicationType(field.text, field.where); });
    ReadKeywords();
  }

 private:
  void Each(std::string_view tags, const TaggedReference::Take& take) const { reference_.Each(tags, take); }

  void ReadNumbers() {
    Each("UI", [&](const TaggedField& field) {
      medline_ ? static_cast<void>(builder_.SetPmid(field.text, field.where))
               : builder_.AddAccession(Database(), field.text, field.where);
    });
    Each("PM",
         [&](const TaggedField& field) { builder_.SetPmid(field.text.substr(0, field.text.find(' ')), field.where); });
    Each("DO", [&](const TaggedField& field) { builder_.SetDoi(field.text, field.where); });
    Each("CN NC SI", [&](const TaggedField& field) { builder_.Mention(field.text, field.where); });
    Each("UR XL", [&](const TaggedField& field) { builder_.SetUrl(field.text, field.where); });
  }

  void ReadSource() {
    Each("JN", [&](const TaggedField& field) { builder_.SetJournal(field.text, field.where); });
    if (const TaggedField* source = reference_.First("SO")) {
      const Citation citation = ReadCitation(source->text);
      builder_.SetJournal(citation.journal, source->where);
      builder_.SetVolume(citation.volume, source->where);
      builder_.SetIssue(citation.issue, source->where);
      builder_.SetPages(citation.pages, source->where);
      builder_.SetDate(citation.date, source->where);
    }
    Each("DP YR", [&](const TaggedField& field) { builder_.SetDate(field.text, field.where); });
  }

  void ReadKeywords() {
    const std::string_view thesaurus = medline_ ? "mesh" : Database() == "embase" ? "emtree" : "";
    Each("MH", [&](const TaggedField& field) {
      std::string_view term = field.text;
      if (term.starts_with("*")) term.remove_prefix(1);
      builder_.AddKeyword(thesaurus, term, field.where);
    });
    Each("KW ID", [&](const TaggedField& field) { builder_.AddKeyword("", field.text, field.where); });
  }

  const TaggedReference& reference_;
  PublicationBuilder& builder_;
  const bool medline_;
};

}  // namespace

ParseResult ParseOvidText(std::string_view content, const ParseContext& context) {
  TaggedReference reference;
  if (auto cause = reference.Read(content, context.limits, TagStyle::kOvid)) return *cause;
  if (reference.First("TI") == nullptr)
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the reference ends before its title", content.size());
  PublicationBuilder builder(context, TextStyle::kReferences);
  OvidReader reader(reference, &builder);
  reader.Read();
  const std::string database = reader.Database();
  ParseResult result = builder.Finish(database);
  return database == "embase" ? WithRegistryEntries(std::move(result), context) : std::move(result);
}

}  // namespace trialweave::normalizer
