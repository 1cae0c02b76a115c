#ifndef TRIALWEAVE_QUERY_SEARCH_XAPIAN_DOCUMENT_H_
#define TRIALWEAVE_QUERY_SEARCH_XAPIAN_DOCUMENT_H_

#include <map>
#include <string>

#include "absl/types/span.h"
#include "query/search/search_words.h"
#include "query/search/synonyms.h"
#include "trialweave/v1/trial.pb.h"
#include "xapian.h"

namespace trialweave::query {

// Terms of a document:
//
//   osteoarthr    an English word without its ending, with its positions
//   外泌, 外       two neighbouring Chinese characters, and each of them, with their positions
//   Wosteoarthritis   a word as it stands
//   Cpdl1         words that hyphens join, written as one
//   G12           a term of a group of synonyms
//   INCT06431152  an identifier: of its registrations, those that they state, and related ones
constexpr char kFormPrefix[] = "W";
constexpr char kCompoundPrefix[] = "C";
constexpr char kIdentifierPrefix[] = "I";

std::string GroupTerm(uint32_t group);

// Whether the characters are neighbours in one Chinese run.
bool ArePair(const SearchWord& first, const SearchWord& second);

// Whether a word is one for spelling: of four letters and more, and nothing else.
bool IsSpelled(const std::string& word);

// The document of a trial. Adds its words for spelling to `words`, once for the trial.
Xapian::Document DocumentOf(const v1::Trial& trial, const Synonyms& synonyms, std::map<std::string, int>& words);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_XAPIAN_DOCUMENT_H_
