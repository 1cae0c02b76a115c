#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_BUILDER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_BUILDER_H_

#include <string>
#include <string_view>
#include <unordered_set>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/printed_text.h"
#include "normalizer/formats/registration_builder.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::normalizer {

// PublicationBuilder turns printed values into a Publication's canonical ones, the same way for every format. Of a
// field that holds one value the first one stays; lists take each value once, in order. Provenance names fields of
// Publication. Not thread-safe; lives for one document.
class PublicationBuilder {
 public:
  PublicationBuilder(const ParseContext& context, TextStyle style) : context_(context), style_(style) {}

  const v1::Publication& publication() const { return publication_; }

  // One line without its dress; empty for a spelling of nothing.
  std::string Clean(std::string_view printed) const;
  void Note(std::string note) { publication_.add_notes(std::move(note)); }

  // False for what is no PubMed number (1 to 9 digits, "PMID: " may stand before it).
  bool SetPmid(std::string_view printed, const Where& where);
  // False for what is no DOI.
  bool SetDoi(std::string_view printed, const Where& where);
  // "embase" and "L2031234567": "embase:2031234567", as Ovid prints it.
  void AddAccession(std::string_view database, std::string_view printed, const Where& where);
  // `language` is that of text whose characters do not show it. Both look for trial identifiers.
  void AddTitle(std::string_view printed, std::string_view language, const Where& where);
  void AddAbstract(std::string_view printed, std::string_view language, const Where& where);
  void AddAuthor(std::string_view printed, const Where& where);
  void SetJournal(std::string_view printed, const Where& where);
  void SetDate(std::string_view printed, const Where& where);
  void AddPublicationType(std::string_view printed, const Where& where);
  void SetVolume(std::string_view printed, const Where& where);
  void SetIssue(std::string_view printed, const Where& where);
  void SetPages(std::string_view printed, const Where& where);
  // One or several ISSN or ISBN with remarks between them: "0894-9867, 1573-6598 (Electronic)".
  void AddSerialNumbers(std::string_view printed, const Where& where);
  void AddLanguage(std::string_view printed, const Where& where);
  // `thesaurus` is "mesh" or "emtree"; empty for the authors' own words.
  void AddKeyword(std::string_view thesaurus, std::string_view printed, const Where& where);
  void SetUrl(std::string_view printed, const Where& where);
  void SetDeleted() { publication_.set_deleted(true); }
  // An accession number of a data bank; kept where it is a trial identifier, or `bank` is a registry of trials.
  void AddDataBankId(std::string_view bank, std::string_view printed, const Where& where);
  // Trial identifiers in free text; never called with fields of persons.
  void Mention(std::string_view text, const Where& where);

  // True when the record has more values than any publication: the parser's answer is LIMIT_EXCEEDED then. From the
  // moment it happens nothing more is taken in.
  bool overflowed() const { return overflowed_; }

  // The publication under its key: the PubMed number or accession number, whichever `database` ("pubmed", "embase",
  // ...; may be empty) issued, else any of them, else the DOI and the title together (conference abstracts share DOIs),
  // else title, year and first author. NO_IDENTIFIER when it has none of these, LIMIT_EXCEEDED when it overflowed.
  // The builder is spent then.
  ParseResult Finish(std::string_view database);

 private:
  using Strings = google::protobuf::RepeatedPtrField<std::string>;

  void At(std::string field, const Where& where);
  void SetOnce(std::string* field, std::string_view printed, const char* name, const Where& where);
  void AddOnce(Strings* list, std::string value, const char* name, const Where& where);
  void AddText(google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts, std::string text,
               std::string_view language, const char* name, const Where& where);
  void AddTrialId(v1::Identifier identifier, const Where& where);
  std::string KeyOf(std::string_view database) const;

  const ParseContext& context_;
  const TextStyle style_;
  v1::Publication publication_;
  std::unordered_set<std::string> seen_;
  bool overflowed_ = false;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_BUILDER_H_
