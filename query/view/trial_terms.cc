#include "query/view/trial_terms.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "query/folded_text.h"

namespace trialweave::query {
namespace {

using Postings = TermIndex::Postings;

// Name of an indexed field in keys; nullptr for a field that is not indexed.
const char* KeyOf(Field field) {
  switch (field) {
    case Field::kStatus:
      return "status/";
    case Field::kStudyType:
      return "type/";
    case Field::kPhase:
      return "phase/";
    case Field::kRegistry:
      return "registry/";
    case Field::kCountry:
      return "country/";
    case Field::kRegistration:
      return "registration/";
    case Field::kCondition:
      return "condition/";
    default:
      return nullptr;
  }
}

std::string Key(Field field, const std::string& value) { return absl::StrCat(KeyOf(field), value); }
std::string CodeKey(Field field, const std::string& code) { return Key(field, absl::AsciiStrToLower(code)); }
std::string EnumKey(Field field, int number) { return Key(field, absl::StrCat(number)); }

void AddWords(const std::string& text, std::set<std::string>& terms) {
  for (const std::string& word : IndexWords(FoldText(text))) terms.insert(Key(Field::kCondition, word));
}

Postings Intersect(const Postings& a, const Postings& b) {
  Postings out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Postings Unite(const Postings& a, const Postings& b) {
  Postings out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

// The pattern's words each begin a word of the trial's conditions.
Postings TextCandidates(const TextPattern& pattern, const TermIndex& index) {
  std::optional<Postings> all;
  for (const std::string& word : IndexWords(pattern.folded())) {
    const std::string key = Key(Field::kCondition, word);
    Postings found = StartsIdeographic(word) ? index.Find(key) : index.FindPrefix(key);
    all = all ? Intersect(*all, found) : std::move(found);
  }
  return all ? *std::move(all) : Postings();
}

std::optional<Postings> RestrictionCandidates(const Restriction& r, const TermIndex& index) {
  const char* key = KeyOf(r.field);
  if (key == nullptr || r.comparator == Comparator::kNotEqual) return std::nullopt;
  if (r.presence) return index.FindPrefix(key);
  switch (r.kind) {
    case FieldKind::kEnum:
      return index.Find(EnumKey(r.field, r.enum_value));
    case FieldKind::kCode:
      return index.Find(CodeKey(r.field, r.code));
    case FieldKind::kText:
      return TextCandidates(r.text, index);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::set<std::string> TermsOf(const v1::Trial& trial) {
  const v1::Study& study = trial.study();
  std::set<std::string> terms;
  if (study.status() != 0) terms.insert(EnumKey(Field::kStatus, study.status()));
  if (study.study_type() != 0) terms.insert(EnumKey(Field::kStudyType, study.study_type()));
  for (const int phase : study.phases()) terms.insert(EnumKey(Field::kPhase, phase));
  for (const std::string& registry : trial.registries()) terms.insert(CodeKey(Field::kRegistry, registry));
  for (const std::string& country : study.countries()) terms.insert(CodeKey(Field::kCountry, country));
  for (const std::string& id : trial.registration_ids()) terms.insert(CodeKey(Field::kRegistration, id));
  for (const std::string& id : trial.absent_registration_ids()) terms.insert(CodeKey(Field::kRegistration, id));
  for (const v1::Condition& condition : study.conditions()) {
    for (const v1::LocalizedText& name : condition.names()) AddWords(name.text(), terms);
    for (const std::string& code : condition.codes()) AddWords(code, terms);
  }
  return terms;
}

std::optional<Postings> CandidatesOf(const FilterNode& node, const TermIndex& index) {
  switch (node.kind) {
    case FilterNode::Kind::kRestriction:
      return RestrictionCandidates(node.restriction, index);
    case FilterNode::Kind::kNot:
      return std::nullopt;
    case FilterNode::Kind::kAnd: {
      std::optional<Postings> all;
      for (const auto& child : node.children) {
        std::optional<Postings> found = CandidatesOf(*child, index);
        if (found) all = all ? Intersect(*all, *found) : std::move(found);
      }
      return all;
    }
    case FilterNode::Kind::kOr: {
      Postings all;
      for (const auto& child : node.children) {
        const std::optional<Postings> found = CandidatesOf(*child, index);
        if (!found) return std::nullopt;
        all = Unite(all, *found);
      }
      return all;
    }
  }
  return std::nullopt;
}

}  // namespace trialweave::query
