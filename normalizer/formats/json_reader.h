#ifndef TRIALWEAVE_NORMALIZER_FORMATS_JSON_READER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_JSON_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"
#include "simdjson.h"

namespace trialweave::normalizer {

// Depth, balance and count of a JSON text's structure, before anything reads it: the cause when it is cut off
// (TRUNCATED), too deep or too much (LIMIT_EXCEEDED), or more than one value (MALFORMED). One pass; says
// nothing else about well-formedness. `json` has no blanks around it.
std::optional<v1::DeadLetterCause> CheckJsonStructure(std::string_view json, const ParseLimits& limits);

// JsonReader walks simdjson's on-demand values with a JSON pointer in hand. The first error stays: everything
// after it does nothing. A value of another type than asked for is absent, not an error. Values are visited
// in document order and once.
class JsonReader {
 public:
  using Value = simdjson::ondemand::value;

  explicit JsonReader(std::string_view json) : json_(json) {}

  // Calls `visit(key, value)` for each member; a value that `visit` leaves alone is skipped.
  template <typename Visit>
  void Members(Value value, const Visit& visit) {
    if (!Is(value, simdjson::ondemand::json_type::object)) return;
    simdjson::ondemand::object object;
    if (!Ok(value.get_object().get(object))) return;
    EachMember(object, visit);
  }

  // Calls `visit(index, value)` for each item.
  template <typename Visit>
  void Items(Value value, const Visit& visit) {
    if (!Is(value, simdjson::ondemand::json_type::array)) return;
    simdjson::ondemand::array array;
    if (Ok(value.get_array().get(array))) EachItem(array, visit);
  }

  // The members of the whole text.
  template <typename Visit>
  void Root(simdjson::ondemand::document& document, const Visit& visit) {
    simdjson::ondemand::object object;
    if (Ok(document.get_object().get(object))) EachMember(object, visit);
  }

  // The items of the whole text.
  template <typename Visit>
  void RootItems(simdjson::ondemand::document& document, const Visit& visit) {
    simdjson::ondemand::array array;
    if (Ok(document.get_array().get(array))) EachItem(array, visit);
  }

  // The value's text (numbers and booleans as they are written), and where it stood. The view lives as long
  // as the parser. Empty for null, arrays and objects.
  std::string_view Text(Value value, Where* where);

  // Where the value being visited stands: its path alone, for objects and arrays.
  Where WhereOf(const Value&) const { return {path_}; }

  bool ok() const { return error_ == simdjson::SUCCESS; }
  simdjson::error_code error() const { return error_; }

 private:
  template <typename Visit>
  void EachMember(simdjson::ondemand::object& object, const Visit& visit) {
    for (auto field : object) {
      std::string_view key;
      Value inner;
      if (!Ok(field.unescaped_key().get(key)) || !Ok(field.value().get(inner))) return;
      const size_t length = path_.size();
      AppendToken(key);
      visit(key, inner);
      path_.resize(length);
      if (!ok()) return;
    }
  }

  template <typename Visit>
  void EachItem(simdjson::ondemand::array& array, const Visit& visit) {
    size_t index = 0;
    for (auto item : array) {
      Value inner;
      if (!Ok(item.get(inner))) return;
      const size_t length = path_.size();
      path_ += '/';
      path_ += std::to_string(index);
      visit(index++, inner);
      path_.resize(length);
      if (!ok()) return;
    }
  }

  bool Ok(simdjson::error_code error) {
    if (error_ == simdjson::SUCCESS) error_ = error;
    return error_ == simdjson::SUCCESS;
  }
  bool Is(Value& value, simdjson::ondemand::json_type wanted);
  // RFC 6901: "~" and "/" of a key are escaped.
  void AppendToken(std::string_view key);

  const std::string_view json_;
  std::string path_;
  simdjson::error_code error_ = simdjson::SUCCESS;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_JSON_READER_H_
