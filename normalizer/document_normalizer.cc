#include "normalizer/document_normalizer.h"

#include <exception>

#include "absl/strings/str_cat.h"
#include "common/content_digest.h"
#include "common/packed_provenance.h"
#include "common/sha256.h"
#include "common/status.h"
#include "normalizer/formats/cde_csv_parser.h"
#include "normalizer/formats/cde_html_parser.h"
#include "normalizer/formats/chictr_html_parser.h"
#include "normalizer/formats/chictr_list_html_parser.h"
#include "normalizer/formats/chictr_xml_parser.h"
#include "normalizer/formats/citation_card_parser.h"
#include "normalizer/formats/ctgov_legacy_parser.h"
#include "normalizer/formats/ctgov_v2_parser.h"
#include "normalizer/formats/ctis_json_parser.h"
#include "normalizer/formats/embase_csv_parser.h"
#include "normalizer/formats/embase_json_parser.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/endnote_xml_parser.h"
#include "normalizer/formats/euctr_json_parser.h"
#include "normalizer/formats/euctr_text_parser.h"
#include "normalizer/formats/ictrp_csv_parser.h"
#include "normalizer/formats/ictrp_portal_xml_parser.h"
#include "normalizer/formats/isrctn_parser.h"
#include "normalizer/formats/medline_text_parser.h"
#include "normalizer/formats/nhc_html_parser.h"
#include "normalizer/formats/ovid_text_parser.h"
#include "normalizer/formats/pubmed_xml_parser.h"
#include "normalizer/formats/reflib_json_parser.h"
#include "normalizer/formats/ris_parser.h"
#include "normalizer/notices/fda_html_parser.h"
#include "normalizer/notices/fda_letters_json_parser.h"
#include "normalizer/notices/fda_rss_parser.h"
#include "normalizer/notices/nmpa_html_parser.h"
#include "normalizer/notices/nmpa_list_html_parser.h"
#include "normalizer/notices/notice_table_parser.h"
#include "normalizer/notices/openfda_json_parser.h"
#include "normalizer/profile/field_profile.h"

