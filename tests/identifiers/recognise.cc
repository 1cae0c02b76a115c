// Reads one text a line ("field<TAB>..." or "text<TAB>...", with \n, \t and \\ escaped) and prints what the
// grammar recognises in it, one line for each: value, scheme, printed and repair of every identifier, tab-separated,
// with the same escapes. A field is read as the normalizer reads id fields: as one identifier, else for all it holds.
#include <iostream>
#include <string>

#include "absl/strings/str_replace.h"
#include "common/registry_id.h"

namespace trialweave::tests {
namespace {

std::string Unescape(const std::string& escaped) {
  std::string text;
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\' || i + 1 == escaped.size()) {
      text.push_back(escaped[i]);
      continue;
    }
    const char c = escaped[++i];
    text.push_back(c == 'n' ? '\n' : c == 't' ? '\t' : c);
  }
  return text;
}

std::string Escape(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\n", "\\n"}, {"\t", "\\t"}});
}

void Recognise(const std::string& line) {
  const size_t tab = line.find('\t');
  const std::string text = Unescape(tab == std::string::npos ? "" : line.substr(tab + 1));
  std::vector<common::RegistryId> ids;
  if (line.substr(0, tab) == "field") {
    if (auto id = common::ParseRegistryId(text)) ids.push_back(*std::move(id));
  }
  if (ids.empty()) ids = common::FindRegistryIds(text);
  std::string out;
  for (const common::RegistryId& id : ids) {
    if (!out.empty()) out.push_back('\t');
    out += Escape(id.value) + "\t" + id.scheme + "\t" + Escape(text.substr(id.offset, id.length)) + "\t" + id.repair;
  }
  std::cout << out << "\n";
}

}  // namespace
}  // namespace trialweave::tests

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) trialweave::tests::Recognise(line);
}
