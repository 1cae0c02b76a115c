#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_RECORD_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_RECORD_H_

#include <map>
#include <string>
#include <string_view>

#include "normalizer/formats/euctr_products.h"
#include "normalizer/formats/euctr_questions.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// One answer of the form: the code of its section (euctr_sections.h), its language, its text as printed.
struct EuctrAnswer {
  std::string_view code;
  std::string_view language;
  std::string_view value;
  Where where;
};

// EuctrRecord reads one country's record of EU CTR into a builder, whichever format its answers come from, in the
// order of the form. Sections that the table has no code for are not mapped: the contact (B.5, personal data),
// addresses, dosage forms and kinds of product in detail (D.2.2 to D.2.5, D.3.3, D.3.11), sub-studies, numbers of sites
// and durations, vulnerable groups (F.3.3), networks (G): the model has no place for them.
class EuctrRecord {
 public:
  explicit EuctrRecord(RegistrationBuilder* builder) : builder_(*builder), products_(builder), questions_(builder) {}

  void Take(const EuctrAnswer& answer);
  // "ES", "3RD": where the format says it apart, as in the record's address. Before Finish.
  void SetCountry(std::string_view printed) { country_ = std::string(printed); }
  void Finish();
  // Whether A.2 (or the summary) gave a number.
  bool has_number() const { return !number_.empty(); }

 private:
  using Handler = void (EuctrRecord::*)(const EuctrAnswer&);
  using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;
  static Handler HandlerOf(std::string_view code);
  struct Criteria {
    std::string inclusion, exclusion;
  };

  void TakeNumber(const EuctrAnswer& answer);
  void TakeAuthority(const EuctrAnswer& answer);
  void TakeLink(const EuctrAnswer& answer);
  void TakeText(const EuctrAnswer& answer);
  void TakeAcronym(const EuctrAnswer& answer);
  void TakeId(const EuctrAnswer& answer);
  void TakePlan(const EuctrAnswer& answer);
  void TakeSponsor(const EuctrAnswer& answer);
  void TakeProduct(const EuctrAnswer& answer) { products_.Take(answer.code, answer.value, answer.where); }
  void TakeCondition(const EuctrAnswer& answer);
  void TakeMeddra(const EuctrAnswer& answer);
  void TakeCriteria(const EuctrAnswer& answer);
  void TakeEndPoint(const EuctrAnswer& answer);
  void TakeQuestion(const EuctrAnswer& answer) { questions_.Take(answer.code, answer.value, answer.where); }
  void TakeDesignText(const EuctrAnswer& answer);
  void TakeRegions(const EuctrAnswer& answer);
  void TakeNumberOfSubjects(const EuctrAnswer& answer);
  void TakeState(const EuctrAnswer& answer);

  void AddLocalized(Texts* texts, const EuctrAnswer& answer, const char* field);
  void AddIdentifier();
  void AddAllCriteria();

  RegistrationBuilder& builder_;
  EuctrProducts products_;
  EuctrQuestions questions_;
  std::string number_, country_, authority_;
  Where number_where_, authority_where_;
  std::string meddra_term_;
  Where meddra_where_;
  std::map<std::string, Criteria> criteria_;
  Where inclusion_where_, exclusion_where_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_RECORD_H_