namespace trialweave::normalizer {
namespace {

struct Format {
  const char* id;
  const char* source;
  ParseResult (*parse)(std::string_view content, const ParseContext& context);
};

// docs/formats.md, sorted by id.
constexpr Format kFormats[] = {
    {"cde_csv", "cde", ParseCdeCsv},
    {"cde_endpoints_csv", "cde", ParseCdeEndpointsCsv},
    {"cde_ethics_csv", "cde", ParseCdeEthicsCsv},
    {"cde_sites_csv", "cde", ParseCdeSitesCsv},
    {"cde_html", "cde", ParseCdeHtml},
    {"chictr_html", "chictr", ParseChictrHtml},
    {"chictr_list_html", "chictr", ParseChictrListHtml},
    {"chictr_xml", "chictr", ParseChictrXml},
    {"citation_card", "report", ParseCitationCard},
    {"ctgov_legacy_json", "ctgov", ParseCtgovLegacyJson},
    {"ctgov_legacy_xml", "ctgov", ParseCtgovLegacyXml},
    {"ctgov_v2_json", "ctgov", ParseCtgovV2},
    {"ctis_json", "ctis", ParseCtisJson},
    {"embase_csv", "embase", ParseEmbaseCsv},
    {"embase_json", "embase", ParseEmbaseJson},
    {"embase_ris", "embase", ParseRis},
    {"embase_rows_csv", "embase", ParseEmbaseRowsCsv},
    {"endnote_xml", "report", ParseEndnoteXml},
    {"euctr_json", "euctr", ParseEuctrJson},
    {"euctr_text", "euctr", ParseEuctrText},
    {"fda_html", "fda", ParseFdaHtml},
    {"fda_letters_json", "fda", ParseFdaLettersJson},
    {"fda_rss", "fda", ParseFdaRss},
    {"fda_table_csv", "fda", ParseFdaTableCsv},
    {"ictrp_csv", "ictrp", ParseIctrpCsv},
    {"ictrp_full_csv", "ictrp", ParseIctrpFullCsv},
    {"ictrp_portal_xml", "ictrp", ParseIctrpPortalXml},
    {"isrctn_json", "isrctn", ParseIsrctnJson},
    {"isrctn_xml", "isrctn", ParseIsrctnXml},
    {"medline_text", "pubmed", ParseMedlineText},
    {"nhc_html", "nhc", ParseNhcHtml},
    {"nmpa_html", "nmpa", ParseNmpaHtml},
    {"nmpa_list_html", "nmpa", ParseNmpaListHtml},
    {"nmpa_table_csv", "nmpa", ParseNmpaTableCsv},
    {"openfda_json", "fda", ParseOpenfdaJson},
    {"ovid_text", "embase", ParseOvidText},
    {"pubmed_ris", "pubmed", ParseRis},
    {"pubmed_xml", "pubmed", ParsePubmedXml},
    {"reflib_json", "report", ParseReflibJson},
    {"ris", "report", ParseRis},
};

const Format* FormatOf(const std::string& id) {
  for (const Format& format : kFormats) {
    if (id == format.id) return &format;
  }
  return nullptr;
}

const std::string& RecordId(const v1::Registration& registration) { return registration.registration_id(); }
const std::string& RecordId(const v1::Publication& publication) { return publication.name(); }
const std::string& RecordId(const v1::RegulatoryNotice& notice) { return notice.name(); }

// The document that every value of the record comes from.
template <typename Record>
void AddDocument(const v1::RecordDocument& document, Record* record) {
  v1::DocumentRef* reference = record->add_documents();
  reference->set_record_id(RecordId(*record));
  reference->set_source(document.source().empty() ? SourceOfFormat(document.format()) : document.source());
  reference->set_format(document.format());
  reference->set_raw_digest(document.content_sha256().empty() ? common::Sha256(document.content())
                                                              : document.content_sha256());
  if (document.container().has_observed_at()) {
    *reference->mutable_observed_at() = document.container().observed_at();
    *record->mutable_observed_at() = document.container().observed_at();
  }
}

// Places in decoded text are none in the document's bytes.
void FinishDecoding(const DecodedDocument& decoded, v1::DeadLetterCause* cause) {
  if (decoded.decoded) cause->clear_offset();
}

template <typename Record>
void FinishDecoding(const DecodedDocument& decoded, Record* record) {
  if (!decoded.note.empty()) record->add_notes(decoded.note);
  if (!decoded.decoded) return;
  if constexpr (std::is_same_v<Record, v1::Registration>) common::UnpackProvenance(record);
  for (v1::FieldProvenance& provenance : *record->mutable_provenance()) {
    provenance.clear_offset();
    provenance.clear_length();
  }
  if constexpr (std::is_same_v<Record, v1::Registration>) common::PackProvenance(record);
}

v1::Registration* RecordOf(v1::NormalizedRecord* record, const v1::Registration&) {
  return record->mutable_registration();
}
v1::Publication* RecordOf(v1::NormalizedRecord* record, const v1::Publication&) {
  return record->mutable_publication();
}
v1::RegulatoryNotice* RecordOf(v1::NormalizedRecord* record, const v1::RegulatoryNotice&) {
  return record->mutable_notice();
}

// Places a parsed record in its envelope, with its document, EV facts and content digest.
template <typename Record>
void TakeRecord(const v1::RecordDocument& document, const EvExtractor& extractor, Record parsed,
                v1::NormalizedRecord* envelope) {
  Record* record = RecordOf(envelope, parsed);
  *record = std::move(parsed);
  AddDocument(document, record);
  if (std::optional<v1::EvFacts> facts = extractor.Extract(*record)) *record->mutable_ev_facts() = *std::move(facts);
  envelope->set_content_digest(common::ContentDigest(*record));
}

}  // namespace

DocumentNormalizer::DocumentNormalizer(std::shared_ptr<const Vocabulary> vocabulary, ParseLimits limits,
                                       std::shared_ptr<const common::RegistryAliases> aliases)
    : vocabulary_(std::move(vocabulary)),
      limits_(limits),
      aliases_(std::move(aliases)),
      extractor_(vocabulary_->evidence_terms()),
      derivation_(absl::StrCat("parser-", kParserVersion, " vocabulary-", vocabulary_->version(),
                               aliases_ == nullptr ? "" : " aliases-",
                               aliases_ == nullptr ? "" : aliases_->version())) {}

ParseResult DocumentNormalizer::Parse(const v1::RecordDocument& document, v1::FieldProfile* profile) const {
  const Format* format = FormatOf(document.format());
  if (format == nullptr) {
    return MakeCause(v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT,
                     absl::StrCat("no parser for format \"", common::Trimmed(document.format()), "\""));
  }
  ParseContext context{vocabulary_.get(), limits_};
  context.aliases = aliases_.get();
  for (const auto& [name, value] : document.context()) {
    if (name == "encoding") context.encoding = value;
    if (name == "columns") context.columns = value;
    if (name == "delimiter" && !value.empty()) context.delimiter = value[0];
  }
  DecodedDocument decoded;
  if (auto cause = DecodeDocument(document.content(), context.encoding, limits_, &decoded)) return *cause;
  // From here on everything is UTF-8.
  context.encoding = "UTF-8";
  try {
    ParseResult result = format->parse(decoded.decoded ? decoded.text : document.content(), context);
    std::visit([&decoded](auto& parsed) { FinishDecoding(decoded, &parsed); }, result);
    if (profile != nullptr && !std::holds_alternative<v1::DeadLetterCause>(result)) {
      *profile = FieldProfileOf(document.format(), decoded.decoded ? decoded.text : document.content(), context);
    }
    return result;
  } catch (const std::exception& fault) {
    return MakeCause(v1::DEAD_LETTER_REASON_INTERNAL, absl::StrCat("the parser failed: ", fault.what()));
  } catch (...) {
    return MakeCause(v1::DEAD_LETTER_REASON_INTERNAL, "the parser failed");
  }
}

NormalizeResult DocumentNormalizer::Normalize(const v1::RecordDocument& document, bool with_profile) const {
  if (document.has_cause()) return document.cause();
  v1::FieldProfile profile;
  ParseResult result = Parse(document, with_profile ? &profile : nullptr);
  if (auto* cause = std::get_if<v1::DeadLetterCause>(&result)) return std::move(*cause);
  v1::NormalizedRecord record;
  record.set_derivation(derivation_);
  if (with_profile) *record.mutable_profile() = std::move(profile);
  if (auto* registration = std::get_if<v1::Registration>(&result)) {
    TakeRecord(document, extractor_, std::move(*registration), &record);
  } else if (auto* publication = std::get_if<v1::Publication>(&result)) {
    TakeRecord(document, extractor_, std::move(*publication), &record);
  } else {
    TakeRecord(document, extractor_, std::move(std::get<v1::RegulatoryNotice>(result)), &record);
  }
  if (record.ByteSizeLong() > kMaxRecordBytes) {
    return MakeCause(
        v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
        absl::StrCat("the record has ", record.ByteSizeLong(), " bytes; at most ", kMaxRecordBytes, " are handed on"));
  }
  return record;
}

std::vector<std::string> KnownFormats() {
  std::vector<std::string> ids;
  for (const Format& format : kFormats) ids.push_back(format.id);
  return ids;
}

std::string SourceOfFormat(const std::string& format) {
  const Format* known = FormatOf(format);
  return known == nullptr ? "" : known->source;
}

}  // namespace trialweave::normalizer
