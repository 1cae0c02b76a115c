#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_RECORD_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_RECORD_H_

#include <string>
#include <string_view>
#include <unordered_map>

#include "normalizer/formats/element_reader.h"

namespace trialweave::normalizer {

// CtgovLegacyRecord reads one <clinical_study> of ClinicalTrials.gov's XML (its schema public.xsd, and the element
// names that older releases of it had) into a builder.
// What is not mapped, and why, stands in docs/formats.md.
class CtgovLegacyRecord {
 public:
  explicit CtgovLegacyRecord(ElementReader* reader) : reader_(*reader), builder_(reader->builder()) {}

  void Read();

 private:
  void ReadPersons(pugi::xml_node study);
  void ReadIdentifiers(pugi::xml_node study);
  void ReadTexts(pugi::xml_node study);
  void ReadStatus(pugi::xml_node study);
  void ReadDates(pugi::xml_node study);
  // The first of `names` that is there.
  void ReadDate(pugi::xml_node study, std::initializer_list<const char*> names, v1::StudyDate* date, const char* field);
  void ReadSponsors(pugi::xml_node study);
  void ReadOversight(pugi::xml_node study);
  void ReadDesign(pugi::xml_node study);
  void ReadDesignInfo(pugi::xml_node info);
  void ReadDesignText(pugi::xml_node study);
  void SetDesignWord(std::string_view label, const std::string& value, const Where& where);
  void ReadArms(pugi::xml_node study);
  void ReadInterventions(pugi::xml_node study);
  void ReadOutcomes(pugi::xml_node study);
  void ReadEligibility(pugi::xml_node study);
  void ReadPlaces(pugi::xml_node study);
  void ReadReferences(pugi::xml_node study);
  void ReadIpd(pugi::xml_node study);
  void ReadResults(pugi::xml_node study);
  void ReadVolatile(pugi::xml_node study);

  ElementReader& reader_;
  RegistrationBuilder& builder_;
  // Indices of the arms by label.
  std::unordered_map<std::string, int> arms_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_RECORD_H_
