#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PART_ONE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PART_ONE_H_

#include <optional>
#include <string>
#include <string_view>

#include "normalizer/formats/ctis_products.h"
#include "normalizer/formats/ctis_protocol.h"
#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// CtisPartOne reads part I of an application to CTIS (Regulation (EU) 536/2014: what is the same in all member states)
// into a builder. Both shapes of the public interface hold the same part I. Read is called once, then Finish.
class CtisPartOne {
 public:
  CtisPartOne(JsonReader* reader, RegistrationBuilder* builder)
      : reader_(*reader), builder_(*builder), products_(reader, builder), protocol_(reader, builder) {}

  void Read(JsonReader::Value part);
  // After everything else of the record.
  void Finish();

  // Participants planned outside the EU/EEA; absent when the record does not say.
  const std::string& subjects_elsewhere() const { return subjects_elsewhere_; }

 private:
  using Value = JsonReader::Value;
  using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

  void ReadTrialDetails(Value details);
  void ReadIdentifiers(Value identifiers);
  void ReadOtherNumbers(Value numbers);
  void ReadInformation(Value information);
  void ReadDuration(Value duration);
  void ReadPopulation(Value population);
  void ReadSharing(Value sharing);
  void ReadPeriod(Value period);
  void ReadArm(Value arm);
  void ReadSponsor(Value sponsor);
  void ReadRelated(Value trial);
  void AddKeyword(Value value);
  void AddReference(Value pmid);

  std::string_view Text(Value value) { return reader_.Text(value, &where_); }
  void Into(Value value, Texts* texts, const char* field) { builder_.AddText(texts, Text(value), field, where_); }

  JsonReader& reader_;
  RegistrationBuilder& builder_;
  Where where_;
  CtisProducts products_;
  CtisProtocol protocol_;
  std::string subjects_elsewhere_;
  std::string phase_;
  Where phase_where_;
  std::optional<bool> female_, male_;
  Where sex_where_;
  bool healthy_ = false, patients_ = false;
  Where groups_where_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PART_ONE_H_
