#include "query/search/xapian_document.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "query/search/search_texts.h"

namespace trialweave::query {
namespace {

// Phrases never reach from one text into the next.
constexpr Xapian::termpos kGap = 100;
// Texts beyond this many words a trial are not indexed.
constexpr Xapian::termpos kMaxPosition = 200000;
// More words than hyphens join are no name.
constexpr size_t kLongestCompound = 4;
// A term of Xapian's has at most 245 bytes.
constexpr size_t kMaxCompoundBytes = 200;
constexpr size_t kShortestSpelled = 4;

class DocumentWriter {
 public:
  explicit DocumentWriter(const Synonyms& synonyms) : synonyms_(synonyms) {}

  void AddText(const SearchText& text) {
    if (position_ > kMaxPosition) return;
    const StemmedWords stemmed(SearchWords(text.text));
    const std::vector<SearchWord>& words = stemmed.words;
    const auto weight = static_cast<Xapian::termcount>(text.weight);
    for (size_t i = 0; i < words.size(); ++i, ++position_) {
      AddGroups(stemmed, i, weight);
      const SearchWord& word = words[i];
      if (word.ideographic) {
        document_.add_posting(word.text, position_, weight);
        if (i + 1 < words.size() && ArePair(word, words[i + 1])) {
          document_.add_posting(word.text + words[i + 1].text, position_, weight);
        }
        continue;
      }
      document_.add_posting(stemmed.stems[i], position_, weight);
      forms_[word.text] += weight;
      AddCompounds(words, i, weight);
    }
    position_ += kGap;
  }

  void AddIdentifier(const std::string& id) { document_.add_term(kIdentifierPrefix + id); }

  Xapian::Document Finish(std::map<std::string, int>& words) {
    // Each once, since a document looks every term up again.
    for (const auto& [word, weight] : forms_) {
      document_.add_term(kFormPrefix + word, weight);
      if (IsSpelled(word)) ++words[word];
    }
    for (const auto& [group, weight] : groups_) document_.add_term(GroupTerm(group), weight);
    return std::move(document_);
  }

 private:
  // Of one place a group counts once.
  void AddGroups(const StemmedWords& words, size_t at, Xapian::termcount weight) {
    at_.clear();
    synonyms_.VisitAt(words, at, [this](uint32_t group, size_t) { at_.insert(group); });
    for (const uint32_t group : at_) groups_[group] += weight;
  }

  // Of the joined words that begin with words[begin]: "covid-19" in "COVID-19-like".
  void AddCompounds(const std::vector<SearchWord>& words, size_t begin, Xapian::termcount weight) {
    std::string joined = words[begin].text;
    for (size_t i = begin + 1; i < words.size() && i - begin < kLongestCompound; ++i) {
      if (!words[i].joined || words[i].ideographic) return;
      joined += words[i].text;
      if (joined.size() > kMaxCompoundBytes) return;
      document_.add_term(kCompoundPrefix + joined, weight);
    }
  }

  const Synonyms& synonyms_;
  Xapian::Document document_;
  Xapian::termpos position_ = 1;
  absl::flat_hash_map<std::string, Xapian::termcount> forms_;
  absl::flat_hash_map<uint32_t, Xapian::termcount> groups_;
  absl::flat_hash_set<uint32_t> at_;
};

}  // namespace

bool ArePair(const SearchWord& first, const SearchWord& second) {
  return first.ideographic && second.ideographic && second.joined;
}

bool IsSpelled(const std::string& word) {
  return word.size() >= kShortestSpelled &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) { return absl::ascii_isalpha(c); });
}

std::string GroupTerm(uint32_t group) { return absl::StrCat("G", group); }

Xapian::Document DocumentOf(const v1::Trial& trial, const Synonyms& synonyms, std::map<std::string, int>& words) {
  DocumentWriter writer(synonyms);
  for (const SearchText& text : SearchTexts(trial)) writer.AddText(text);
  for (const auto* ids :
       {&trial.registration_ids(), &trial.absent_registration_ids(), &trial.related_registration_ids()}) {
    for (const std::string& id : *ids) writer.AddIdentifier(id);
  }
  return writer.Finish(words);
}

}  // namespace trialweave::query
