#include "normalizer/vocabulary/term_table.h"

#include <hs/hs.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "normalizer/vocabulary/match_text.h"

namespace trialweave::normalizer {
namespace {

struct FreeDatabase {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
struct FreeScratch {
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
using Database = std::unique_ptr<hs_database_t, FreeDatabase>;
using Scratch = std::unique_ptr<hs_scratch_t, FreeScratch>;

// A set of literals; the id of each is its index.
absl::StatusOr<Database> Compile(const std::vector<std::string>& literals, const std::vector<unsigned>& flags) {
  std::vector<const char*> expressions;
  std::vector<size_t> lengths;
  std::vector<unsigned> ids;
  for (const std::string& literal : literals) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(literal.c_str());
    lengths.push_back(literal.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(expressions.data(), flags.data(), ids.data(), lengths.data(),
                           static_cast<unsigned>(expressions.size()), HS_MODE_BLOCK, nullptr, &database,
                           &error) != HS_SUCCESS) {
    absl::Status status = absl::InternalError(absl::StrCat("Hyperscan: ", error->message));
    hs_free_compile_error(error);
    return status;
  }
  return Database(database);
}

bool IsWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// Where a Latin term that begins or ends with a letter or digit may do so.
bool BoundaryBefore(std::string_view folded, size_t begin) {
  return begin == 0 || !IsWord(folded[begin]) || !IsWord(folded[begin - 1]);
}

// The end of the word, with its plural; npos inside a longer word.
size_t WordEnd(std::string_view folded, size_t end, bool plural) {
  if (!IsWord(folded[end - 1])) return end;
  const auto ends = [&](size_t at) { return at >= folded.size() || !IsWord(folded[at]); };
  if (ends(end)) return end;
  if (!plural) return std::string_view::npos;
  if (folded[end] == 's' && ends(end + 1)) return end + 1;
  if (folded.substr(end, 2) == "es" && ends(end + 2)) return end + 2;
  return std::string_view::npos;
}

struct Found {
  unsigned id;
  size_t end;
};

int TakeMatch(unsigned id, unsigned long long, unsigned long long end, unsigned, void* context) {
  static_cast<std::vector<Found>*>(context)->push_back({id, static_cast<size_t>(end)});
  return 0;
}

int StopAtFirst(unsigned, unsigned long long, unsigned long long, unsigned, void*) { return 1; }

}  // namespace

struct TermTable::Impl {
  std::vector<Term> terms;
  // In the form in which they are compared.
  std::vector<std::string> folded;
  Database database;
  Database scope;
  // Of the terms of EVs and products that need no context.
  Database products;
  // Cloned by each thread that scans.
  Scratch scratch;

