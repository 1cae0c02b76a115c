#ifndef TRIALWEAVE_NORMALIZER_FORMATS_REGISTRATION_BUILDER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_REGISTRATION_BUILDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "common/packed_provenance.h"
#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/printed_text.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::normalizer {

// Where says where a value stood: its path, and its bytes in the document where they are at hand.
struct Where {
  std::string path;
  uint64_t offset = 0;
  uint64_t length = 0;
};

// What a parser knows about its source.
struct SourceTraits {
  // Source id, the key into the vocabulary.
  std::string source;
  TextStyle style;
  // Language of text whose characters do not show it.
  std::string language;
};

// RegistrationBuilder turns printed values into a Registration's canonical ones, the same way for every
// format: nulls are absent, unknown words are listed in study.unmapped, every value gets its provenance.
// Provenance names fields of Registration and of Study by their own names ("secondary_ids[0]", "status").
// Not thread-safe; lives for one document.
class RegistrationBuilder {
 public:
  RegistrationBuilder(const ParseContext& context, SourceTraits traits);

  v1::Registration& registration() { return registration_; }
  v1::Study& study() { return *registration_.mutable_study(); }
  const Vocabulary& vocabulary() const { return *context_.vocabulary; }

  // The text without its dress; empty for a spelling of nothing.
  std::string Clean(std::string_view printed, std::string_view field = "") const;
  void At(std::string_view field, const Where& where);
  // Where the field's first value stood; nothing when nothing was said of it.
  std::optional<Where> PlaceOf(std::string_view field) const;
  void Note(std::string note) { registration_.add_notes(std::move(note)); }

  // The record's own identifier; false when no grammar recognises it. An obsolete one is an alias of the current
  // one, which is the registration's then.
  bool SetIdentifier(std::string_view printed, const Where& where);
  void AddAlias(std::string_view printed, const Where& where);
  // One field of ids: one id, or several in one text. `type` is what the source calls it. Obsolete ones count as
  // the current ones that replace them.
  void AddSecondaryIds(std::string_view printed, std::string_view type, const Where& where);

  // Adds `printed` to a localised field; also looks for mentioned ids in it. True when it was not null.
  bool AddText(google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts, std::string_view printed,
               const std::string& field, const Where& where);
  void SetStatus(std::string_view printed, const Where& where);
  void SetStudyType(std::string_view printed, const Where& where);
  // May be called several times (an array of phases); words are joined by ", ".
  void AddPhase(std::string_view printed, const Where& where);
  void SetSex(std::string_view printed, const Where& where);
  void SetAllocation(std::string_view printed, const Where& where);
  // Roles in brackets, or alone, become masked roles.
  void SetMasking(std::string_view printed, const Where& where);
  void AddMaskedRole(std::string_view printed, const Where& where);
  // One country; the empty string when it is not known (then it is among unmapped_countries).
  std::string AddCountry(std::string_view printed, const Where& where);
  void SetEnrollment(std::string_view printed, v1::DateKind kind, const Where& where);
  // A date whose text cannot be read keeps its text only.
  void SetDate(v1::StudyDate* date, std::string_view printed, v1::DateKind kind, std::string_view field,
               const Where& where);
  void AddSponsor(std::string_view printed, v1::AgencyClass agency_class, bool lead, const Where& where);
  void AddFunder(std::string_view printed, const Where& where);
  void AddCondition(std::string_view printed, const Where& where);
  void AddOutcome(std::string_view printed, bool primary, const Where& where);
  // As printed, and as a number with its unit where that is certain.
  void SetAge(std::string_view printed, bool minimum, const Where& where);
  // Looks for registry ids in free text; never called with contact fields.
  void Mention(std::string_view text);
  void Unmapped(std::string_view field, std::string_view word);
  // A contact's or official's name: never kept, only compared with the sponsors.
  void NotePerson(std::string_view name);

  // True when the record has more values than a registry entry can have: the parser's answer is LIMIT_EXCEEDED
  // then. From the moment it happens nothing more is taken in.
  bool overflowed() const { return overflowed_; }

  // Sorts what has an order, drops the names of sponsors who are persons, packs the provenance. The builder is spent
  // then.
  v1::Registration Finish();

 private:
  bool AddCountriesOf(const std::string& text, const Where& where);
  void TakeAlias(v1::Identifier alias, const Where& where);
  // Counts one more of a list; overflows when there are too many.
  bool Room(int size);
  bool IsPerson(std::string_view name) const;
  void DropPersons();
  void DropEmpty();
  void PlaceUrl();
  void KeepForeignMentions();

  const ParseContext& context_;
  const SourceTraits traits_;
  v1::Registration registration_;
  common::ProvenancePacker provenance_;
  Where identifier_place_;
  bool url_placed_ = false;
  std::unordered_set<std::string> persons_;
  std::unordered_set<std::string> mentioned_;
  bool overflowed_ = false;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_REGISTRATION_BUILDER_H_
