#include "normalizer/formats/json_as_xml.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/json_reader.h"
#include "simdjson.h"

namespace trialweave::normalizer {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

// Text of a scalar. A NUL cannot stand in XML; a blank takes its place.
std::string TextOf(element value) {
  std::string text = value.is_string() ? std::string(std::string_view(value)) : std::string(simdjson::minify(value));
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

bool IsScalar(element value) {
  const element_type type = value.type();
  return type != element_type::ARRAY && type != element_type::OBJECT && type != element_type::NULL_VALUE;
}

void AddAttribute(pugi::xml_node node, std::string_view name, element value) {
  if (IsScalar(value)) node.append_attribute(std::string(name).c_str()).set_value(TextOf(value).c_str());
}

void AddMembers(pugi::xml_node node, object members);

// Depth is limited before anything is added.
void AddElement(pugi::xml_node parent, const std::string& name, element value) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      return;
    case element_type::ARRAY:
      for (const element item : simdjson::dom::array(value)) AddElement(parent, name, item);
      return;
    case element_type::OBJECT:
      AddMembers(parent.append_child(name.c_str()), object(value));
      return;
    default:
      parent.append_child(name.c_str()).append_child(pugi::node_pcdata).set_value(TextOf(value).c_str());
  }
}

void AddMembers(pugi::xml_node node, object members) {
  for (const auto& [key, value] : members) {
    if (key == "@attributes" && value.is_object()) {
      for (const auto& [name, attribute] : object(value)) AddAttribute(node, name, attribute);
    } else if (key == "#text") {
      if (IsScalar(value)) node.append_child(pugi::node_pcdata).set_value(TextOf(value).c_str());
    } else if (key.starts_with("@")) {
      AddAttribute(node, key.substr(1), value);
    } else {
      AddElement(node, std::string(key), value);
    }
  }
}

}  // namespace

std::optional<v1::DeadLetterCause> ReadJsonAsXml(std::string_view content, const ParseContext& context,
                                                 std::string_view record, XmlDocument* document) {
  if (auto cause = CheckText(content, context.limits)) return cause;
  const std::string_view json = StripMarkAndBlanks(content);
  const uint64_t offset = json.data() - content.data();
  if (json.front() == '<')
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "markup where a JSON record was expected", offset);
  if (auto cause = CheckJsonStructure(json, context.limits)) return cause;
  if (json.front() != '{') {
    return MakeCause(json.front() == '[' ? v1::DEAD_LETTER_REASON_WRONG_ROOT : v1::DEAD_LETTER_REASON_MALFORMED,
                     "a record is a JSON object", offset);
  }
  simdjson::dom::parser parser;
  object members;
  if (const auto error = parser.parse(json.data(), json.size()).get_object().get(members)) {
    return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("JSON: ", simdjson::error_message(error)), offset);
  }
  AddMembers(document->Start(record), members);
  return std::nullopt;
}

}  // namespace trialweave::normalizer
