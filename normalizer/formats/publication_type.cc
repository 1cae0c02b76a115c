#include "normalizer/formats/publication_type.h"

#include <algorithm>
#include <iterator>

namespace trialweave::normalizer {
namespace {

constexpr std::string_view kTypes[] = {
    "Adaptive Clinical Trial",
    "Case Reports",
    "Clinical Conference",
    "Clinical Study",
    "Clinical Trial",
    "Clinical Trial Protocol",
    "Clinical Trial, Phase I",
    "Clinical Trial, Phase II",
    "Clinical Trial, Phase III",
    "Clinical Trial, Phase IV",
    "Clinical Trial, Veterinary",
    "Comment",
    "Comparative Study",
    "Congress",
    "Consensus Development Conference",
    "Controlled Clinical Trial",
    "Corrected and Republished Article",
    "Editorial",
    "English Abstract",
    "Equivalence Trial",
    "Evaluation Study",
    "Guideline",
    "Historical Article",
    "Journal Article",
    "Letter",
    "Meta-Analysis",
    "Multicenter Study",
    "News",
    "Observational Study",
    "Practice Guideline",
    "Pragmatic Clinical Trial",
    "Preprint",
    "Published Erratum",
    "Randomized Controlled Trial",
    "Randomized Controlled Trial, Veterinary",
    "Retracted Publication",
    "Retraction of Publication",
    "Review",
    "Scoping Review",
    "Systematic Review",
    "Twin Study",
    "Validation Study",
};

}  // namespace

bool IsPubmedType(std::string_view line) {
  return std::find(std::begin(kTypes), std::end(kTypes), line) != std::end(kTypes);
}

}  // namespace trialweave::normalizer
