#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_RECORD_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_RECORD_H_

#include <string>
#include <unordered_set>

#include "normalizer/formats/element_reader.h"

namespace trialweave::normalizer {

// IsrctnRecord reads one trial of the ISRCTN registry into a builder.
//
// The registry derives a trial's status from its dates on the day of display; a status is set only where the record
// states one, which is an "override". Recruitment begins with the first participant, which is what other registries
// call the start; overallStartDate, when planning begins, stands in where it is missing.
//
// Not mapped: contact and the address, telephone and e-mail of sponsors, committees and centres (personal data);
// doi (the record's own number again), version, parties (numbers of sponsor and funder), diseaseClass1 and 2 (the
// registry's own shelves, without a code), trialSettings, ageRange (limits stand in lowerAgeLimit and upperAgeLimit),
// patientInfoSheet, trialWebsite, attachedFiles, recruitmentEnd, recruitmentStartStatusOverride, publicationPlan and
// intentToPublish, biomedRelated, ethicsApprovalRequired: the model has no place for them.
class IsrctnRecord {
 public:
  // `record` is the <fullTrial> around `trial`, with its sponsors and funders, or `trial` itself.
  IsrctnRecord(ElementReader* reader, pugi::xml_node trial, pugi::xml_node record)
      : reader_(*reader), builder_(reader->builder()), trial_(trial), record_(record) {}

  void Read();

 private:
  void ReadIdentifiers();
  void ReadExternalRefs();
  void ReadDescription();
  void ReadSummary(pugi::xml_node description);
  void ReadEthics(pugi::xml_node description);
  void ReadOutcomes(pugi::xml_node description, const char* structured, const char* text, bool primary);
  void ReadDesign();
  void ReadStatus();
  void ReadParticipants();
  void ReadEnrollment(pugi::xml_node participants);
  void ReadAgesAndSex(pugi::xml_node participants);
  void ReadPlaces(pugi::xml_node participants);
  void ReadConditionsAndInterventions();
  void ReadResults();
  void ReadOutputs();
  void ReadIpd();
  void ReadParties();
  void ReadVolatile();
  void ResultsAt(const Where& where);
  void AddReference(const std::string& citation, const std::string& link, const Where& where);

  ElementReader& reader_;
  RegistrationBuilder& builder_;
  const pugi::xml_node trial_;
  const pugi::xml_node record_;
  std::unordered_set<std::string> publications_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_RECORD_H_
