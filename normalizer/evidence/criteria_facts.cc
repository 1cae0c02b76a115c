#include "normalizer/evidence/criteria_facts.h"

#include <re2/re2.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;

// What is said of the product's making, and of what was given before.
bool SpeaksOfMaking(const ReadText& read, const Sentence& sentence) {
  static const RE2 making(
      "(?i)\\b(?:made|derived|obtained|prepared|produced|manufactured) from\\b|\\bproducts? (?:from|of)\\b|"
      "\\b(?:exosomes?|vesicles?|EVs?|cells) (?:in this (?:study|trial) |used here )?(?:are|is|come|were) from\\b|"
      "\\bcriteria for (?:[a-z]+ )?donors\\b|来源于|制备自");
  static const RE2 earlier(
      "(?i)\\bprior\\b|\\bprevious|\\bhistory of\\b|\\b(?:has|have|had|who) "
      "(?:received|donated)\\b|\\btreat(?:ed|ment) with\\b|"
      "\\bwithin (?:the )?(?:last|past|\\d)|\\btransplant|\\brecipients?\\b|既往|曾|接受过|移植");
  const re2::StringPiece text(read.text.text.data() + sentence.begin, sentence.end - sentence.begin);
  return RE2::PartialMatch(text, making) && !RE2::PartialMatch(text, earlier);
}

}  // namespace

void AddCriteriaFacts(const v1::Registration& registration, const TermTable& terms, FactList* facts) {
  const bool source = !facts->Has("source"), donor = !facts->Has("donor");
  if (!source && !donor) return;
  std::vector<RecordText> texts;
  const auto& criteria = registration.study().eligibility().criteria();
  for (int i = 0; i < criteria.size(); ++i) {
    RecordText text;
    text.role = TextRole::kDescription;
    text.text = criteria[i].text();
    text.path = absl::StrCat("study.eligibility.criteria[", i, "].text");
    texts.push_back(std::move(text));
  }
  for (const ReadText& read : ReadTexts(std::move(texts), terms)) {
    for (const TermMatch& match : read.terms) {
      const bool wanted =
          (source && match.term->category == "source" && match.term->value != "mesenchymal_stem_cell") ||
          (donor && match.term->category == "donor");
      if (wanted && SpeaksOfMaking(read, ReachOf(read, match)))
        facts->Add(match.term->category.name(), 0.7, read, match);
    }
  }
}

}  // namespace trialweave::normalizer
