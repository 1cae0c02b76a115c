#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_PRODUCTS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_PRODUCTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// EuctrProducts gathers section D of the form: the products (D.IMP) and the placebos (D.8) that its answers describe
// one after the other.
class EuctrProducts {
 public:
  explicit EuctrProducts(RegistrationBuilder* builder) : builder_(*builder) {}

  void Take(std::string_view code, std::string_view value, const Where& where);
  // Adds the interventions.
  void Finish();

 private:
  struct Product {
    std::string role;
    std::vector<std::string> names, other_names, routes;
    std::string form, unit, type, strength;
    Where where;
  };

  void Begin(std::string_view role, const Where& where);
  void AddTo(std::vector<std::string>* list, std::string_view printed);
  static std::string Describe(const Product& product);

  RegistrationBuilder& builder_;
  std::vector<Product> products_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_PRODUCTS_H_
