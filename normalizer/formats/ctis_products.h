#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PRODUCTS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PRODUCTS_H_

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "normalizer/formats/json_reader.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// CtisProducts gathers the medicinal products of part I. CTIS lists them twice, by themselves and by their role; the
// product's own number says which are the same.
class CtisProducts {
 public:
  CtisProducts(JsonReader* reader, RegistrationBuilder* builder) : reader_(*reader), builder_(*builder) {}

  // Returns the product's place in the list.
  size_t ReadProduct(JsonReader::Value product);
  // A role ("Test", "Comparator", "Placebo") with its products.
  void ReadGroup(JsonReader::Value group);
  // Adds the interventions.
  void Finish();

 private:
  using Value = JsonReader::Value;
  struct Product {
    // In order of preference.
    std::vector<std::string> names;
    std::vector<std::string> other_names;
    std::vector<std::string> routes;
    std::string role, form, strength, dose, dose_unit, total, total_unit;
    Where where;
  };

  void ReadDictionary(Value info, Product* product);
  void AddTo(std::vector<std::string>* list, std::string_view printed);
  static std::string Describe(const Product& product);

  JsonReader& reader_;
  RegistrationBuilder& builder_;
  Where where_;
  std::vector<Product> products_;
  std::unordered_map<std::string, size_t> by_id_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTIS_PRODUCTS_H_
