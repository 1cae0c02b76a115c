#include "normalizer/formats/ris_record.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/language_code.h"
#include "normalizer/formats/publication_builder.h"
#include "normalizer/formats/publication_date.h"
#include "normalizer/formats/publication_type.h"
#include "normalizer/formats/registry_entry.h"
#include "normalizer/formats/ris_dialect.h"

namespace trialweave::normalizer {
namespace {

// Longer ones are text that got into the wrong field.
constexpr size_t kMaxIssueBytes = 40;

// Calls `take(line)` for each line, or once for all of them.
template <typename Take>
void EachLine(std::string_view text, bool lines, const Take& take) {
  while (!text.empty()) {
    const size_t end = lines ? std::min(text.find('\n'), text.size()) : text.size();
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string_view WithoutStar(std::string_view term) { return term.starts_with("*") ? term.substr(1) : term; }

class RisReader {
 public:
  RisReader(const TaggedReference& reference, const RisDialect& dialect, PublicationBuilder* builder)
      : reference_(reference), dialect_(dialect), builder_(*builder) {}

  void Read() {
    ReadIdentifiers();
    ReadTexts();
    ReadSource();
    ReadTypes();
    ReadKeywords();
  }

 private:
  void ReadIdentifiers() {
    reference_.Each(dialect_.pmid, [&](const TaggedField& field) { builder_.SetPmid(field.text, field.where); });
    reference_.Each(dialect_.pmc, [&](const TaggedField& field) {
      if (field.text.starts_with("PMC")) builder_.AddAccession("pmc", field.text, field.where);
    });
    if (const TaggedField* number = reference_.First(dialect_.accession)) {
      std::string_view text = number->text;
      if (text.starts_with("WOS:")) text.remove_prefix(4);
      // "2214991469; 51887": ProQuest's number, and the database's own.
      builder_.AddAccession(dialect_.database, text.substr(0, text.find(';')), number->where);
    }
    ReadScopusNumber();
    reference_.Each("DO M3", [&](const TaggedField& field) { builder_.SetDoi(field.text, field.where); });
    reference_.Each("L2 L3 UR LK", [&](const TaggedField& field) {
      if (field.text.find("doi.org/") != std::string::npos) builder_.SetDoi(field.text, field.where);
    });
    reference_.Each(dialect_.numbers, [&](const TaggedField& field) { builder_.Mention(field.text, field.where); });
    reference_.Each("UR", [&](const TaggedField& field) {
      builder_.SetUrl(field.text, field.where);
      // "https://clinicaltrials.gov/study/NCT..."
      builder_.Mention(field.text, field.where);
    });
  }

  // "https://www.scopus.com/inward/record.uri?eid=2-s2.0-99999999991&doi=..."
  void ReadScopusNumber() {
    const TaggedField* address = dialect_.database == "scopus" ? reference_.First("UR") : nullptr;
    const size_t at = address == nullptr ? std::string::npos : address->text.find("eid=");
    if (at == std::string::npos) return;
    const std::string_view number = std::string_view(address->text).substr(at + 4);
    builder_.AddAccession("scopus", number.substr(0, number.find('&')), address->where);
  }

  void ReadTexts() {
    const std::string code = LanguageCode(reference_.TextOf("LA"));
    const std::string language = code == "en" ? "en" : "und";
    if (const TaggedField* title = reference_.First("TI T1 CT BT"))
      builder_.AddTitle(title->text, language, title->where);
    reference_.Each("OP TT", [&](const TaggedField& field) {
      if (field.tag == "TT" || code != "en") builder_.AddTitle(field.text, code.empty() ? "und" : code, field.where);
    });
    if (const TaggedField* text = reference_.First("AB N2")) builder_.AddAbstract(text->text, language, text->where);
    reference_.Each("AU A1", [&](const TaggedField& field) {
      std::string_view name = field.text;
      while (name.ends_with(",") || name.ends_with(" ")) name.remove_suffix(1);
      builder_.AddAuthor(name, field.where);
    });
    reference_.Each("LA", [&](const TaggedField& field) { builder_.AddLanguage(field.text, field.where); });
  }

  void ReadSource() {
    reference_.Each("JF T2 JO JA J2 J1 T3",
                    [&](const TaggedField& field) { builder_.SetJournal(field.text, field.where); });
    ReadDate();
    reference_.Each("VL", [&](const TaggedField& field) { builder_.SetVolume(field.text, field.where); });
    if (const TaggedField* issue = reference_.First("IS")) {
      if (issue->text.size() <= kMaxIssueBytes) {
        builder_.SetIssue(issue->text, issue->where);
      } else {
        builder_.Note("issue: a text that is no number of an issue left out");
      }
    }
    ReadPages();
    reference_.Each("SN", [&](const TaggedField& field) { builder_.AddSerialNumbers(field.text, field.where); });
  }

  // A year, and a date that may have it too ("2019/10//undefined", "Mar 1", "SEP").
  void ReadDate() {
    const TaggedField* year = reference_.First("PY Y1");
    const TaggedField* date = reference_.First("DA");
    if (date != nullptr && year != nullptr && !ReadPublicationDate(date->text).has_value()) {
      const std::string both = absl::StrCat(year->text, " ", date->text);
      if (ReadPublicationDate(both).has_value()) return builder_.SetDate(both, date->where);
    }
    if (date != nullptr && (year == nullptr || ReadPublicationDate(date->text).has_value()))
      return builder_.SetDate(date->text, date->where);
    if (year != nullptr) builder_.SetDate(year->text, year->where);
  }

  void ReadPages() {
    const TaggedField* start = reference_.First("SP");
    // "No", "Specified": Ovid's pages of what has none.
    if (start != nullptr && start->text != "No") {
      const std::string_view end = reference_.TextOf("EP");
      const bool range = !end.empty() && end != start->text && start->text.find('-') == std::string::npos;
      builder_.SetPages(range ? absl::StrCat(start->text, "-", std::string(end)) : start->text, start->where);
    }
    reference_.Each("C7", [&](const TaggedField& field) { builder_.SetPages(field.text, field.where); });
  }

  void ReadTypes() {
    reference_.Each(dialect_.types, [&](const TaggedField& field) {
      if (field.text.find("10.") != 0) builder_.AddPublicationType(field.text, field.where);
    });
    reference_.Each("N1", [&](const TaggedField& field) { ReadNotes(field); });
    if (builder_.publication().publication_types().empty())
      reference_.Each("TY", [&](const TaggedField& field) { builder_.AddPublicationType(field.text, field.where); });
  }

  // What EndNote has no field for stands in its notes, a line each: types of the publication, numbers of trials, names.
  void ReadNotes(const TaggedField& field) {
    if (absl::StartsWith(field.text, "References:")) return;
    EachLine(field.text, true, [&](std::string_view line) {
      if (dialect_.lines && IsPubmedType(line)) builder_.AddPublicationType(line, field.where);
    });
    builder_.Mention(field.text, field.where);
  }

  void ReadKeywords() {
    reference_.Each("KW", [&](const TaggedField& field) {
      EachLine(field.text, dialect_.lines,
               [&](std::string_view line) { builder_.AddKeyword(dialect_.thesaurus, WithoutStar(line), field.where); });
    });
    // The authors' own, where they are kept apart.
    reference_.Each("K1", [&](const TaggedField& field) { builder_.AddKeyword("", field.text, field.where); });
  }

  const TaggedReference& reference_;
  const RisDialect& dialect_;
  PublicationBuilder& builder_;
};

}  // namespace

ParseResult ReadRisReference(const TaggedReference& reference, const ParseContext& context) {
  const RisDialect& dialect = RisDialectOf(reference);
  PublicationBuilder builder(context, TextStyle::kReferences);
  RisReader(reference, dialect, &builder).Read();
  ParseResult result = builder.Finish(dialect.database);
  return dialect.database == "embase" ? WithRegistryEntries(std::move(result), context) : std::move(result);
}

}  // namespace trialweave::normalizer
