#ifndef TRIALWEAVE_QUERY_VIEW_TERM_INDEX_H_
#define TRIALWEAVE_QUERY_VIEW_TERM_INDEX_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "query/view/postings.h"
#include "query/view/row_terms.h"

namespace trialweave::query {

// TermIndex maps the keys of one field to the rows that have them. Not thread-safe.
class TermIndex {
 public:
  // A key with its rows. What people are shown is the label; it is kept only where it is not the key.
  class Entry {
   public:
    const std::string& Label(const std::string& key) const { return label_ == nullptr ? key : *label_; }
    const Postings& postings() const { return postings_; }
    // Below numbers(); of a key that has gone it may be another one's later.
    uint32_t number() const { return number_; }

   private:
    friend class TermIndex;
    Postings postings_;
    uint32_t number_ = 0;
    std::unique_ptr<const std::string> label_;
  };
  using Entries = absl::btree_map<std::string, Entry>;

  // With `by_row` it also knows the keys of a row.
  explicit TermIndex(bool by_row = false) : by_row_(by_row) {}

  // `label` is how the value was written; the first one of a key stays.
  void Add(const std::string& key, absl::string_view label, uint32_t row);
  // Removes a row that was added. Keys without rows go.
  void Remove(const std::string& key, uint32_t row);

  Rows Find(const std::string& key) const;
  // Of all keys that begin with `prefix`.
  Rows FindPrefix(const std::string& prefix) const;
  // By key.
  const Entries& entries() const { return entries_; }
  uint32_t numbers() const { return numbers_; }
  // The numbers of each row's keys; only with by_row.
  const RowTerms& row_terms() const { return row_terms_; }

 private:
  bool by_row_;
  Entries entries_;
  uint32_t numbers_ = 0;
  std::vector<uint32_t> free_numbers_;
  RowTerms row_terms_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TERM_INDEX_H_
