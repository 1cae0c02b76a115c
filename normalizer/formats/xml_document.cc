#include "normalizer/formats/xml_document.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "normalizer/formats/encoding.h"

namespace trialweave::normalizer {
namespace {

// Declarations of document types and entities, wherever they stand: text cannot hold "<!" unescaped. Finds
// also too many elements, before the parser allocates a node for each.
std::optional<v1::DeadLetterCause> CheckMarkup(std::string_view content, const ParseLimits& limits) {
  size_t tags = 0;
  for (size_t i = content.find('<'); i != std::string_view::npos; i = content.find('<', i + 1)) {
    if (++tags > 2 * limits.max_elements) {
      return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                       absl::StrCat("more than ", limits.max_elements, " elements"), i);
    }
    std::string head(content.substr(i, 9));
    absl::AsciiStrToUpper(&head);
    if (head == "<!DOCTYPE" || std::string_view(head).starts_with("<!ENTITY")) {
      return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                       "a document type is declared; entities are never expanded, so it is refused", i);
    }
  }
  return std::nullopt;
}

// The name in the first start tag.
std::string_view RootName(std::string_view content) {
  for (size_t i = content.find('<'); i != std::string_view::npos && i + 1 < content.size();
       i = content.find('<', i + 1)) {
    if (content.substr(i, 4) == "<!--") {
      i = content.find("-->", i);
      if (i == std::string_view::npos) return "";
    } else if (content[i + 1] != '?' && content[i + 1] != '!') {
      return content.substr(i + 1, content.find_first_of(" \t\r\n/>", i + 1) - i - 1);
    }
  }
  return "";
}

std::string_view WithoutPrefix(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The node after `node` in document order, below `root`; none after the last. No recursion.
pugi::xml_node NextBelow(pugi::xml_node root, pugi::xml_node node) {
  if (node.first_child()) return node.first_child();
  while (node != root && !node.next_sibling()) node = node.parent();
  return node == root ? pugi::xml_node() : node.next_sibling();
}

// "ns2:trial" becomes "trial" everywhere.
void DropPrefixes(pugi::xml_node root) {
  for (pugi::xml_node node = root; node; node = NextBelow(root, node)) {
    const std::string name(WithoutPrefix(node.name()));
    if (name.size() != std::string_view(node.name()).size()) node.set_name(name.c_str());
  }
}

// Depth is counted by hand: recursion is what a hostile document wants.
int DepthOf(pugi::xml_node root, int limit) {
  int depth = 1, deepest = 1;
  pugi::xml_node node = root;
  while (node) {
    deepest = std::max(deepest, depth);
    if (deepest > limit) return deepest;
    if (pugi::xml_node child = node.first_child()) {
      node = child;
      ++depth;
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (!node || node == root) break;
    node = node.next_sibling();
  }
  return deepest;
}

// The encoding that the container declared; nullopt for one that is not read.
std::optional<pugi::xml_encoding> EncodingOf(std::string encoding) {
  absl::AsciiStrToLower(&encoding);
  if (encoding.empty() || encoding == "utf-8" || encoding == "utf8" || encoding == "us-ascii")
    return pugi::encoding_utf8;
  if (encoding == "iso-8859-1" || encoding == "latin1") return pugi::encoding_latin1;
  return std::nullopt;
}

// Records whose values mix text and markup, as in "<i>in</i> <b>vitro</b>": there a blank alone between two tags is
// text.
bool MixesTextAndMarkup(std::string_view record) {
  return record == "PubmedArticle" || record == "PubmedBookArticle" || record == "record";
}

v1::DeadLetterCause WrongRoot(std::string_view found, std::string_view wanted) {
  return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                   absl::StrCat("the root is <", common::Trimmed(found), ">, not <", std::string(wanted), ">"));
}

}  // namespace

