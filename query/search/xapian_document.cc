#include "query/search/xapian_document.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "query/search/search_texts.h"
#include "query/search/synonyms.h"

namespace trialweave::query {
namespace {

// Phrases never reach from one text into the next.
constexpr Xapian::termpos kGap = 100;
// Texts beyond this many words a trial are not indexed.
constexpr Xapian::termpos kMaxPosition = 200000;
// More words than hyphens join are no name.
constexpr size_t kLongestCompound = 4;
constexpr size_t kShortestSpelled = 4;

class DocumentWriter {
 public:
  void AddText(const SearchText& text) {
    if (position_ > kMaxPosition) return;
    const std::vector<SearchWord> words = SearchWords(text.text);
    const auto weight = static_cast<Xapian::termcount>(text.weight);
    for (size_t i = 0; i < words.size(); ++i, ++position_) {
      const SearchWord& word = words[i];
      if (word.ideographic) {
        document_.add_posting(word.text, position_, weight);
        if (i + 1 < words.size() && ArePair(word, words[i + 1])) {
          document_.add_posting(word.text + words[i + 1].text, position_, weight);
        }
        continue;
      }
      document_.add_posting(StemOf(word), position_, weight);
      document_.add_term(kFormPrefix + word.text, weight);
      if (Spelled(word.text)) spelled_.insert(word.text);
      AddCompounds(words, i, weight);
    }
    position_ += kGap;
  }

  void AddIdentifier(const std::string& id) { document_.add_term(kIdentifierPrefix + id); }

  Xapian::Document Finish(std::map<std::string, int>& words) {
    for (const std::string& word : spelled_) ++words[word];
    return std::move(document_);
  }

 private:
  static bool Spelled(const std::string& word) {
    return word.size() >= kShortestSpelled &&
           std::all_of(word.begin(), word.end(), [](unsigned char c) { return absl::ascii_isalpha(c); });
  }

  // Of the joined words that begin with words[begin]: "covid-19" in "COVID-19-like".
  void AddCompounds(const std::vector<SearchWord>& words, size_t begin, Xapian::termcount weight) {
    std::string joined = words[begin].text;
    for (size_t i = begin + 1; i < words.size() && i - begin < kLongestCompound; ++i) {
      if (!words[i].joined || words[i].ideographic) return;
      joined += words[i].text;
      document_.add_term(kCompoundPrefix + joined, weight);
    }
  }

  Xapian::Document document_;
  Xapian::termpos position_ = 1;
  std::set<std::string> spelled_;
};

}  // namespace

bool ArePair(const SearchWord& first, const SearchWord& second) {
  return first.ideographic && second.ideographic && second.joined;
}

Xapian::Document DocumentOf(const v1::Trial& trial, std::map<std::string, int>& words) {
  DocumentWriter writer;
  for (const SearchText& text : SearchTexts(trial)) writer.AddText(text);
  for (const auto* ids :
       {&trial.registration_ids(), &trial.absent_registration_ids(), &trial.related_registration_ids()}) {
    for (const std::string& id : *ids) writer.AddIdentifier(id);
  }
  return writer.Finish(words);
}

}  // namespace trialweave::query
