#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PROTOCOL_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PROTOCOL_H_

#include <map>
#include <string>
#include <string_view>

#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// CtisProtocol reads what part I says of the protocol, in all its languages: conditions, objectives, criteria and end
// points.
class CtisProtocol {
 public:
  using Value = JsonReader::Value;
  using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

  CtisProtocol(JsonReader* reader, RegistrationBuilder* builder) : reader_(*reader), builder_(*builder) {}

  void ReadConditions(Value condition);
  void ReadObjective(Value objective);
  void ReadCriteria(Value criteria);
  void ReadEndPoints(Value points, bool primary);
  // The texts of "...Translations", with their languages.
  void AddTranslations(Value translations, Texts* texts);
  void Finish();

 private:
  // Items of inclusion and exclusion criteria.
  struct Criteria {
    std::string inclusion;
    std::string exclusion;
  };

  void ReadCondition(Value condition);
  void ReadMeddraTerm(Value term);
  void ReadCriterion(Value item, bool inclusion);
  template <typename Take>
  void EachTranslation(Value translations, const Take& take);
  std::string_view Text(Value value) { return reader_.Text(value, &where_); }
  void Into(Value value, Texts* texts, const char* field) { builder_.AddText(texts, Text(value), field, where_); }

  JsonReader& reader_;
  RegistrationBuilder& builder_;
  Where where_;
  // By language; "" is the record's own.
  std::map<std::string, Criteria> criteria_;
  Where inclusion_where_, exclusion_where_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PROTOCOL_H_
