#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_XML_NAMES_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_XML_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// Whether an element's name may begin with this byte (XML 1.0, NameStartChar; any byte of a multi-byte
// UTF-8 character counts).
bool IsNameStart(char c);

// The encoding that an XML declaration ("<?xml ... ?>") names; empty when it names none.
std::string DeclaredEncoding(absl::string_view declaration);

// Name of the root element, looking past a byte order mark, declarations, comments and a document type;
// empty when `head` does not reach it or is no XML.
std::string RootElement(absl::string_view head);

// Whether an RSS 2.0 channel has an element of this name beside its items (https://www.rssboard.org/rss-specification);
// extensions have prefixes.
bool IsRssChannelElement(absl::string_view name);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_XML_NAMES_H_