std::optional<v1::DeadLetterCause> XmlDocument::Read(std::string_view content, const ParseContext& context,
                                                     std::string_view container, std::string_view record) {
  content_ = content;
  const std::optional<pugi::xml_encoding> encoding = EncodingOf(context.encoding);
  if (!encoding.has_value()) {
    return MakeCause(v1::DEAD_LETTER_REASON_BAD_ENCODING,
                     absl::StrCat("encoding ", common::Trimmed(context.encoding), " is not read"));
  }
  std::optional<v1::DeadLetterCause> cause = CheckText(content, context.limits);
  if (cause && !(*encoding == pugi::encoding_latin1 && cause->reason() == v1::DEAD_LETTER_REASON_BAD_ENCODING))
    return cause;
  if (LooksLikeHtml(content)) return WrongRoot("html", record);
  if ((cause = CheckMarkup(content, context.limits))) return cause;
  const std::string_view trimmed = StripMarkAndBlanks(content);
  if (trimmed.front() != '<') {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no markup where an XML record was expected",
                     trimmed.data() - content.data());
  }
  const std::string_view root_tag = RootName(trimmed);
  const std::string_view root = WithoutPrefix(root_tag);
  const unsigned blanks = MixesTextAndMarkup(record) ? pugi::parse_ws_pcdata : pugi::parse_ws_pcdata_single;
  const pugi::xml_parse_result result =
      document_.load_buffer(content.data(), content.size(), pugi::parse_default | blanks, *encoding);
  if (!result) {
    if (!root.empty() && root != container && root != record && !std::string_view(record).starts_with(root)) {
      return WrongRoot(root, record);
    }
    const bool closed = trimmed.ends_with("</" + std::string(root_tag) + ">");
    return MakeCause(closed ? v1::DEAD_LETTER_REASON_MALFORMED : v1::DEAD_LETTER_REASON_TRUNCATED,
                     absl::StrCat("XML: ", result.description()),
                     std::min<uint64_t>(std::max<ptrdiff_t>(result.offset, 0), content.size()));
  }
  if (DepthOf(document_.document_element(), context.limits.max_depth) > context.limits.max_depth) {
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                     absl::StrCat("nested deeper than ", context.limits.max_depth, " levels"));
  }
  if (root.size() != root_tag.size()) DropPrefixes(document_.document_element());
  return FindRecord(container, record);
}

pugi::xml_node XmlDocument::Start(std::string_view record) {
  document_.reset();
  content_ = {};
  record_ = document_.append_child(std::string(record).c_str());
  return record_;
}

std::string_view XmlDocument::RootOf(std::string_view content) { return WithoutPrefix(RootName(content)); }

std::optional<v1::DeadLetterCause> XmlDocument::FindRecord(std::string_view container, std::string_view record) {
  const pugi::xml_node root = document_.document_element();
  size_t roots = 0;
  for (pugi::xml_node node : document_.children()) roots += node.type() == pugi::node_element ? 1 : 0;
  if (roots > 1) return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "more than one root element");
  const std::string name(record);
  if (root.name() == name) {
    record_ = root;
    return std::nullopt;
  }
  if (root.name() != std::string(container)) return WrongRoot(root.name(), record);
  record_ = root.child(name.c_str());
  if (!record_ || record_.next_sibling(name.c_str())) {
    return MakeCause(
        v1::DEAD_LETTER_REASON_WRONG_ROOT,
        absl::StrCat("<", std::string(container), "> holds ", record_ ? "several" : "no", " <", name, ">, not one"));
  }
  return std::nullopt;
}

std::string XmlDocument::TextOf(pugi::xml_node element) {
  std::string text;
  // Markup that was not escaped (<br/>, <i>) stands inside values too. Depth is limited already; no recursion.
  for (pugi::xml_node node = element.first_child(); node;) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text += node.value();
    const std::string_view name = node.name();
    if (name == "br" || name == "p" || name == "li" || name == "div") text += '\n';
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

Where XmlDocument::WhereOf(pugi::xml_node element) const {
  Where where;
  for (pugi::xml_node node = element; node && node != record_; node = node.parent()) {
    where.path = where.path.empty() ? node.name() : absl::StrCat(node.name(), "/", where.path);
  }
  const pugi::xml_node text = element.first_child();
  const ptrdiff_t offset = text ? text.offset_debug() : -1;
  if (offset >= 0 && static_cast<size_t>(offset) < content_.size()) {
    const size_t end = content_.find('<', offset);
    where.offset = offset;
    where.length = (end == std::string_view::npos ? content_.size() : end) - offset;
  }
  return where;
}

}  // namespace trialweave::normalizer
