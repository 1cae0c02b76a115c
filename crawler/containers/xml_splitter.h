#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_XML_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_XML_SPLITTER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// What a file of records looks like: <root> with records as its children, or a record that is the root itself (then
// both names are equal). Some of the records, or all, may be children of a child of the root (`group`). Names are
// without prefixes of namespaces.
struct XmlDialect {
  absl::string_view root;
  absl::string_view record;
  absl::string_view source;
  absl::string_view format;
  // What the beginning of the file holds too, where the root's name alone says too little; else empty.
  absl::string_view mark;
  // An element between the root and the records, which holds other elements of its own (RSS: <channel> with the feed's
  // <title>); those are no documents. Empty where there is none.
  absl::string_view envelope = "";
  // Another kind of record among the root's children; "" for none.
  absl::string_view other_record = "";
  // The child that holds records, and what they are called there; "" for none.
  absl::string_view group = "";
  absl::string_view group_record = "";
};

// XmlSplitter cuts the record elements out of an XML file by its markup alone (XML 1.0: tags, attributes,
// comments, CDATA, processing instructions):
//
//   container = (prolog <root> (record | <group> (record | other)* </group> | other)* </root>)*
//             | (prolog <root> <envelope> (record | its own)* </envelope> </root>)*
//             | (prolog record | other)*                      the record is the root
//
// Each record is its element's exact bytes; whether it is well-formed inside is the normalizer's to judge. A
// record that another one interrupts, or that the root's end tag ends, and whatever else stands between
// records, is a document with a cause. A document type with an internal subset is refused as a whole: entity
// bombs live there. Memory: one record and one read.
//
// It works on bytes in whatever character set the file declares, as far as common/charset.h has it: no trailing byte of
// a character is '<', '>', '&', a quote, '/', '!' or '?' (GB18030: 0x30-0x39, 0x40-0x7E, 0x80-0xFE). ']' may be one, so
// "]]>" can end a CDATA section one character early; what follows is text either way.
class XmlSplitter {
 public:
  XmlSplitter(Window* window, DocumentEmitter* emitter, const XmlDialect& dialect)
      : window_(window), emitter_(emitter), dialect_(dialect), record_is_root_(dialect.root == dialect.record) {}

  // Only the sink's errors.
  absl::Status Run();

 private:
  enum class Token { kText, kBlank, kMisc, kStart, kEmpty, kEnd, kSubset, kCut };

  // Reads the token at position_; token_begin_ and name_ say what and where.
  Token Next();
  Token ReadText();
  Token ReadMarkup();
  Token ReadTag(bool closing);
  Token ReadDoctype();
  bool SkipPast(absl::string_view terminator);
  bool More();
  bool StartsWith(absl::string_view text);
  // Whether the tag in hand is `name`, with or without a prefix.
  bool Is(absl::string_view name) const;
  // Whether a record of this place is called so.
  bool IsRecord() const;
  bool IsGroup() const { return !dialect_.group.empty() && Is(dialect_.group); }
  // Never true where the record is the root.
  bool IsRoot() const { return !record_is_root_ && Is(dialect_.root); }
  // The tag in hand is the envelope's.
  bool IsEnvelope() const { return !dialect_.envelope.empty() && Is(dialect_.envelope); }
  void SetFormat();
  // Lets the span go on to position_, but not past markup of a size that a record may begin with.
  void AdvanceSpan();
  void StartSpan(uint64_t begin) { span_.emplace(window_, emitter_->limits(), begin); }

  // Each returns false when the rest of the container has been dealt with.
  bool SplitProlog();
  bool SplitTop();
  bool SplitChild();
  // What `token` begins between records.
  bool SplitToken(Token token);
  bool SplitEndTag();
  bool SplitRecord();
  bool SplitOther();
  bool EmitRecord(uint64_t end);
  bool EmitRegion(uint64_t end, v1::DeadLetterReason reason, absl::string_view message);
  bool Rest(v1::DeadLetterReason reason, absl::string_view message);
  void ReadDeclaration();

  Window* const window_;
  DocumentEmitter* const emitter_;
  const XmlDialect dialect_;
  const bool record_is_root_;
  absl::Status status_;
  std::optional<RecordSpan> span_;
  uint64_t position_ = 0;
  uint64_t token_begin_ = 0;
  std::string name_;
  std::string encoding_ = "UTF-8";
  bool in_root_ = false;
  bool in_group_ = false;
  bool any_root_ = false;
  bool too_deep_ = false;
  // The token in hand may turn out to be a tag that begins the next record.
  bool in_markup_ = false;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_XML_SPLITTER_H_
