#include "normalizer/formats/publication_builder.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/doi.h"
#include "common/registry_id.h"
#include "common/sha256.h"
#include "common/status.h"
#include "normalizer/formats/language_code.h"
#include "normalizer/formats/printed_identifier.h"
#include "normalizer/formats/publication_date.h"

namespace trialweave::normalizer {
namespace {

// No publication comes near, the largest collaborations' author lists included.
constexpr int kMaxValues = 100'000;

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// Registries of trials under the names that MEDLINE's DataBankName has for them (NLM, "Databank Sources", 2024).
bool IsTrialRegistry(std::string_view bank) {
  static constexpr std::string_view kBanks[] = {"ClinicalTrials.gov",
                                                "ANZCTR",
                                                "ChiCTR",
                                                "CRiS",
                                                "CTRI",
                                                "DRKS",
                                                "EudraCT",
                                                "IRCT",
                                                "ISRCTN",
                                                "JapicCTI",
                                                "JMACCT",
                                                "jRCT",
                                                "LBCTR",
                                                "NTR",
                                                "PACTR",
                                                "ReBec",
                                                "REPEC",
                                                "RPCEC",
                                                "SLCTR",
                                                "TCTR",
                                                "UMIN CTR",
                                                "EU CTR",
                                                "CTIS",
                                                "EUCTR",
                                                "ITMCTR"};
  return std::any_of(std::begin(kBanks), std::end(kBanks), [&](std::string_view known) {
    return bank.size() == known.size() && absl::EqualsIgnoreCase(std::string(bank), std::string(known));
  });
}

// "1234-5679" or "12345679", or an ISBN of 10 or 13 digits with hyphens.
bool IsSerialNumber(std::string_view token) {
  size_t digits = 0;
  for (size_t i = 0; i < token.size(); ++i) {
    const bool check = (token[i] == 'X' || token[i] == 'x') && i + 1 == token.size();
    if (absl::ascii_isdigit(token[i]) || check) {
      ++digits;
    } else if (token[i] != '-' || i == 0) {
      return false;
    }
  }
  return digits == 8 || digits == 10 || digits == 13;
}

// Letters and digits without case: what stays of a title when its punctuation changes.
std::string Folded(std::string_view text) {
  std::string folded;
  for (char c : text) {
    if (absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80) folded.push_back(absl::ascii_tolower(c));
  }
  return folded;
}

std::string ShortDigest(std::string_view text, size_t digits) {
  return absl::BytesToHexString(common::Sha256(std::string(text))).substr(0, digits);
}

}  // namespace

std::string PublicationBuilder::Clean(std::string_view printed) const {
  if (overflowed_) return "";
  std::string text = CleanLine(printed, style_);
  return text.size() <= 64 && context_.vocabulary->IsNull("", text) ? "" : text;
}

void PublicationBuilder::At(std::string field, const Where& where) {
  if (publication_.provenance_size() >= kMaxValues) overflowed_ = true;
  if (overflowed_) return;
  v1::FieldProvenance* provenance = publication_.add_provenance();
  provenance->set_field(std::move(field));
  provenance->set_path(where.path);
  provenance->set_offset(where.length == 0 ? 0 : where.offset);
  provenance->set_length(where.length);
}

void PublicationBuilder::SetOnce(std::string* field, std::string_view printed, const char* name, const Where& where) {
  if (!field->empty()) return;
  *field = Clean(printed);
  if (!field->empty()) At(name, where);
}

void PublicationBuilder::AddOnce(Strings* list, std::string value, const char* name, const Where& where) {
  if (value.empty() || overflowed_) return;
  if (!seen_.insert(absl::StrCat(name, "\n", value)).second) return;
  At(absl::StrCat(name, "[", list->size(), "]"), where);
  if (!overflowed_) *list->Add() = std::move(value);
}

bool PublicationBuilder::SetPmid(std::string_view printed, const Where& where) {
  std::string text = CleanLine(printed, style_);
  if (absl::StartsWithIgnoreCase(text, "PMID")) {
    text.erase(0, 4);
    text.erase(0, std::min(text.find_first_not_of(": "), text.size()));
  }
  text.erase(0, text.find_first_not_of('0'));
  if (!IsDigits(text) || text.size() > 9) return false;
  SetOnce(publication_.mutable_pmid(), text, "pmid", where);
  return true;
}

bool PublicationBuilder::SetDoi(std::string_view printed, const Where& where) {
  const std::string doi = common::CanonicalDoi(CleanLine(printed, style_));
  if (doi.empty()) return false;
  SetOnce(publication_.mutable_doi(), doi, "doi", where);
  return true;
}

void PublicationBuilder::AddAccession(std::string_view database, std::string_view printed, const Where& where) {
  std::string number = Clean(printed);
  if (database == "embase" && number.starts_with("L") && IsDigits(std::string_view(number).substr(1)))
    number.erase(0, 1);
  if (number.empty() || number.size() > 64) return;
  AddOnce(publication_.mutable_accessions(), absl::StrCat(std::string(database), ":", number), "accessions", where);
}

void PublicationBuilder::AddText(google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts, std::string text,
                                 std::string_view language, const char* name, const Where& where) {
  if (text.empty() || overflowed_) return;
  Mention(text, where);
  if (!seen_.insert(absl::StrCat(name, "\n", text)).second) return;
  At(absl::StrCat(name, "[", texts->size(), "]"), where);
  v1::LocalizedText* localized = texts->Add();
  localized->set_language(LanguageOf(text, language));
  localized->set_text(std::move(text));
}

void PublicationBuilder::AddTitle(std::string_view printed, std::string_view language, const Where& where) {
  AddText(publication_.mutable_titles(), Clean(printed), language, "titles", where);
}

void PublicationBuilder::AddAbstract(std::string_view printed, std::string_view language, const Where& where) {
  if (!overflowed_) AddText(publication_.mutable_abstracts(), CleanText(printed, style_), language, "abstracts", where);
}

void PublicationBuilder::AddAuthor(std::string_view printed, const Where& where) {
  AddOnce(publication_.mutable_authors(), Clean(printed), "authors", where);
}

void PublicationBuilder::SetJournal(std::string_view printed, const Where& where) {
  SetOnce(publication_.mutable_journal(), printed, "journal", where);
}

void PublicationBuilder::SetDate(std::string_view printed, const Where& where) {
  v1::StudyDate* date = publication_.mutable_publication_date();
  if (!date->text().empty()) return;
  const std::string text = Clean(printed);
  if (text.empty()) {
    publication_.clear_publication_date();
    return;
  }
  date->set_text(text);
  if (const std::optional<v1::PartialDate> read = ReadPublicationDate(text)) {
    *date->mutable_date() = *read;
  } else {
    Note("publication_date: no date that can be read with certainty");
  }
  At("publication_date", where);
}

void PublicationBuilder::AddPublicationType(std::string_view printed, const Where& where) {
  AddOnce(publication_.mutable_publication_types(), Clean(printed), "publication_types", where);
}

void PublicationBuilder::SetVolume(std::string_view printed, const Where& where) {
  SetOnce(publication_.mutable_volume(), printed, "volume", where);
}

void PublicationBuilder::SetIssue(std::string_view printed, const Where& where) {
  SetOnce(publication_.mutable_issue(), printed, "issue", where);
}

void PublicationBuilder::SetPages(std::string_view printed, const Where& where) {
  SetOnce(publication_.mutable_pages(), printed, "pages", where);
}

void PublicationBuilder::AddSerialNumbers(std::string_view printed, const Where& where) {
  const std::string text = Clean(printed);
  for (size_t at = text.find_first_of("0123456789"); at != std::string::npos;) {
    const size_t end = std::min(text.find_first_of(" ,;()", at), text.size());
    const std::string token = text.substr(at, end - at);
    if (IsSerialNumber(token)) AddOnce(publication_.mutable_serial_numbers(), token, "serial_numbers", where);
    at = text.find_first_of("0123456789", end);
  }
}

void PublicationBuilder::AddLanguage(std::string_view printed, const Where& where) {
  std::string text = Clean(printed);
  const std::string code = LanguageCode(text);
  AddOnce(publication_.mutable_languages(), code.empty() ? std::move(text) : code, "languages", where);
}

void PublicationBuilder::AddKeyword(std::string_view thesaurus, std::string_view printed, const Where& where) {
  const std::string text = Clean(printed);
  if (text.empty()) return;
  Mention(text, where);
  AddOnce(publication_.mutable_keywords(), thesaurus.empty() ? text : absl::StrCat(std::string(thesaurus), ":", text),
          "keywords", where);
}

void PublicationBuilder::SetUrl(std::string_view printed, const Where& where) {
  if (absl::StartsWithIgnoreCase(CleanLine(printed, style_), "http"))
    SetOnce(publication_.mutable_url(), printed, "url", where);
}

void PublicationBuilder::AddTrialId(v1::Identifier identifier, const Where& where) {
  ReplaceObsolete(context_.aliases, &identifier);
  const std::string& same = identifier.value().empty() ? identifier.printed() : identifier.value();
  if (overflowed_ || !seen_.insert(absl::StrCat("trial_ids\n", same)).second) return;
  At(absl::StrCat("trial_ids[", publication_.trial_ids_size(), "]"), where);
  if (!overflowed_) *publication_.add_trial_ids() = std::move(identifier);
}

void PublicationBuilder::AddDataBankId(std::string_view bank, std::string_view printed, const Where& where) {
  const std::string text = Clean(printed), name = Clean(bank);
  if (text.empty()) return;
  for (v1::Identifier& identifier : ReadIdentifiers(text, name)) {
    if (identifier.value().empty() && !IsTrialRegistry(name)) continue;
    AddTrialId(std::move(identifier), where);
  }
}

void PublicationBuilder::Mention(std::string_view text, const Where& where) {
  for (const common::RegistryId& id : common::FindRegistryIds(text))
    AddTrialId(MakeIdentifier(id, text.substr(id.offset, id.length), ""), where);
}

std::string PublicationBuilder::KeyOf(std::string_view database) const {
  const v1::Publication& entry = publication_;
  const std::string prefix = absl::StrCat(std::string(database), ":");
  if (database == "pubmed" && !entry.pmid().empty()) return absl::StrCat("pubmed:", entry.pmid());
  for (const std::string& accession : entry.accessions()) {
    if (accession.starts_with(prefix)) return accession;
  }
  if (!entry.pmid().empty()) return absl::StrCat("pubmed:", entry.pmid());
  if (entry.accessions_size() > 0) return entry.accessions(0);
  const std::string title = entry.titles_size() > 0 ? Folded(entry.titles(0).text()) : "";
  if (!entry.doi().empty()) {
    return title.empty() ? absl::StrCat("doi:", entry.doi())
                         : absl::StrCat("doi:", entry.doi(), "#", ShortDigest(title, 8));
  }
  if (title.empty()) return "";
  const std::string author = entry.authors_size() > 0 ? Folded(entry.authors(0)) : "";
  return absl::StrCat("citation:",
                      ShortDigest(absl::StrCat(title, "\n", entry.publication_date().date().year(), "\n", author), 24));
}

ParseResult PublicationBuilder::Finish(std::string_view database) {
  if (overflowed_) return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a publication can have");
  const std::string key = KeyOf(database);
  if (key.empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER,
                     "neither a number of a database nor a DOI nor a title, so nothing tells the publication");
  }
  publication_.set_name(key);
  return std::move(publication_);
}

}  // namespace trialweave::normalizer
