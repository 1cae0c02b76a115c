#include "normalizer/formats/pubmed_xml_parser.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "normalizer/formats/publication_builder.h"
#include "normalizer/formats/pubmed_record.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {
namespace {

// "<PMID Version="1">123</PMID>" of a DeleteCitation: all that is left of an entry.
ParseResult ReadDeletion(const XmlDocument& document, PublicationBuilder* builder) {
  const pugi::xml_node pmid = document.record();
  if (!builder->SetPmid(XmlDocument::TextOf(pmid), document.WhereOf(pmid)))
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "a deleted entry without a PubMed number");
  builder->SetDeleted();
  return builder->Finish("pubmed");
}

// A whole file of one entry names its document type, without declarations of its own: blanks in its place. Empty where
// there is none.
std::string WithoutDocumentType(std::string_view content) {
  const size_t begin = content.substr(0, 1000).find("<!DOCTYPE PubmedArticleSet");
  const size_t end = content.find_first_of("[>", std::min(begin, content.size()));
  if (begin == std::string_view::npos || end == std::string_view::npos || content[end] == '[') return "";
  std::string text(content);
  std::fill(text.begin() + begin, text.begin() + end + 1, ' ');
  return text;
}

}  // namespace

ParseResult ParsePubmedXml(std::string_view content, const ParseContext& context) {
  const std::string undeclared = WithoutDocumentType(content);
  if (!undeclared.empty()) content = undeclared;
  const std::string_view root = XmlDocument::RootOf(content);
  const bool deletion = root == "PMID" || root == "DeleteCitation";
  const bool book = root == "PubmedBookArticle";
  XmlDocument document;
  if (auto cause = document.Read(content, context, deletion ? "DeleteCitation" : "PubmedArticleSet",
                                 deletion ? "PMID"
                                 : book   ? "PubmedBookArticle"
                                          : "PubmedArticle"))
    return *cause;
  PublicationBuilder builder(context, TextStyle::kReferences);
  if (deletion) return ReadDeletion(document, &builder);
  PubmedRecord(document, content, &builder).Read();
  const std::string& pmid = builder.publication().pmid();
  if (pmid.empty() && !builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "an entry of PubMed without its number (PMID)");
  builder.SetUrl(absl::StrCat("https://pubmed.ncbi.nlm.nih.gov/", pmid, "/"),
                 Where{book ? "BookDocument/PMID" : "MedlineCitation/PMID"});
  return builder.Finish("pubmed");
}

}  // namespace trialweave::normalizer
