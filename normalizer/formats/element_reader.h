#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ELEMENT_READER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ELEMENT_READER_H_

#include <string>

#include "normalizer/formats/registration_builder.h"
#include "normalizer/formats/xml_document.h"

namespace trialweave::normalizer {

// ElementReader takes values of named elements into a builder, each with its place. Elements without text are
// absent. Lives as long as its document and builder.
class ElementReader {
 public:
  using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

  // `undress` makes an element's characters the text that was meant; nullptr for text that stands as it is.
  ElementReader(const XmlDocument& document, RegistrationBuilder* builder, std::string (*undress)(std::string_view))
      : document_(document), builder_(*builder), undress_(undress) {}

  RegistrationBuilder& builder() { return builder_; }
  const XmlDocument& document() const { return document_; }

  std::string TextOf(pugi::xml_node element) const {
    std::string text = XmlDocument::TextOf(element);
    return undress_ == nullptr ? text : undress_(text);
  }
  Where WhereOf(pugi::xml_node element) const { return document_.WhereOf(element); }

  // Says that `field` comes from the element, where it has text.
  void At(pugi::xml_node element, std::string field) {
    if (!TextOf(element).empty()) builder_.At(std::move(field), WhereOf(element));
  }

  // Calls `take(text, where)` for each element `name` in `parent` that has text.
  template <typename Take>
  void Each(pugi::xml_node parent, const char* name, const Take& take) const {
    for (pugi::xml_node node : parent.children(name)) {
      const std::string text = TextOf(node);
      if (!text.empty()) take(text, WhereOf(node));
    }
  }

  // Into a localised field; into a plain one, as printed.
  void Into(pugi::xml_node parent, const char* name, Texts* texts, const std::string& field);
  void Into(pugi::xml_node parent, const char* name, std::string* text, const std::string& field);
  // The same for a word of an enumeration: "None" and "N/A" are answers there, not spellings of nothing.
  void Word(pugi::xml_node parent, const char* name, std::string* text, const std::string& field);
  // Another line of `text`, which several elements make up.
  void Line(pugi::xml_node parent, const char* name, std::string* text, const std::string& field);

 private:
  const XmlDocument& document_;
  RegistrationBuilder& builder_;
  std::string (*const undress_)(std::string_view);
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ELEMENT_READER_H_
