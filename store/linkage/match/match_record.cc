#include "store/linkage/match/match_record.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>

namespace trialweave::store {
namespace {

constexpr size_t kLongestText = std::numeric_limits<uint8_t>::max();
// Identifiers beyond this are left out; the disk has two bytes for the size.
constexpr size_t kMostText = 4096;

Tokens Kept(Tokens values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() > kMostValues) values.resize(kMostValues);
  return values;
}

Tokens TitleWords(const MatchDraft& draft) {
  Tokens words;
  for (const Tokens& title : draft.titles) words.insert(words.end(), title.begin(), title.end());
  return Kept(std::move(words));
}

template <typename Number>
Tokens KeptNumbers(const std::vector<Number>& numbers) {
  Tokens values;
  for (const Number number : numbers) values.push_back(static_cast<uint32_t>(number));
  return Kept(std::move(values));
}

std::string Short(const std::string& text) { return text.substr(0, kLongestText); }

}  // namespace

MatchRecord::MatchRecord(const MatchDraft& draft)
    : scheme_size_(static_cast<uint8_t>(Short(draft.scheme).size())),
      id_size_(static_cast<uint8_t>(Short(draft.id).size())),
      titles_(static_cast<uint8_t>(std::min(draft.titles.size(), kMostTitles))),
      phases_(draft.phases),
      study_type_(static_cast<uint8_t>(draft.study_type)),
      sequel_(draft.sequel),
      pilot_(draft.pilot),
      hospital_(draft.hospital) {
  std::string text = Short(draft.scheme) + Short(draft.id);
  for (const std::string& id : draft.stated) {
    if (id.size() <= kLongestText && text.size() < kMostText) text += static_cast<char>(id.size()) + id;
  }
  const std::array<Tokens, kMatchParts> parts = {TitleWords(draft),
                                                 Kept(draft.conditions),
                                                 Kept(draft.interventions),
                                                 Kept(draft.sponsors),
                                                 Kept(draft.primary_outcomes),
                                                 Kept(draft.countries),
                                                 Kept(draft.acronyms),
                                                 Kept(draft.numerals),
                                                 Kept(draft.persons),
                                                 Kept(draft.emails),
                                                 Kept(draft.phones),
                                                 Kept(draft.protocol_numbers),
                                                 KeptNumbers(draft.sizes),
                                                 KeptNumbers(draft.started),
                                                 KeptNumbers(draft.registered),
                                                 KeptNumbers(draft.completed),
                                                 Kept(draft.alternatives)};
  for (size_t i = 0; i < kMatchParts; ++i) ends_[i + 1] = static_cast<uint16_t>(ends_[i] + parts[i].size());
  values_.reserve(Numbers() + ValuesFor(text));
  for (const Tokens& part : parts) values_.insert(values_.end(), part.begin(), part.end());
  values_.resize(Numbers());
  AppendText(text);
  const Tokens& words = parts[0];
  for (size_t title = 0; title < titles_; ++title) {
    uint32_t* bits = &values_[ends_[kMatchParts] + title * TitleStride()];
    for (size_t word = 0; word < words.size(); ++word) {
      const Tokens& its = draft.titles[title];
      if (std::binary_search(its.begin(), its.end(), words[word])) bits[word / 32] |= uint32_t{1} << word % 32;
    }
  }
}

void MatchRecord::AppendText(std::string_view text) {
  text_size_ = static_cast<uint16_t>(text.size());
  values_.resize(Numbers() + ValuesFor(text));
  if (!text.empty()) std::memcpy(values_.data() + Numbers(), text.data(), text.size());
}

std::vector<std::string_view> MatchRecord::stated() const {
  std::vector<std::string_view> ids;
  const std::string_view all = text();
  for (size_t at = scheme_size_ + id_size_; at < all.size();) {
    const auto size = static_cast<uint8_t>(all[at]);
    ids.push_back(all.substr(at + 1, size));
    at += size_t{1} + size;
  }
  return ids;
}

MatchRecord MatchRecordOf(const v1::Registration& registration) { return MatchRecord(MatchDraftOf(registration)); }

}  // namespace trialweave::store
