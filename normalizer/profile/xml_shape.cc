#include "normalizer/profile/xml_shape.h"

#include <vector>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

struct OpenElement {
  std::string_view name;
  bool has_elements = false;
  bool has_text = false;
  uint32_t field = ShapeTree::kRoot;
};

// XmlScanner steps over XML that a parser has found well-formed; whatever else it meets, it ends inside `text_`.
class XmlScanner {
 public:
  XmlScanner(std::string_view text, int max_depth, ShapeTree* tree)
      : text_(text), max_depth_(static_cast<size_t>(max_depth)), tree_(*tree) {}

  void Run() {
    for (size_t open = text_.find('<'); open != std::string_view::npos; open = text_.find('<', at_)) {
      if (!open_.empty() && HasText(open)) open_.back().has_text = true;
      at_ = open + 1;
      if (!Tag()) return;
    }
  }

 private:
  bool HasText(size_t end) const {
    for (size_t i = at_; i < end; ++i) {
      if (!absl::ascii_isspace(static_cast<unsigned char>(text_[i]))) return true;
    }
    return false;
  }

  // Behind the next `end`; false when there is none.
  bool SkipBehind(std::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) return false;
    at_ = found + end.size();
    return true;
  }

  bool Tag() {
    const std::string_view rest = text_.substr(at_);
    if (rest.substr(0, 3) == "!--") return SkipBehind("-->");
    if (rest.substr(0, 8) == "![CDATA[") {
      if (!open_.empty()) open_.back().has_text = true;
      return SkipBehind("]]>");
    }
    if (rest.substr(0, 1) == "?" || rest.substr(0, 1) == "!") return SkipBehind(">");
    return rest.substr(0, 1) == "/" ? Close() : Open();
  }

  bool Open() {
    size_t end = at_;
    while (end < text_.size() && text_[end] != '>' && text_[end] != '/' &&
           !absl::ascii_isspace(static_cast<unsigned char>(text_[end]))) {
      ++end;
    }
    std::string_view name = text_.substr(at_, end - at_);
    if (const size_t colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
    if (!SkipAttributes(end)) return false;
    const bool empty = text_[at_ - 2] == '/';
    if (open_.size() > max_depth_) return false;
    if (!open_.empty()) Contain(open_.back());
    open_.push_back({name});
    return !empty || Close(at_);
  }

  // To behind the tag's end, over quoted values.
  bool SkipAttributes(size_t from) {
    for (size_t i = from; i < text_.size(); ++i) {
      if (text_[i] == '"' || text_[i] == '\'') {
        i = text_.find(text_[i], i + 1);
        if (i == std::string_view::npos) return false;
      } else if (text_[i] == '>') {
        at_ = i + 1;
        return true;
      }
    }
    return false;
  }

  // `element` turns out to have elements in it.
  void Contain(OpenElement& element) {
    if (element.has_elements) return;
    element.has_elements = true;
    if (open_.size() == 1) return;
    element.field = tree_.Field(open_[open_.size() - 2].field, element.name, v1::VALUE_TYPE_OBJECT);
  }

  bool Close() { return SkipBehind(">") && Close(at_); }

  bool Close(size_t) {
    if (open_.empty()) return false;
    const OpenElement element = open_.back();
    open_.pop_back();
    if (open_.empty()) return false;
    if (element.has_elements) return true;
    tree_.Field(open_.back().field, element.name, element.has_text ? v1::VALUE_TYPE_TEXT : v1::VALUE_TYPE_NULL);
    return true;
  }

  const std::string_view text_;
  const size_t max_depth_;
  ShapeTree& tree_;
  size_t at_ = 0;
  std::vector<OpenElement> open_;
};

}  // namespace

void AddXmlShape(std::string_view content, int max_depth, ShapeTree* tree) {
  XmlScanner(content, max_depth, tree).Run();
}

}  // namespace trialweave::normalizer
