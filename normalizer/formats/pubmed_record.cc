#include "normalizer/formats/pubmed_record.h"

#include "absl/strings/str_cat.h"
#include "normalizer/formats/inline_markup.h"
#include "normalizer/formats/language_code.h"

namespace trialweave::normalizer {
namespace {

// One line of an element's text.
std::string LineOf(pugi::xml_node element) { return CleanLine(InlineText(element), TextStyle::kReferences); }

// "Smith, John A Jr" as NLM's own MEDLINE format has it (FAU); a group's name as it stands.
std::string NameOf(pugi::xml_node author) {
  const std::string group = LineOf(author.child("CollectiveName"));
  if (!group.empty()) return group;
  std::string name = LineOf(author.child("LastName"));
  std::string given = LineOf(author.child("ForeName"));
  if (given.empty()) given = LineOf(author.child("Initials"));
  const std::string suffix = LineOf(author.child("Suffix"));
  if (!given.empty()) absl::StrAppend(&name, name.empty() ? "" : ", ", given);
  if (!suffix.empty()) absl::StrAppend(&name, " ", suffix);
  return name;
}

bool IsValid(pugi::xml_node element) { return std::string_view(element.attribute("ValidYN").value()) != "N"; }

}  // namespace

Where PubmedRecord::WhereOfMixed(pugi::xml_node element) const {
  return normalizer::WhereOfMixed(document_, content_, element);
}

void PubmedRecord::Each(pugi::xml_node parent, const char* name, const Take& take) const {
  for (pugi::xml_node node : parent.children(name)) {
    const std::string text = InlineText(node);
    if (!text.empty()) take(text, WhereOfMixed(node));
  }
}

void PubmedRecord::Read() {
  const pugi::xml_node record = document_.record();
  if (pugi::xml_node citation = record.child("MedlineCitation")) {
    ReadArticle(citation);
    ReadArticleIds(record.child("PubmedData").child("ArticleIdList"));
  } else {
    ReadBook(record.child("BookDocument"));
    ReadArticleIds(record.child("PubmedBookData").child("ArticleIdList"));
  }
}

void PubmedRecord::ReadArticle(pugi::xml_node citation) {
  Each(citation, "PMID", [&](const std::string& text, const Where& where) { builder_.SetPmid(text, where); });
  const pugi::xml_node article = citation.child("Article");
  ReadJournal(article.child("Journal"));
  Each(article, "ArticleTitle",
       [&](const std::string& text, const Where& where) { builder_.AddTitle(text, "en", where); });
  ReadVernacularTitle(article);
  ReadPages(article.child("Pagination"));
  for (pugi::xml_node location : article.children("ELocationID")) {
    const std::string_view type = location.attribute("EIdType").value();
    if (type == "doi" && IsValid(location)) builder_.SetDoi(InlineText(location), document_.WhereOf(location));
  }
  ReadCommon(article);
  ReadDataBanks(article.child("DataBankList"));
  if (builder_.publication().publication_date().text().empty()) ReadDate(article.child("ArticleDate"));
  Each(citation.child("MedlineJournalInfo"), "ISSNLinking",
       [&](const std::string& text, const Where& where) { builder_.AddSerialNumbers(text, where); });
  for (pugi::xml_node other : citation.children("OtherAbstract"))
    ReadAbstract(other, LanguageCode(other.attribute("Language").value()));
  ReadMeshHeadings(citation.child("MeshHeadingList"));
  Each(citation.child("SupplMeshList"), "SupplMeshName",
       [&](const std::string& text, const Where& where) { builder_.AddKeyword("mesh", text, where); });
  for (pugi::xml_node chemical : citation.child("ChemicalList").children("Chemical")) {
    Each(chemical, "NameOfSubstance",
         [&](const std::string& text, const Where& where) { builder_.AddKeyword("substance", text, where); });
  }
  ReadKeywords(citation);
}

void PubmedRecord::ReadBook(pugi::xml_node book_document) {
  Each(book_document, "PMID", [&](const std::string& text, const Where& where) { builder_.SetPmid(text, where); });
  ReadArticleIds(book_document.child("ArticleIdList"));
  const pugi::xml_node book = book_document.child("Book");
  // A chapter has a title of its own; else the book is the publication.
  Each(book_document, "ArticleTitle",
       [&](const std::string& text, const Where& where) { builder_.AddTitle(text, "en", where); });
  Each(book, "BookTitle", [&](const std::string& text, const Where& where) {
    if (builder_.publication().titles().empty()) builder_.AddTitle(text, "en", where);
    builder_.SetJournal(text, where);
  });
  ReadCommon(book_document);
  ReadDate(book.child("PubDate"));
  ReadAuthors(book.child("AuthorList"));
  Each(book, "Isbn", [&](const std::string& text, const Where& where) { builder_.AddSerialNumbers(text, where); });
  ReadPages(book_document.child("Pagination"));
  ReadKeywords(book_document);
}

void PubmedRecord::ReadCommon(pugi::xml_node parent) {
  ReadAbstract(parent.child("Abstract"), "en");
  for (pugi::xml_node list : parent.children("AuthorList")) ReadAuthors(list);
  Each(parent, "Language", [&](const std::string& text, const Where& where) { builder_.AddLanguage(text, where); });
  const auto take_type = [&](const std::string& text, const Where& where) { builder_.AddPublicationType(text, where); };
  Each(parent.child("PublicationTypeList"), "PublicationType", take_type);
  Each(parent, "PublicationType", take_type);
}

void PubmedRecord::ReadArticleIds(pugi::xml_node list) {
  for (pugi::xml_node id : list.children("ArticleId")) {
    const std::string_view type = id.attribute("IdType").value();
    const std::string text = InlineText(id);
    if (type == "doi") builder_.SetDoi(text, document_.WhereOf(id));
    if (type == "pmc" || type == "bookaccession")
      builder_.AddAccession(type == "pmc" ? "pmc" : "bookshelf", text, document_.WhereOf(id));
  }
}

void PubmedRecord::ReadJournal(pugi::xml_node journal) {
  Each(journal, "Title", [&](const std::string& text, const Where& where) { builder_.SetJournal(text, where); });
  Each(journal, "ISOAbbreviation",
       [&](const std::string& text, const Where& where) { builder_.SetJournal(text, where); });
  Each(journal, "ISSN", [&](const std::string& text, const Where& where) { builder_.AddSerialNumbers(text, where); });
  const pugi::xml_node issue = journal.child("JournalIssue");
  Each(issue, "Volume", [&](const std::string& text, const Where& where) { builder_.SetVolume(text, where); });
  Each(issue, "Issue", [&](const std::string& text, const Where& where) { builder_.SetIssue(text, where); });
  ReadDate(issue.child("PubDate"));
}

void PubmedRecord::ReadDate(pugi::xml_node date) {
  // "2018 May 17", "2014 Summer"; what is more than that stands in one text (MedlineDate).
  std::string text = LineOf(date.child("MedlineDate"));
  for (const char* part : {"Year", "Month", "Season", "Day"}) {
    const std::string value = LineOf(date.child(part));
    if (!value.empty()) absl::StrAppend(&text, text.empty() ? "" : " ", value);
  }
  builder_.SetDate(text, Where{document_.WhereOf(date).path});
}

void PubmedRecord::ReadPages(pugi::xml_node pagination) {
  Each(pagination, "MedlinePgn", [&](const std::string& text, const Where& where) { builder_.SetPages(text, where); });
  const std::string start = LineOf(pagination.child("StartPage")), end = LineOf(pagination.child("EndPage"));
  if (!start.empty())
    builder_.SetPages(end.empty() ? start : absl::StrCat(start, "-", end), Where{document_.WhereOf(pagination).path});
}

void PubmedRecord::ReadAuthors(pugi::xml_node list) {
  // Those who edited the book wrote something else.
  if (std::string_view(list.attribute("Type").value()) == "editors") return;
  for (pugi::xml_node author : list.children("Author")) {
    if (!IsValid(author)) continue;
    const pugi::xml_node name =
        author.child("CollectiveName") ? author.child("CollectiveName") : author.child("LastName");
    builder_.AddAuthor(NameOf(author), document_.WhereOf(name));
  }
}

void PubmedRecord::ReadAbstract(pugi::xml_node parent, const std::string& language) {
  std::string text;
  for (pugi::xml_node section : parent.children("AbstractText")) {
    const std::string line = LineOf(section);
    if (line.empty()) continue;
    const std::string_view label = section.attribute("Label").value();
    if (!text.empty()) text.push_back('\n');
    if (!label.empty() && label != "UNLABELLED") absl::StrAppend(&text, std::string(label), ": ");
    text += line;
  }
  Where where = WhereOfMixed(parent);
  if (!text.empty()) builder_.AddAbstract(text, language.empty() ? "und" : language, where);
}

void PubmedRecord::ReadVernacularTitle(pugi::xml_node article) {
  std::string language = "und";
  for (pugi::xml_node node : article.children("Language")) {
    const std::string code = LanguageCode(LineOf(node));
    if (!code.empty() && code != "en") language = code;
  }
  Each(article, "VernacularTitle",
       [&](const std::string& text, const Where& where) { builder_.AddTitle(text, language, where); });
}

void PubmedRecord::ReadDataBanks(pugi::xml_node list) {
  for (pugi::xml_node bank : list.children("DataBank")) {
    const std::string name = LineOf(bank.child("DataBankName"));
    Each(bank.child("AccessionNumberList"), "AccessionNumber",
         [&](const std::string& text, const Where& where) { builder_.AddDataBankId(name, text, where); });
  }
}

void PubmedRecord::ReadMeshHeadings(pugi::xml_node list) {
  for (pugi::xml_node heading : list.children("MeshHeading")) {
    const std::string descriptor = LineOf(heading.child("DescriptorName"));
    if (descriptor.empty()) continue;
    builder_.AddKeyword("mesh", descriptor, document_.WhereOf(heading.child("DescriptorName")));
    Each(heading, "QualifierName", [&](const std::string& text, const Where& where) {
      builder_.AddKeyword("mesh", absl::StrCat(descriptor, "/", text), where);
    });
  }
}

void PubmedRecord::ReadKeywords(pugi::xml_node parent) {
  for (pugi::xml_node list : parent.children("KeywordList")) {
    Each(list, "Keyword", [&](const std::string& text, const Where& where) { builder_.AddKeyword("", text, where); });
  }
}

}  // namespace trialweave::normalizer
