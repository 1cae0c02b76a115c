#include "normalizer/profile/json_shape.h"

#include <cstring>
#include <vector>

namespace trialweave::normalizer {
namespace {

// JsonScanner steps over JSON that a parser has found well-formed; whatever else it meets, it ends inside `text_`.
class JsonScanner {
 public:
  JsonScanner(std::string_view text, int max_depth, ShapeTree* tree)
      : text_(text), max_depth_(max_depth), tree_(*tree) {}

  void Run() {
    SkipBlanks();
    if (Peek() == '{') Object(ShapeTree::kRoot, 0);
  }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void SkipBlanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    SkipBlanks();
    return true;
  }
  void Fail() { at_ = text_.size(); }

  // Without its quotes.
  std::string_view String() {
    const size_t begin = ++at_;
    while (at_ < text_.size()) {
      const void* quote = std::memchr(text_.data() + at_, '"', text_.size() - at_);
      if (quote == nullptr) break;
      const size_t end = static_cast<size_t>(static_cast<const char*>(quote) - text_.data());
      size_t escapes = 0;
      while (end - escapes > begin && text_[end - escapes - 1] == '\\') ++escapes;
      at_ = end + 1;
      if (escapes % 2 == 0) return text_.substr(begin, end - begin);
    }
    Fail();
    return {};
  }

  static v1::ValueType TypeOf(char first) {
    switch (first) {
      case '{':
        return v1::VALUE_TYPE_OBJECT;
      case '[':
        return v1::VALUE_TYPE_ARRAY;
      case '"':
        return v1::VALUE_TYPE_TEXT;
      case 't':
      case 'f':
        return v1::VALUE_TYPE_BOOLEAN;
      case 'n':
        return v1::VALUE_TYPE_NULL;
      default:
        return v1::VALUE_TYPE_NUMBER;
    }
  }

  // A value that belongs to `field`: members of objects, also of those in arrays, are its members.
  void Value(uint32_t field, int depth) {
    if (depth > max_depth_) return Fail();
    switch (Peek()) {
      case '{':
        return Object(field, depth + 1);
      case '[':
        return Array(field, depth + 1);
      case '"':
        String();
        break;
      default:
        while (at_ < text_.size() && std::strchr(",]} \n\r\t", text_[at_]) == nullptr) ++at_;
    }
    SkipBlanks();
  }

  void Object(uint32_t field, int depth) {
    Take('{');
    while (Peek() == '"') {
      const std::string_view name = String();
      SkipBlanks();
      if (!Take(':')) return Fail();
      const uint32_t member = tree_.Field(field, name, TypeOf(Peek()));
      // Too many fields: what is below is left out as well.
      Value(member, depth);
      if (!Take(',')) break;
    }
    if (!Take('}')) Fail();
  }

  void Array(uint32_t field, int depth) {
    Take('[');
    while (at_ < text_.size() && Peek() != ']') {
      Value(field, depth);
      if (!Take(',')) break;
    }
    if (!Take(']')) Fail();
  }

  const std::string_view text_;
  const int max_depth_;
  ShapeTree& tree_;
  size_t at_ = 0;
};

}  // namespace

void AddJsonShape(std::string_view content, int max_depth, ShapeTree* tree) {
  JsonScanner(content, max_depth, tree).Run();
}

}  // namespace trialweave::normalizer
