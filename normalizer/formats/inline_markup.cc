#include "normalizer/formats/inline_markup.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

bool IsRaised(pugi::xml_node node) {
  const std::string_view name = node.name();
  return name == "sup" || (name == "style" && std::string_view(node.attribute("face").value()).find("superscript") !=
                                                  std::string_view::npos);
}

bool EndsInTen(std::string_view text) {
  return text.ends_with("10") && (text.size() == 2 || !absl::ascii_isdigit(text[text.size() - 3]));
}

// "9", "-6", "−6" (U+2212).
bool IsInteger(std::string_view text) {
  if (text.starts_with("\xE2\x88\x92")) {
    text.remove_prefix(3);
  } else if (text.starts_with("-") || text.starts_with("+")) {
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 3) return false;
  for (char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return true;
}

}  // namespace

std::string InlineText(pugi::xml_node element) {
  std::string text;
  // Depth is limited already; no recursion.
  for (pugi::xml_node node = element.first_child(); node;) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text += node.value();
    if (IsRaised(node) && EndsInTen(text) && IsInteger(XmlDocument::TextOf(node))) text += '^';
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node != element && !node.next_sibling()) node = node.parent();
    if (node == element) break;
    node = node.next_sibling();
  }
  return text;
}

Where WhereOfMixed(const XmlDocument& document, std::string_view content, pugi::xml_node element) {
  Where where = document.WhereOf(element);
  if (where.length == 0) return where;
  // The place of an element is that of its name.
  if (element.first_child().type() == pugi::node_element) --where.offset;
  const size_t end = content.find(absl::StrCat("</", element.name()), where.offset);
  if (end != std::string_view::npos) where.length = end - where.offset;
  return where;
}

}  // namespace trialweave::normalizer
