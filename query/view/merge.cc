#include "query/view/merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/packed_provenance.h"
#include "google/protobuf/descriptor.h"
#include "query/view/disagreements.h"
#include "query/view/registration_rank.h"

namespace trialweave::query {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;
using v1::Study;

// Fields of Study that are taken together from one registration; the first one decides who states them.
constexpr const char* kGroups[][4] = {
    {"acronym"},
    {"status", "status_text", "last_known_status", "why_stopped"},
    {"study_type", "study_type_text"},
    {"phases", "phase_text"},
    {"design"},
    {"enrollment"},
    {"actual_enrollment"},
    {"start_date"},
    {"primary_completion_date"},
    {"completion_date"},
    {"registration_date"},
    {"last_update_date"},
    {"sponsors"},
    {"countries", "unmapped_countries"},
    {"sites"},
    {"conditions"},
    {"arms"},
    {"interventions"},
    {"outcomes"},
    {"eligibility"},
    {"references"},
    {"has_results", "results_date"},
    {"results_summary"},
    {"ipd_statement", "ipd_description"},
    {"regulatory_mentions"},
    {"ethics_reviews"},
};

// Fields of Study in which each language is a value of its own.
constexpr const char* kLocalized[] = {"titles", "official_titles", "summaries", "descriptions", "keywords", "funders"};

const FieldDescriptor* FieldNamed(const char* name) { return Study::descriptor()->FindFieldByName(name); }

bool IsSet(const Study& study, const FieldDescriptor* field) {
  const Reflection* reflection = study.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(study, field) > 0 : reflection->HasField(study, field);
}

// Whether the field has a canonical value, not only the source's printed one.
bool IsCanonical(const Study& study, const FieldDescriptor* field) {
  if (!IsSet(study, field)) return false;
  if (field->is_repeated() || field->message_type() == nullptr) return true;
  const auto& value = study.GetReflection()->GetMessage(study, field);
  if (field->message_type() == v1::StudyDate::descriptor()) {
    return static_cast<const v1::StudyDate&>(value).has_date();
  }
  if (field->message_type() == v1::Enrollment::descriptor()) {
    return static_cast<const v1::Enrollment&>(value).has_count();
  }
  return true;
}

// Paths of a registration's provenance are those of its study, with or without "study." before them.
absl::string_view StudyPath(const std::string& path) { return absl::StripPrefix(path, "study."); }

bool IsAtOrBelow(absl::string_view path, absl::string_view field) {
  return absl::StartsWith(path, field) &&
         (path.size() == field.size() || path[field.size()] == '.' || path[field.size()] == '[');
}

class Merger {
 public:
  // Takes the values out of `heads`.
  Merger(std::vector<v1::Registration>& heads, v1::Trial& trial) : trial_(trial) {
    for (v1::Registration& head : heads) {
      common::UnpackProvenance(&head);
      ranked_.push_back(&head);
    }
    std::sort(ranked_.begin(), ranked_.end(), [](const auto* a, const auto* b) { return RankOf(*a) < RankOf(*b); });
  }

  void Run() {
    for (v1::Disagreement& disagreement : *trial_.mutable_disagreements()) PlaceVariants(disagreement);
    for (const char* field : kLocalized) MergeLanguages(FieldNamed(field));
    for (const auto& group : kGroups) MergeGroup(group);
    TakeFacts();
  }

 private:
  // Where each registration states its value of a field in which they differ.
  void PlaceVariants(v1::Disagreement& disagreement) {
    const std::string& field = disagreement.field();
    const std::string group = field.substr(0, field.find('.'));
    for (v1::FieldVariant& variant : *disagreement.mutable_variants()) {
      const auto head = std::find_if(ranked_.begin(), ranked_.end(), [&](const v1::Registration* registration) {
        return registration->registration_id() == variant.registration_id();
      });
      v1::FieldProvenance& placed = *variant.mutable_provenance();
      placed.set_field(group);
      for (const v1::FieldProvenance& provenance : (*head)->provenance()) {
        if (!IsAtOrBelow(StudyPath(provenance.field()), group)) continue;
        placed = provenance;
        // The field itself rather than another of its group.
        if (StudyPath(provenance.field()) == field) break;
      }
      placed.set_document(DocumentIndex(**head, placed.document()));
    }
  }

  void MergeGroup(const char* const (&group)[4]) {
    const FieldDescriptor* leader = FieldNamed(group[0]);
    v1::Registration* winner = FirstWhere([&](const Study& study) { return IsCanonical(study, leader); });
    if (winner == nullptr) {
      winner = FirstWhere([&](const Study& study) {
        return std::any_of(std::begin(group), std::end(group),
                           [&](const char* name) { return name != nullptr && IsSet(study, FieldNamed(name)); });
      });
    }
    if (winner == nullptr) return;
    for (const char* name : group) {
      if (name == nullptr || !IsSet(winner->study(), FieldNamed(name))) continue;
      Study* from = winner->mutable_study();
      from->GetReflection()->SwapFields(from, trial_.mutable_study(), {FieldNamed(name)});
      AddProvenance(*winner, name, name);
    }
  }

