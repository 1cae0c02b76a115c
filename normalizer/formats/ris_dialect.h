#ifndef TRIALWEAVE_NORMALIZER_FORMATS_RIS_DIALECT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_RIS_DIALECT_H_

#include <string_view>

#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {

// What a database puts into the tags of RIS that the format leaves to it. Lists of tags are parted by blanks.
struct RisDialect {
  // What accession numbers are numbers of: "embase", "wos"; empty where none is known.
  std::string_view database;
  std::string_view accession;
  std::string_view pmid;
  std::string_view pmc;
  // Types of the publication, as words.
  std::string_view types;
  // What keywords are from.
  std::string_view thesaurus;
  // Numbers of trials, devices and the like.
  std::string_view numbers;
  // Keywords, serial numbers and notes may have several values, one a line (EndNote).
  bool lines = false;
};

// The dialect that the reference shows: Embase, PubMed through EndNote, Scopus, Web of Science, ProQuest, Ovid, or none
// of these (Zotero and what keeps to the format).
const RisDialect& RisDialectOf(const TaggedReference& reference);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_RIS_DIALECT_H_
