#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_QUESTIONS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_QUESTIONS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// EuctrQuestions gathers the questions of the form that are answered with yes, no or a word, and says what they make
// together: phases (E.7), design (E.8.1), purposes (E.6), ages, sex and volunteers (F), reviews (N).
class EuctrQuestions {
 public:
  explicit EuctrQuestions(RegistrationBuilder* builder) : builder_(*builder) {}

  void Take(std::string_view code, std::string_view value, const Where& where);
  void Finish();

 private:
  struct Printed {
    std::string text;
    Where where;
  };

  // False when the question is not answered with yes or no.
  bool Said(std::string_view code, bool* yes) const;
  bool Yes(std::string_view code) const;
  void AddPhases();
  void AddDesign();
  void AddPurposes();
  void AddAges();
  void AddPopulation();
  void AddReviews();

  RegistrationBuilder& builder_;
  // By code.
  std::map<std::string, Printed, std::less<>> answers_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_QUESTIONS_H_
