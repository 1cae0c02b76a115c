#include "query/search/search_query.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "query/search/search_errors.h"

namespace trialweave::query {
namespace {

constexpr size_t kMaxQueryBytes = 1024;
constexpr size_t kMaxWords = 64;

// What one piece of the query's text is.
struct Piece {
  absl::string_view text;
  bool quoted = false;
  bool excluded = false;
};

// A character of the query that is written in several ways.
bool ConsumeAny(absl::string_view& text, std::initializer_list<absl::string_view> forms) {
  for (const absl::string_view form : forms) {
    if (absl::StartsWith(text, form)) {
      text.remove_prefix(form.size());
      return true;
    }
  }
  return false;
}

bool ConsumeBlank(absl::string_view& text) {
  return ConsumeAny(text, {" ", "\t", "\n", "\r", "\u3000", "(", ")", "（", "）"});
}
bool ConsumeQuote(absl::string_view& text) { return ConsumeAny(text, {"\"", "“", "”", "「", "」", "＂"}); }

// Advances to the first place where `consume` would take something, and takes it; the text before it.
template <typename Consume>
absl::string_view TakeUntil(absl::string_view& text, Consume consume) {
  const absl::string_view all = text;
  while (!text.empty()) {
    absl::string_view after = text;
    if (consume(after)) break;
    text.remove_prefix(1);
  }
  return all.substr(0, all.size() - text.size());
}

std::vector<Piece> CutPieces(absl::string_view text) {
  std::vector<Piece> pieces;
  while (true) {
    while (ConsumeBlank(text)) {
    }
    if (text.empty()) return pieces;
    Piece piece;
    if (text.size() > 1 && (text[0] == '-' || absl::StartsWith(text, "－"))) {
      ConsumeAny(text, {"-", "－"});
      piece.excluded = true;
    }
    if (ConsumeQuote(text)) {
      piece.quoted = true;
      piece.text = TakeUntil(text, ConsumeQuote);
      ConsumeQuote(text);
    } else {
      piece.text = TakeUntil(text, [](absl::string_view& t) { return ConsumeBlank(t) || ConsumeQuote(t); });
    }
    pieces.push_back(piece);
  }
}

// `query` is the whole that the piece is of.
std::optional<SearchUnit> UnitOf(const Piece& piece, absl::string_view query) {
  SearchUnit unit;
  if (!piece.quoted) {
    if (const auto id = common::ParseRegistryId(std::string_view(piece.text.data(), piece.text.size()))) {
      unit.kind = SearchUnit::Kind::kIdentifier;
      unit.identifier = id->value;
      return unit;
    }
  }
  unit.words = SearchWords(piece.text);
  if (unit.words.empty()) return std::nullopt;
  for (SearchWord& word : unit.words) word.offset += static_cast<uint32_t>(piece.text.data() - query.data());
  if (piece.quoted) unit.kind = SearchUnit::Kind::kPhrase;
  if (!piece.quoted && unit.words.size() == 1 && absl::EndsWith(piece.text, "*")) unit.kind = SearchUnit::Kind::kPrefix;
  return unit;
}

bool IsOr(const Piece& piece) { return !piece.quoted && !piece.excluded && piece.text == "OR"; }

class QueryBuilder {
 public:
  explicit QueryBuilder(absl::string_view text) : text_(text) {}

  void Add(const Piece& piece, bool alternative) {
    std::optional<SearchUnit> unit = UnitOf(piece, text_);
    if (!unit) return;
    if (alternative && !clauses_.empty() && !clauses_.back().excluded) {
      clauses_.back().units.push_back(*std::move(unit));
      run_ = false;
      return;
    }
    // Words side by side are one unit, so that terms of several words are known.
    const bool plain = unit->kind == SearchUnit::Kind::kWords && !piece.excluded;
    if (plain && run_) {
      std::vector<SearchWord>& words = clauses_.back().units[0].words;
      words.insert(words.end(), unit->words.begin(), unit->words.end());
      return;
    }
    SearchClause clause;
    clause.excluded = piece.excluded;
    clause.units.push_back(*std::move(unit));
    clauses_.push_back(std::move(clause));
    run_ = plain;
  }

  // The next piece stands alone: OR follows it.
  void Break() { run_ = false; }
  std::vector<SearchClause> Take() { return std::move(clauses_); }

 private:
  const absl::string_view text_;
  std::vector<SearchClause> clauses_;
  // The last clause is words that the next word goes on.
  bool run_ = false;
};

}  // namespace

absl::StatusOr<SearchQuery> ParseSearchQuery(absl::string_view text) {
  if (text.size() > kMaxQueryBytes) {
    return SearchQueryInvalid(absl::StrCat(text.size(), " bytes, at most ", kMaxQueryBytes));
  }
  SearchQuery query;
  // An identifier may be written with blanks.
  if (const auto id = common::ParseRegistryId(std::string_view(text.data(), text.size()))) {
    query.clauses.push_back({{{SearchUnit::Kind::kIdentifier, {}, id->value}}, false});
    return query;
  }
  const std::vector<Piece> pieces = CutPieces(text);
  QueryBuilder builder(text);
  for (size_t i = 0; i < pieces.size(); ++i) {
    const bool has_both = i > 0 && i + 1 < pieces.size();
    if (IsOr(pieces[i]) && has_both) continue;
    const bool before_or = i + 2 < pieces.size() && IsOr(pieces[i + 1]);
    const bool after_or = i > 1 && IsOr(pieces[i - 1]);
    if (before_or) builder.Break();
    builder.Add(pieces[i], after_or);
    if (before_or || after_or) builder.Break();
  }
  query.clauses = builder.Take();
  size_t words = 0;
  for (const SearchClause& clause : query.clauses) {
    for (const SearchUnit& unit : clause.units) words += std::max<size_t>(1, unit.words.size());
  }
  if (words > kMaxWords) return SearchQueryInvalid(absl::StrCat(words, " words, at most ", kMaxWords));
  return query;
}

}  // namespace trialweave::query
