#include "normalizer/formats/medline_text_parser.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "normalizer/formats/language_code.h"
#include "normalizer/formats/publication_builder.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

// Value without its remark: "10.1000/x [doi]" is "10.1000/x" where `remark` is "[doi]"; empty with another remark.
std::string_view WithRemark(std::string_view text, std::string_view remark) {
  if (!text.ends_with(remark)) return "";
  text.remove_suffix(remark.size());
  while (text.ends_with(" ")) text.remove_suffix(1);
  return text;
}

class MedlineReader {
 public:
  MedlineReader(const TaggedReference& reference, PublicationBuilder* builder)
      : reference_(reference), builder_(*builder) {}

  void Read() {
    Each("PMID", [&](const TaggedField& field) { builder_.SetPmid(field.text, field.where); });
    ReadNumbers();
    ReadTexts();
    ReadAuthors();
    Each("JT TA BTI", [&](const TaggedField& field) { builder_.SetJournal(field.text, field.where); });
    Each("DP DEP", [&](const TaggedField& field) { builder_.SetDate(field.text, field.where); });
    Each("VI", [&](const TaggedField& field) { builder_.SetVolume(field.text, field.where); });
    Each("IP", [&](const TaggedField& field) { builder_.SetIssue(field.text, field.where); });
    Each("PG", [&](const TaggedField& field) { builder_.SetPages(field.text, field.where); });
    Each("IS ISBN", [&](const TaggedField& field) { builder_.AddSerialNumbers(field.text, field.where); });
    Each("LA", [&](const TaggedField& field) { builder_.AddLanguage(field.text, field.where); });
    Each("PT", [&](const TaggedField& field) { builder_.AddPublicationType(field.text, field.where); });
    ReadKeywords();
    const std::string& pmid = builder_.publication().pmid();
    const TaggedField* number = reference_.First("PMID");
    if (number != nullptr && !pmid.empty())
      builder_.SetUrl(absl::StrCat("https://pubmed.ncbi.nlm.nih.gov/", pmid, "/"), number->where);
  }

 private:
  void Each(std::string_view tags, const TaggedReference::Take& take) const { reference_.Each(tags, take); }

  void ReadNumbers() {
    Each("LID AID", [&](const TaggedField& field) { builder_.SetDoi(WithRemark(field.text, "[doi]"), field.where); });
    Each("PMC", [&](const TaggedField& field) { builder_.AddAccession("pmc", field.text, field.where); });
    // "ClinicalTrials.gov/NCT00000001"
    Each("SI", [&](const TaggedField& field) {
      const size_t slash = field.text.find('/');
      if (slash == std::string::npos) return;
      builder_.AddDataBankId(field.text.substr(0, slash), field.text.substr(slash + 1), field.where);
    });
  }

  void ReadTexts() {
    std::string language;
    Each("LA", [&](const TaggedField& field) {
      const std::string code = LanguageCode(field.text);
      if (!code.empty() && code != "en") language = code;
    });
    Each(reference_.First("TI") != nullptr ? "TI" : "BTI",
         [&](const TaggedField& field) { builder_.AddTitle(field.text, "en", field.where); });
    Each("TT", [&](const TaggedField& field) {
      builder_.AddTitle(field.text, language.empty() ? "und" : language, field.where);
    });
    Each("AB", [&](const TaggedField& field) { builder_.AddAbstract(field.text, "en", field.where); });
    const std::string other = LanguageCode(reference_.TextOf("OABL"));
    Each("OAB", [&](const TaggedField& field) {
      builder_.AddAbstract(field.text, other.empty() ? "und" : other, field.where);
    });
  }

  // Full names where the entry has them; groups in their place among them.
  void ReadAuthors() {
    const std::string_view tag = reference_.First("FAU") != nullptr ? "FAU" : "AU";
    for (const TaggedField& field : reference_.fields()) {
      if (field.tag == tag || field.tag == "CN") builder_.AddAuthor(field.text, field.where);
    }
  }

  void ReadKeywords() {
    // "*Osteoarthritis, Knee/drug therapy/*surgery"
    Each("MH", [&](const TaggedField& field) {
      const std::string term = absl::StrReplaceAll(field.text, {{"*", ""}});
      const std::string descriptor = term.substr(0, term.find('/'));
      builder_.AddKeyword("mesh", descriptor, field.where);
      for (size_t at = descriptor.size(); at < term.size();) {
        const size_t next = std::min(term.find('/', at + 1), term.size());
        builder_.AddKeyword("mesh", absl::StrCat(descriptor, term.substr(at, next - at)), field.where);
        at = next;
      }
    });
    Each("NM", [&](const TaggedField& field) { builder_.AddKeyword("mesh", field.text, field.where); });
    // "0 (Vesiculin)"
    Each("RN", [&](const TaggedField& field) {
      const size_t open = field.text.find('(');
      if (open != std::string::npos && field.text.ends_with(")"))
        builder_.AddKeyword("substance", field.text.substr(open + 1, field.text.size() - open - 2), field.where);
    });
    Each("OT", [&](const TaggedField& field) {
      builder_.AddKeyword("", field.text.starts_with("*") ? field.text.substr(1) : field.text, field.where);
    });
  }

  const TaggedReference& reference_;
  PublicationBuilder& builder_;
};

}  // namespace

ParseResult ParseMedlineText(std::string_view content, const ParseContext& context) {
  TaggedReference reference;
  if (auto cause = reference.Read(content, context.limits, TagStyle::kMedline)) return *cause;
  if (reference.First("SO BTI") == nullptr)
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the entry ends before its field SO", content.size());
  PublicationBuilder builder(context, TextStyle::kReferences);
  MedlineReader(reference, &builder).Read();
  if (builder.publication().pmid().empty() && !builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "an entry of PubMed without its number (PMID)");
  return builder.Finish("pubmed");
}

}  // namespace trialweave::normalizer
