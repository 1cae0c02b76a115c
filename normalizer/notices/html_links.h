#ifndef TRIALWEAVE_NORMALIZER_NOTICES_HTML_LINKS_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_HTML_LINKS_H_

#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// A start tag of a piece of HTML.
struct HtmlTag {
  // In lower case: "a", "time", "meta".
  std::string name;
  // Between the name and the '>'.
  std::string_view attributes;
  // Of its '<', and behind its '>'.
  size_t begin = 0;
  size_t end = 0;
};

// Start tags of those `names`, in order, at most `most`. Comments, scripts and styles have none. Linear in the size.
std::vector<HtmlTag> FindHtmlTags(std::string_view html, const std::vector<std::string_view>& names, size_t most);

// The value of an attribute, character references resolved; empty when it is not there.
std::string HtmlAttribute(const HtmlTag& tag, std::string_view name);

// The text that a piece of HTML shows, on one line; its paragraphs, one a line.
std::string HtmlText(std::string_view html);
std::string HtmlParagraphs(std::string_view html);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_HTML_LINKS_H_
