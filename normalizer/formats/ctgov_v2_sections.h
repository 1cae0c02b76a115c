#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_SECTIONS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_SECTIONS_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// CtgovV2Sections reads the modules of one study into a builder, whatever their order in the document.
class CtgovV2Sections {
 public:
  CtgovV2Sections(JsonReader* reader, RegistrationBuilder* builder) : reader_(*reader), builder_(*builder) {}

  void ReadProtocolSection(JsonReader::Value section);
  void ReadDerivedSection(JsonReader::Value section);
  // After everything was read: what needs more than one module.
  void Finish();

 private:
  using Value = JsonReader::Value;
  using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

  void ReadIdentification(Value module);
  void ReadSecondaryId(Value info, bool organisation);
  void ReadStatus(Value module);
  void ReadSponsors(Value module);
  void ReadSponsor(Value agency, bool lead);
  void ReadOversight(std::string_view key, Value value);
  void ReadExpandedAccess(Value info);
  void ReadDescription(Value module);
  void ReadConditions(Value module);
  void ReadDesign(Value module);
  void ReadDesignInfo(Value info);
  void ReadArmsAndInterventions(Value module);
  void ReadArm(Value group);
  void ReadIntervention(Value intervention);
  void ReadOutcomes(Value module);
  void ReadOutcome(Value outcome, bool primary);
  void ReadEligibility(Value module);
  void ReadPlaces(Value module);
  void ReadLocation(Value location);
  void ReadReferences(Value module);
  void ReadReference(Value item);
  void ReadIpd(Value module);

  std::string_view Text(Value value) { return reader_.Text(value, &where_); }
  // Text into a localised field.
  void Into(Value value, Texts* texts, const char* field) { builder_.AddText(texts, Text(value), field, where_); }
  // Text into a plain field, as printed.
  void Into(Value value, std::string* text, const std::string& field);
  void Word(Value value, std::string* text, const char* field);
  void DateStruct(Value value, v1::StudyDate* date, const char* field);
  // "key: value", as printed.
  void RegulatoryMention(std::string_view key, Value value);
  // Another line of the design's text, with a label of ours where the value alone says nothing.
  void DesignLine(Value value, std::string_view label);
  // Another line of what is said on the sharing of data.
  void IpdLine(Value value);
  void NameInterventionsOfArms();

  // That an intervention is given in an arm.
  struct ArmLabel {
    int intervention;
    std::string text;
    Where where;
  };

  JsonReader& reader_;
  RegistrationBuilder& builder_;
  // Where the last Text() stood.
  Where where_;
  std::string registered_on_submission_;
  Where registered_where_;
  std::vector<ArmLabel> arm_labels_;
  // Codes of conditions by lower-case term.
  std::unordered_map<std::string, std::string> mesh_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_SECTIONS_H_
