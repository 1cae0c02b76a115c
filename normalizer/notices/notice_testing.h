#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TESTING_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TESTING_H_

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {

// A file of testdata/, "fda_html/letter.html".
inline std::string NoticeSample(const std::string& name) {
  std::ifstream in("normalizer/notices/testdata/" + name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// The notice of a document that is one; an empty one, with a failure, of a document that is not.
inline v1::RegulatoryNotice Notice(Parser parse, std::string_view content,
                                   const ParseContext& context = TestContext()) {
  ParseResult result = parse(content, context);
  if (auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    ADD_FAILURE() << v1::DeadLetterReason_Name(cause->reason()) << ": " << cause->message();
    return {};
  }
  return std::get<v1::RegulatoryNotice>(std::move(result));
}

// Path of the provenance of `field`; empty when there is none.
inline std::string PathOf(const v1::RegulatoryNotice& notice, const std::string& field) {
  for (const v1::FieldProvenance& provenance : notice.provenance()) {
    if (provenance.field() == field) return provenance.path();
  }
  return "";
}

// The bytes of the document that the provenance of `field` names.
inline std::string BytesOf(const v1::RegulatoryNotice& notice, const std::string& field, const std::string& document) {
  for (const v1::FieldProvenance& provenance : notice.provenance()) {
    if (provenance.field() == field) return document.substr(provenance.offset(), provenance.length());
  }
  return "";
}

// Every value says where it stood.
inline void ExpectProvenance(const v1::RegulatoryNotice& notice) {
  std::vector<std::string> fields = {"name"};
  const auto add = [&fields](const std::string& name, int size) {
    for (int i = 0; i < size; ++i) fields.push_back(name + "[" + std::to_string(i) + "]");
  };
  if (!notice.kind().empty()) fields.push_back("kind");
  if (!notice.url().empty()) fields.push_back("url");
  if (!notice.subject().empty()) fields.push_back("subject");
  if (!notice.office().empty()) fields.push_back("office");
  if (notice.has_issue_date()) fields.push_back("issue_date");
  add("titles", notice.titles_size());
  add("bodies", notice.bodies_size());
  add("companies", notice.companies_size());
  add("products", notice.products_size());
  add("mentioned_ids", notice.mentioned_ids_size());
  add("reference_numbers", notice.reference_numbers_size());
  for (const std::string& field : fields) EXPECT_FALSE(PathOf(notice, field).empty()) << field;
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TESTING_H_
