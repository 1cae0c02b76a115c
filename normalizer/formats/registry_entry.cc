#include "normalizer/formats/registry_entry.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {
namespace {

bool IsRegistry(const std::string& journal) {
  for (const char* name :
       {"ClinicalTrials.gov", "Clinical Trials.gov", "https://clinicaltrials.gov", "clinicaltrials"}) {
    if (absl::EqualsIgnoreCase(journal, name)) return true;
  }
  return false;
}

bool IsRegistryEntry(const v1::Publication& entry) {
  return IsRegistry(entry.journal()) &&
         std::any_of(entry.publication_types().begin(), entry.publication_types().end(), [](const std::string& type) {
           return absl::StrContains(absl::AsciiStrToLower(type), "clinical trial");
         });
}

// Index of the identifier that the entry is about: the first of ClinicalTrials.gov, where those of number fields come
// before those of texts; -1 when there is none.
int OwnId(const v1::Publication& entry) {
  for (int i = 0; i < entry.trial_ids_size(); ++i) {
    if (entry.trial_ids(i).scheme() == "ctgov") return i;
  }
  return -1;
}

Where WhereOf(const v1::Publication& entry, const std::string& field) {
  for (const v1::FieldProvenance& provenance : entry.provenance()) {
    if (provenance.field() == field) return {provenance.path(), provenance.offset(), provenance.length()};
  }
  return {};
}

v1::Registration RegistrationOf(const v1::Publication& entry, int own, const ParseContext& context) {
  RegistrationBuilder builder(context, {"embase", TextStyle::kPlain, "en"});
  builder.SetIdentifier(entry.trial_ids(own).value(), WhereOf(entry, absl::StrCat("trial_ids[", own, "]")));
  v1::Study& study = builder.study();
  for (int i = 0; i < entry.titles_size(); ++i)
    builder.AddText(study.mutable_titles(), entry.titles(i).text(), "titles",
                    WhereOf(entry, absl::StrCat("titles[", i, "]")));
  for (int i = 0; i < entry.abstracts_size(); ++i) {
    builder.AddText(study.mutable_summaries(), entry.abstracts(i).text(), "summaries",
                    WhereOf(entry, absl::StrCat("abstracts[", i, "]")));
  }
  if (!entry.url().empty()) {
    builder.registration().set_url(entry.url());
    builder.At("url", WhereOf(entry, "url"));
  }
  builder.Note(absl::StrCat("an entry of ", entry.journal(), " in Embase: ", entry.name()));
  return builder.Finish();
}

}  // namespace

ParseResult WithRegistryEntries(ParseResult result, const ParseContext& context) {
  const auto* entry = std::get_if<v1::Publication>(&result);
  if (entry == nullptr || !IsRegistryEntry(*entry)) return result;
  const int own = OwnId(*entry);
  if (own < 0) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER,
                     absl::StrCat("an entry of ", entry->journal(), " that does not say which"));
  }
  return RegistrationOf(*entry, own, context);
}

}  // namespace trialweave::normalizer
