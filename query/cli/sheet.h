#ifndef TRIALWEAVE_QUERY_CLI_SHEET_H_
#define TRIALWEAVE_QUERY_CLI_SHEET_H_

#include <string>

#include "google/protobuf/repeated_field.h"
#include "trialweave/v1/types.pb.h"

namespace trialweave::query {

// Sheet is a description under way: headings and labelled lines, for reading.
class Sheet {
 public:
  // Lines end within `width` columns where that is not 0; `color` marks headings and warnings.
  Sheet(int width, bool color) : width_(width), color_(color) {}

  void Heading(const std::string& text);
  // Nothing when `value` is empty.
  void Field(const std::string& label, const std::string& value);
  void Item(const std::string& text);
  void Warning(const std::string& text);
  // The documents that a record is from, under a heading.
  void Documents(const google::protobuf::RepeatedPtrField<v1::DocumentRef>& documents);
  std::string Take() { return std::move(out_); }

 private:
  void Line(const std::string& line);

  const int width_;
  const bool color_;
  std::string out_;
};

// The English text, else the first one; empty when there is none.
std::string BestText(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts);

// A date as far as it is known, else as printed.
std::string DateText(const v1::StudyDate& date);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_SHEET_H_