  hs_scratch_t* ScratchOfThread() const;
};

TermTable::TermTable() : impl_(std::make_unique<Impl>()) {}
TermTable::~TermTable() = default;

hs_scratch_t* TermTable::Impl::ScratchOfThread() const {
  // One a thread, grown to the databases it has met.
  thread_local Scratch mine;
  thread_local const Impl* sized_for = nullptr;
  if (sized_for != this) {
    hs_scratch_t* grown = mine.release();
    if (hs_alloc_scratch(database.get(), &grown) != HS_SUCCESS || hs_alloc_scratch(scope.get(), &grown) != HS_SUCCESS ||
        (products != nullptr && hs_alloc_scratch(products.get(), &grown) != HS_SUCCESS)) {
      throw std::bad_alloc();
    }
    mine.reset(grown);
    sized_for = this;
  }
  return mine.get();
}

// Nothing where there is none.
absl::Status TermTable::CompileProducts(Impl* impl) {
  std::vector<std::string> products;
  for (size_t i = 0; i < impl->terms.size(); ++i) {
    const Term& term = impl->terms[i];
    const bool product = term.category == "ev" || term.category == "product";
    if (product && !term.needs_context && term.value != "lookalike") products.push_back(impl->folded[i]);
  }
  if (products.empty()) return absl::OkStatus();
  auto database = Compile(products, std::vector<unsigned>(products.size(), 0));
  if (!database.ok()) return database.status();
  impl->products = std::move(*database);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const TermTable>> TermTable::Parse(std::string_view tsv) {
  std::shared_ptr<TermTable> table(new TermTable());
  Impl& impl = *table->impl_;
  std::vector<std::string> stems;
  std::vector<unsigned> stem_flags;
  std::set<std::tuple<std::string, std::string, bool>> known;
  int number = 0;
  const auto refuse = [&number](std::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", std::string(what)));
  };
  for (absl::string_view line : absl::StrSplit(absl::string_view(tsv.data(), tsv.size()), '\n')) {
    ++number;
    line = absl::StripSuffix(line, "\r");
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    if (columns.size() != 4) return refuse("wants: category, value, flags, terms");
    Term like;
    like.category = HashedName(columns[0]);
    like.value = columns[1];
    for (absl::string_view flag : absl::StrSplit(columns[2], ',')) {
      if (flag == "case") {
        like.case_sensitive = true;
      } else if (flag == "context") {
        like.needs_context = true;
      } else if (flag == "exact") {
        like.exact = true;
      } else if (flag != "-") {
        return refuse(absl::StrCat("unknown flag ", flag));
      }
    }
    for (absl::string_view text : absl::StrSplit(columns[3], " | ")) {
      Term term = like;
      term.text = std::string(absl::StripAsciiWhitespace(text));
      std::string folded = FoldForMatch(term.text).folded;
      if (folded.empty()) return refuse("an empty term");
      if (term.category == "scope") {
        stems.push_back(term.text);
        stem_flags.push_back(term.case_sensitive ? 0 : HS_FLAG_CASELESS);
        continue;
      }
      // A spelling that differs only in what is folded is the same term.
      const std::string spelling = term.case_sensitive ? term.text : folded;
      if (!known.insert({term.category.name() + "\t" + term.value, spelling, term.case_sensitive}).second) continue;
      impl.terms.push_back(std::move(term));
      impl.folded.push_back(std::move(folded));
    }
  }
  if (impl.terms.empty() || stems.empty()) return refuse("no terms, or no scope stems");
  auto database = Compile(impl.folded, std::vector<unsigned>(impl.folded.size(), 0));
  if (!database.ok()) return database.status();
  impl.database = std::move(*database);
  auto scope = Compile(stems, stem_flags);
  if (!scope.ok()) return scope.status();
  impl.scope = std::move(*scope);
  if (absl::Status status = CompileProducts(&impl); !status.ok()) return status;
  return std::shared_ptr<const TermTable>(std::move(table));
}

const std::vector<Term>& TermTable::terms() const { return impl_->terms; }

bool TermTable::MayNameProduct(std::string_view text) const {
  if (impl_->products == nullptr) return false;
  const std::string folded = FoldForMatch(text).folded;
  return hs_scan(impl_->products.get(), folded.data(), static_cast<unsigned>(folded.size()), 0,
                 impl_->ScratchOfThread(), StopAtFirst, nullptr) == HS_SCAN_TERMINATED;
}

bool TermTable::MayBeInScope(std::string_view text) const {
  text = text.substr(0, std::numeric_limits<unsigned>::max());
  return hs_scan(impl_->scope.get(), text.data(), static_cast<unsigned>(text.size()), 0, impl_->ScratchOfThread(),
                 StopAtFirst, nullptr) == HS_SCAN_TERMINATED;
}

std::vector<TermMatch> TermTable::Find(std::string_view text) const {
  const MatchText match = FoldForMatch(text);
  const std::string_view folded = match.folded;
  if (folded.empty()) return {};
  std::vector<Found> found;
  hs_scan(impl_->database.get(), folded.data(), static_cast<unsigned>(folded.size()), 0, impl_->ScratchOfThread(),
          TakeMatch, &found);
  std::vector<TermMatch> matches;
  for (const Found& hit : found) {
    const Term& term = impl_->terms[hit.id];
    const size_t begin = hit.end - impl_->folded[hit.id].size();
    if (!BoundaryBefore(folded, begin)) continue;
    const size_t end = WordEnd(folded, hit.end, !term.exact);
    if (end == std::string_view::npos) continue;
    TermMatch place;
    place.term = &term;
    place.offset = match.OriginBegin(begin);
    place.length = match.OriginEnd(end) - place.offset;
    if (term.case_sensitive && text.substr(place.offset, term.text.size()) != term.text) continue;
    matches.push_back(place);
  }
  // The longer first, then the earlier; each keeps its place free of others of its category.
  std::sort(matches.begin(), matches.end(), [](const TermMatch& a, const TermMatch& b) {
    return std::tuple(b.length, a.offset, a.term) < std::tuple(a.length, b.offset, b.term);
  });
  std::vector<TermMatch> kept;
  std::map<std::string_view, std::map<size_t, const TermMatch*>> taken;
  for (const TermMatch& candidate : matches) {
    auto& places = taken[candidate.term->category.name()];
    const auto next = places.lower_bound(candidate.offset);
    // One span may have several meanings.
    const bool same =
        next != places.end() && next->first == candidate.offset && next->second->length == candidate.length;
    const bool covered = (next != places.end() && next->first < candidate.end()) ||
                         (next != places.begin() && std::prev(next)->second->end() > candidate.offset);
    if (covered && (!same || next->second->term->value == candidate.term->value)) continue;
    kept.push_back(candidate);
    if (!same) places.emplace(candidate.offset, &candidate);
  }
  std::sort(kept.begin(), kept.end(), [](const TermMatch& a, const TermMatch& b) {
    return std::tuple(a.offset, a.length, a.term) < std::tuple(b.offset, b.length, b.term);
  });
  return kept;
}

}  // namespace trialweave::normalizer
