#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBMED_RECORD_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBMED_RECORD_H_

#include <functional>
#include <string>
#include <string_view>

#include "normalizer/formats/publication_builder.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {

// PubmedRecord takes the elements of an entry of PubMed into a builder. Not read: affiliations, identifiers of persons,
// investigators and persons as subjects (personal data); dates of the database's own work; references, corrections and
// comments (other publications); grants, statements of interests and copyright. Lives for one document.
class PubmedRecord {
 public:
  // `content` is what `document` was read from.
  PubmedRecord(const XmlDocument& document, std::string_view content, PublicationBuilder* builder)
      : document_(document), content_(content), builder_(*builder) {}

  void Read();

 private:
  void ReadArticle(pugi::xml_node citation);
  void ReadBook(pugi::xml_node book_document);
  // What a citation and a book's chapter have alike.
  void ReadCommon(pugi::xml_node parent);
  void ReadArticleIds(pugi::xml_node list);
  void ReadJournal(pugi::xml_node journal);
  void ReadDate(pugi::xml_node date);
  void ReadPages(pugi::xml_node pagination);
  void ReadAuthors(pugi::xml_node list);
  void ReadAbstract(pugi::xml_node parent, const std::string& language);
  void ReadVernacularTitle(pugi::xml_node article);
  void ReadDataBanks(pugi::xml_node list);
  void ReadMeshHeadings(pugi::xml_node list);
  void ReadKeywords(pugi::xml_node parent);

  using Take = std::function<void(const std::string& text, const Where& where)>;
  // Calls `take` for each element `name` in `parent` that has text.
  void Each(pugi::xml_node parent, const char* name, const Take& take) const;

  Where WhereOfMixed(pugi::xml_node element) const;

  const XmlDocument& document_;
  const std::string_view content_;
  PublicationBuilder& builder_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBMED_RECORD_H_
