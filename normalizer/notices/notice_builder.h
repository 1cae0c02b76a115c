#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_BUILDER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_BUILDER_H_

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::normalizer {

// NoticeBuilder turns printed values into a RegulatoryNotice's canonical ones, the same way for every format: nulls are
// absent, every value has its provenance, identifiers in its texts are looked for, persons are left out. Not
// thread-safe; lives for one document.
class NoticeBuilder {
 public:
  // `authority` is "fda" or "nmpa"; `language` that of text whose characters do not show it. `context` outlives it.
  NoticeBuilder(const ParseContext& context, std::string authority, std::string language);

  v1::RegulatoryNotice& notice() { return notice_; }

  // The authority's own key of the notice ("marcs-cms 662985"): with its authority and without blanks it is the name.
  // The first one counts, and goes before an address.
  void SetKey(std::string_view key, const Where& where);
  // An address of the authority's own site; `site` ("https://www.fda.gov") precedes one without a host. Without query
  // and fragment where `stable` says that they are no part of it.
  void SetAddress(std::string_view printed, std::string_view site, bool stable, const Where& where);
  void SetKind(std::string_view printed, const Where& where);
  void SetSubject(std::string_view printed, const Where& where);
  void SetOffice(std::string_view printed, const Where& where);
  // Month first, as American authorities print it ("03/04/2026"); every other form as printed_date.h reads it. The
  // first one that is a date counts.
  void SetIssueDate(std::string_view printed, const Where& where);
  void AddTitle(std::string_view printed, const Where& where);
  // The whole text; paragraphs of contacts, names behind titles, telephone numbers and addresses of mail are left out.
  void SetBody(std::string_view printed, const Where& where);
  // Nothing when it is a person: then nothing else may say who it was, and the address is left out too.
  void AddCompany(std::string_view printed, const Where& where);
  void AddProduct(std::string_view printed, const Where& where);
  // A number of the authority's, as printed.
  void AddReference(std::string_view printed, const Where& where);
  // Looks for identifiers of registries and authorities in text that is not kept as a whole.
  void Mention(std::string_view text, const Where& where);
  // An addressee's or signatory's name: never kept, only looked for elsewhere.
  void NotePerson(std::string_view name);
  void Note(std::string note);

  // True when the record has more values than a notice can have: the parser's answer is LIMIT_EXCEEDED then.
  bool overflowed() const { return overflowed_; }

  // A notice with a name, or NO_IDENTIFIER, or LIMIT_EXCEEDED. The builder is spent then.
  ParseResult Finish();

 private:
  std::string Line(std::string_view printed) const;
  void At(std::string field, const Where& where);
  void Set(std::string* field, const char* name, std::string_view printed, const Where& where);
  void AddOnce(google::protobuf::RepeatedPtrField<std::string>* list, std::string value, const char* name,
               const Where& where);
  bool IsPerson(std::string_view name) const;

  const ParseContext& context_;
  const std::string language_;
  v1::RegulatoryNotice notice_;
  std::vector<std::string> persons_;
  std::unordered_set<std::string> mentioned_;
  std::unordered_set<std::string> noted_;
  bool keyed_ = false;
  bool personal_ = false;
  bool overflowed_ = false;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_BUILDER_H_
