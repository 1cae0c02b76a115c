#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_RESULTS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_RESULTS_H_

#include <map>
#include <string>
#include <vector>

#include "normalizer/formats/element_reader.h"
#include "normalizer/formats/posted_results.h"

namespace trialweave::normalizer {

// CtgovLegacyResults reads <clinical_results> of ClinicalTrials.gov's XML (its schema public.xsd) into a builder. What
// it leaves out and why stands in docs/formats.md.
class CtgovLegacyResults {
 public:
  explicit CtgovLegacyResults(ElementReader* reader)
      : reader_(*reader), results_(&reader->builder(), TextStyle::kReferences) {}

  void Read(pugi::xml_node clinical_results);

 private:
  void ReadFlow(pugi::xml_node flow);
  ParticipantCount Milestone(pugi::xml_node period, std::string_view title);
  void ReadOutcome(pugi::xml_node outcome);
  std::vector<v1::OutcomeMeasurement> ReadMeasurements(pugi::xml_node category);
  PostedAnalysis ReadAnalysis(pugi::xml_node analysis);
  void ReadEvents(pugi::xml_node events);
  void ReadEventList(pugi::xml_node list, bool serious, const PostedResults::Groups& groups);
  // "Total, serious adverse events": how many participants of each group had any.
  void TakeTotals(pugi::xml_node event, bool serious);
  // Titles of the groups by their ids.
  PostedResults::Groups GroupsOf(pugi::xml_node parent);

  std::string Word(pugi::xml_node element) { return results_.Word(reader_.TextOf(element)); }
  std::string Word(pugi::xml_node parent, const char* name) { return Word(parent.child(name)); }

  // The place of an element that holds others.
  Where PlaceOf(pugi::xml_node element) { return {reader_.WhereOf(element).path}; }

  ElementReader& reader_;
  PostedResults results_;
  // Participants with adverse events by group id.
  std::map<std::string, v1::AdverseEventCounts> counts_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_RESULTS_H_
