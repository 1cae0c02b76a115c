#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_PAGE_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_PAGE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// What stands somewhere on a page.
struct PageText {
  std::string text;
  Where where;
};

// NoticePage is a saved page of an authority's site: what it says of itself, and its lines.
struct NoticePage {
  // <meta> elements by name or property in lower case: "articletitle", "pubdate", "article:published_time".
  std::map<std::string, PageText> meta;
  // Its own address: the canonical link, og:url, a meta element "url", or what the browser noted when it saved the
  // page.
  PageText address;
  // The first heading, its lines joined by line ends; else <title>.
  PageText heading;
  // Lines of the content: behind the first heading of level 1 where there is one, and before the page's footer.
  std::vector<PageText> lines;
};

// Causes: those of CheckText; TRUNCATED (an <html> that is never closed); LIMIT_EXCEEDED (too many tags).
std::optional<v1::DeadLetterCause> ReadNoticePage(std::string_view content, const ParseContext& context,
                                                  NoticePage* page);

// A line "label: value" whose label is one of those that `fields` has, in lower case and without blanks at its ends;
// the value may be empty, and stands on the lines that follow then.
template <typename Field>
struct LabelledLine {
  Field field;
  std::string value;
};
template <typename Field>
std::optional<LabelledLine<Field>> ReadLabelledLine(std::string_view line,
                                                    const std::map<std::string, Field, std::less<>>& fields);

// The label and value of a line with a colon near its begin; the whole line and nothing without one.
std::pair<std::string, std::string> SplitLabel(std::string_view line);

template <typename Field>
std::optional<LabelledLine<Field>> ReadLabelledLine(std::string_view line,
                                                    const std::map<std::string, Field, std::less<>>& fields) {
  auto [label, value] = SplitLabel(line);
  const auto it = fields.find(label);
  if (it == fields.end()) return std::nullopt;
  return LabelledLine<Field>{it->second, std::move(value)};
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_PAGE_H_