  // Facts rest on the text of one registration, and stay together.
  void TakeFacts() {
    for (v1::Registration* registration : ranked_) {
      if (!registration->has_ev_facts()) continue;
      *trial_.mutable_ev_facts() = std::move(*registration->mutable_ev_facts());
      for (v1::Fact& fact : *trial_.mutable_ev_facts()->mutable_facts()) {
        for (v1::EvidenceSpan& span : *fact.mutable_evidence()) {
          span.set_document(DocumentIndex(*registration, span.document()));
        }
      }
      return;
    }
  }

  void MergeLanguages(const FieldDescriptor* field) {
    std::set<std::string> languages;
    for (const v1::Registration* registration : ranked_) {
      const Study& from = registration->study();
      std::set<std::string> added;
      for (int i = 0; i < from.GetReflection()->FieldSize(from, field); ++i) {
        const auto& text =
            static_cast<const v1::LocalizedText&>(from.GetReflection()->GetRepeatedMessage(from, field, i));
        if (languages.count(text.language()) > 0) continue;
        added.insert(text.language());
        Study& study = *trial_.mutable_study();
        const int to = study.GetReflection()->FieldSize(study, field);
        study.GetReflection()->AddMessage(&study, field)->CopyFrom(text);
        AddProvenance(*registration, absl::StrCat(field->name(), "[", i, "]"),
                      absl::StrCat(field->name(), "[", to, "]"));
      }
      languages.merge(added);
    }
  }

  template <typename Predicate>
  v1::Registration* FirstWhere(Predicate predicate) const {
    for (v1::Registration* registration : ranked_) {
      if (predicate(registration->study())) return registration;
    }
    return nullptr;
  }

  // What `registration` says of where its values at or below `from` were found, now as `to`. What it says of
  // all values above (of "titles" for "titles[0]") speaks for them too; else its first document does.
  void AddProvenance(const v1::Registration& registration, const std::string& from, const std::string& to) {
    bool found = false;
    const std::string above = from.substr(0, from.find('['));
    for (const v1::FieldProvenance& provenance : registration.provenance()) {
      const absl::string_view path = StudyPath(provenance.field());
      const bool exact = IsAtOrBelow(path, from);
      if (!exact && path != above) continue;
      v1::FieldProvenance& added = *trial_.add_provenance();
      added = provenance;
      added.set_field(exact ? absl::StrCat(to, path.substr(from.size())) : to);
      added.set_document(DocumentIndex(registration, provenance.document()));
      found = true;
    }
    if (found) return;
    v1::FieldProvenance& added = *trial_.add_provenance();
    added.set_field(to);
    added.set_document(DocumentIndex(registration, 0));
  }

  uint32_t DocumentIndex(const v1::Registration& registration, uint32_t document) {
    const auto key = std::make_pair(registration.registration_id(), document);
    const auto [entry, inserted] = documents_.try_emplace(key, trial_.documents_size());
    if (!inserted) return entry->second;
    v1::DocumentRef& added = *trial_.add_documents();
    if (document < static_cast<uint32_t>(registration.documents_size())) added = registration.documents(document);
    added.set_record_id(registration.registration_id());
    return entry->second;
  }

  std::vector<v1::Registration*> ranked_;
  v1::Trial& trial_;
  std::map<std::pair<std::string, uint32_t>, uint32_t> documents_;
};

// What complete snapshots of the sources lack, by registration and set.
void AddAbsences(const std::vector<v1::Registration>& heads, v1::Trial& trial) {
  for (const v1::Registration& head : heads) {
    for (const v1::Absence& absence : head.absences()) {
      v1::RegistrationAbsence& added = *trial.add_absences();
      added.set_registration_id(head.registration_id());
      added.set_set(absence.set());
      *added.mutable_since() = absence.since();
      added.set_tombstone(absence.tombstone());
    }
  }
  std::sort(trial.mutable_absences()->begin(), trial.mutable_absences()->end(), [](const auto& a, const auto& b) {
    return std::tie(a.registration_id(), a.set()) < std::tie(b.registration_id(), b.set());
  });
}

}  // namespace

v1::Trial MergeTrial(const v1::MembershipChanged& membership, std::vector<v1::Registration> heads) {
  v1::Trial trial;
  trial.set_kind(v1::TRIAL_KIND_REGISTERED);
  *trial.mutable_registration_ids() = membership.registration_ids();
  *trial.mutable_absent_registration_ids() = membership.absent_registration_ids();
  *trial.mutable_links() = membership.links();
  *trial.mutable_related_registration_ids() = membership.related_registration_ids();
  std::set<std::string> registries;
  for (const v1::Registration& head : heads) registries.insert(head.registry());
  trial.mutable_registries()->Assign(registries.begin(), registries.end());
  trial.mutable_study();
  AddAbsences(heads, trial);
  for (v1::Disagreement& disagreement : FindDisagreements(heads)) *trial.add_disagreements() = std::move(disagreement);
  Merger(heads, trial).Run();
  return trial;
}

}  // namespace trialweave::query
