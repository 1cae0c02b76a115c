#include "normalizer/formats/element_reader.h"

#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {

void ElementReader::Into(pugi::xml_node parent, const char* name, Texts* texts, const std::string& field) {
  Each(parent, name,
       [&](const std::string& printed, const Where& where) { builder_.AddText(texts, printed, field, where); });
}

void ElementReader::Into(pugi::xml_node parent, const char* name, std::string* text, const std::string& field) {
  Each(parent, name, [&](const std::string& printed, const Where& where) {
    *text = builder_.Clean(printed);
    if (!text->empty()) builder_.At(field, where);
  });
}

void ElementReader::Word(pugi::xml_node parent, const char* name, std::string* text, const std::string& field) {
  Each(parent, name, [&](const std::string& printed, const Where& where) {
    *text = CleanLine(printed, TextStyle::kReferences);
    if (!text->empty()) builder_.At(field, where);
  });
}

void ElementReader::Line(pugi::xml_node parent, const char* name, std::string* text, const std::string& field) {
  Each(parent, name, [&](const std::string& printed, const Where& where) {
    const std::string line = builder_.Clean(printed);
    if (line.empty()) return;
    if (!text->empty()) text->push_back('\n');
    text->append(line);
    builder_.At(field, where);
  });
}

}  // namespace trialweave::normalizer
