#ifndef TRIALWEAVE_STORE_LITERATURE_LITERATURE_MERGE_H_
#define TRIALWEAVE_STORE_LITERATURE_LITERATURE_MERGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::store {

// What one chain says of a publication or notice.
template <typename Record>
struct LiteratureInput {
  // Entry of the publication, key of the notice.
  std::string key;
  std::string source;
  std::string format;
  // When it was first observed so.
  absl::Time observed_at;
  // A publication of which the database has deleted its entry; the record is what it last was.
  bool deleted = false;
  Record record;
};
using PublicationInput = LiteratureInput<v1::Publication>;
using NoticeInput = LiteratureInput<v1::RegulatoryNotice>;

// Most trusted first: publications by database (PubMed, Embase, others, citation cards), notices by kind of page (the
// notice itself, lists, feeds); of the same rank the one observed last; then by key, source, format.
void SortByTrust(std::vector<PublicationInput>* inputs);
void SortByTrust(std::vector<NoticeInput>* inputs);

// The publication, or notice, of all inputs: field by field the most trusted value; identifiers, types and keywords
// of all; texts from one input together with the facts found in them. All documents are kept. The order of `inputs`
// does not matter. name and revision are left for the caller to say.
v1::Publication MergePublication(std::vector<PublicationInput> inputs);
v1::RegulatoryNotice MergeNotice(std::vector<NoticeInput> inputs);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_LITERATURE_MERGE_H_
