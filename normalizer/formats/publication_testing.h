#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_TESTING_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_TESTING_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {

// The publication that a document is; an empty one, with a failure, of a document that is none.
inline v1::Publication PublicationOf(Parser parse, std::string_view content,
                                     const ParseContext& context = TestContext()) {
  ParseResult result = parse(content, context);
  if (auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    ADD_FAILURE() << v1::DeadLetterReason_Name(cause->reason()) << ": " << cause->message();
    return {};
  }
  if (std::get_if<v1::Publication>(&result) == nullptr) {
    ADD_FAILURE() << "a record of another kind";
    return {};
  }
  return std::get<v1::Publication>(std::move(result));
}

// Path of the provenance of `field`; empty when there is none.
inline std::string PathOf(const v1::Publication& publication, const std::string& field) {
  for (const v1::FieldProvenance& provenance : publication.provenance()) {
    if (provenance.field() == field) return provenance.path();
  }
  return "";
}

// The bytes of the document that the provenance of `field` names.
inline std::string BytesOf(const v1::Publication& publication, const std::string& field, const std::string& document) {
  for (const v1::FieldProvenance& provenance : publication.provenance()) {
    if (provenance.field() == field) return document.substr(provenance.offset(), provenance.length());
  }
  return "";
}

// Every value of the publication has a place in its document.
inline void ExpectProvenanceOfEveryField(const v1::Publication& publication) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const google::protobuf::Reflection* reflection = publication.GetReflection();
  reflection->ListFields(publication, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    // What no document says, or is said of it.
    const std::string& name = field->name();
    if (name == "name" || name == "provenance" || name == "notes" || name == "documents" || name == "observed_at" ||
        name == "ev_facts")
      continue;
    if (!field->is_repeated()) {
      EXPECT_NE(PathOf(publication, name), "") << name;
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(publication, field); ++i) {
      const std::string item = absl::StrCat(name, "[", i, "]");
      EXPECT_NE(PathOf(publication, item), "") << item;
    }
  }
}

// No contact of the masked samples may be anywhere in a record.
inline void ExpectNothingPersonal(const v1::Publication& publication) {
  const std::string text = publication.DebugString();
  for (const char* token : {"Masked Person", "masked@example.org", "+00 0000 0000", "Masked Address"}) {
    EXPECT_EQ(text.find(token), std::string::npos) << publication.name() << " holds " << token;
  }
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_TESTING_H_
