#include "normalizer/evidence/dose_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "normalizer/evidence/dose_grammar.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// A count of particles or cells can only be the product's; masses and volumes are given of many things.
bool IsCount(const Dose& dose) {
  return dose.unit == "particles" || dose.unit == "cells" || dose.unit == "cell equivalents";
}

v1::DoseCertainty Certainty(DoseCertainty certainty) {
  switch (certainty) {
    case DoseCertainty::kExact:
      return v1::DOSE_CERTAINTY_EXACT;
    case DoseCertainty::kInferred:
      return v1::DOSE_CERTAINTY_INFERRED;
    case DoseCertainty::kAmbiguous:
      break;
  }
  return v1::DOSE_CERTAINTY_AMBIGUOUS;
}

class DoseReader {
 public:
  DoseReader(const std::vector<ReadText>& texts, const std::vector<std::string_view>& codes,
             v1::ProductClass product_class, FactList* facts)
      : texts_(texts), codes_(codes), ev_(product_class == v1::PRODUCT_CLASS_PURE_EV), facts_(facts) {}

  void Run(const std::function<bool(const ReadText&)>& of_product) {
    for (const ReadText& read : texts_) {
      if ((IsItem(read) || read.text.role == TextRole::kTitle) && of_product(read)) AddDosesOf(read);
    }
    // Arms may say how many millilitres, prose what is in one.
    volumes_known_ = facts_->Has("dose");
    for (const ReadText& read : texts_) {
      if (IsProse(read) && OnlyVolumes()) AddDosesOf(read);
    }
    if (!facts_->Has("dose")) AddNotReported();
    for (const ReadText& read : texts_) {
      if ((IsItem(read) || read.text.role == TextRole::kTitle) && of_product(read)) AddSchedule(read);
    }
    for (const ReadText& read : texts_) {
      if (IsProse(read) && !facts_->Has("dose_schedule")) AddSchedule(read);
    }
  }

 private:
  static bool IsVolume(const std::string& unit) { return unit == "mL" || unit == "µL"; }

  bool OnlyVolumes() const {
    const auto& facts = facts_->facts()->facts();
    return std::all_of(facts.begin(), facts.end(), [this](const v1::Fact& fact) {
      return fact.field() != "dose" || (volumes_known_ && IsVolume(fact.dose().unit()));
    });
  }

  // The product stands in the sentence, or, in an arm or intervention, in its other texts.
  bool SpeaksOfProduct(const ReadText& read, size_t offset) const {
    const Sentence& sentence = SentenceAt(read.sentences, offset);
    const auto is_product = [this](const Mention& mention) {
      return mention.use != MentionUse::kMeasured && mention.use != MentionUse::kDenied &&
             (mention.ev() || (!ev_ && mention.product()));
    };
    for (const Mention& mention : read.mentions) {
      if (sentence.Has(mention.match.offset) && is_product(mention)) return true;
    }
    for (const std::string_view code : codes_) {
      const size_t at = read.text.text.substr(0, sentence.end).find(code, sentence.begin);
      if (at != std::string_view::npos) return true;
    }
    if (!IsItem(read)) return false;
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& other) {
      return other.text.role == read.text.role && other.text.item == read.text.item &&
             std::any_of(other.mentions.begin(), other.mentions.end(), is_product);
    });
  }

  // The word nearest before the amount, or right behind it, is another substance: "hyaluronic acid 20 mg".
  static bool IsOfOtherSubstance(const ReadText& read, const Dose& dose) {
    const Sentence& sentence = SentenceAt(read.sentences, dose.offset);
    constexpr size_t kReach = 30;
    const size_t end = dose.offset + dose.length;
    const TermMatch* before = nullptr;
    const TermMatch* behind = nullptr;
    for (const TermMatch& match : read.terms) {
      const std::string& category = match.term->category;
      if (category != "partner" && category != "comparator" && category != "ev" && category != "product") continue;
      if (!sentence.Has(match.offset)) continue;
      // The cells of "MSC-Exos" end before it does.
      if (match.end() <= dose.offset && (before == nullptr || match.end() >= before->end())) before = &match;
      if (match.offset < end || match.offset > end + kReach) continue;
      const bool longer = behind != nullptr && match.offset == behind->offset && match.length > behind->length;
      if (behind == nullptr || longer) behind = &match;
    }
    const TermMatch* const nearest = before != nullptr ? before : behind;
    return nearest != nullptr && (nearest->term->category == "partner" || nearest->term->category == "comparator");
  }

  void AddDosesOf(const ReadText& read) {
    for (const Dose& dose : WithoutDiluents(read.text.text, FindDoses(read.text.text))) {
      const bool speaks = SpeaksOfProduct(read, dose.offset);
      if (!IsCount(dose) && (!speaks || IsOfOtherSubstance(read, dose))) continue;
      // Cells are dosed in trials of cells; of EVs an amount of cells is what they were taken from, unless it says so.
      if (ev_ && dose.unit == "cells" && !speaks) continue;
      if (IsProse(read) && !speaks && dose.unit != "particles") continue;
      if (IsProse(read) && volumes_known_ && IsVolume(dose.unit)) continue;
      const double low = dose.reading.has_value() ? dose.reading->low : -1;
      const double high = dose.reading.has_value() ? dose.reading->high : -1;
      if (!seen_.insert({low, high, dose.unit, dose.per, dose.reading.has_value() ? "" : dose.literal}).second)
        continue;
      const double confidence = dose.certainty == DoseCertainty::kExact      ? 0.95
                                : dose.certainty == DoseCertainty::kInferred ? 0.8
                                                                             : 0.3;
      v1::Fact* fact = facts_->AddNew("dose", dose.literal, confidence, dose.rule.empty() ? "dose_grammar" : dose.rule,
                                      read, dose.offset, dose.length);
      v1::DoseFact* detail = fact->mutable_dose();
      detail->set_literal(dose.literal);
      if (dose.reading.has_value()) {
        detail->set_low(low);
        detail->set_high(high);
      }
      detail->set_unit(dose.unit);
      detail->set_per(dose.per);
      detail->set_certainty(Certainty(dose.certainty));
      detail->set_rule(dose.rule);
    }
  }

  void AddNotReported() {
    for (const ReadText& read : texts_) {
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "not_reported" || read.text.role == TextRole::kOutcome) continue;
        v1::Fact* fact =
            facts_->Add("dose", "", 0.9, "not_reported:" + match.term->text, read, match.offset, match.length);
        fact->set_state(v1::FACT_STATE_NOT_REPORTED);
      }
    }
  }

  void AddSchedule(const ReadText& read) {
    static const RE2 pattern(
        "(?i)((?:single|one[- ]time) (?:[a-z-]+ ){0,3}(?:dose|injection|infusion|administration)"
        "|(?:once|twice|three times|two times|four times|[0-9]+ times)(?: (?:a|per|every|each))? "
        "?(?:day|daily|week|weekly|"
        "month|monthly|year)?"
        "|every (?:other|[0-9]+|two|three|four|six|eight) ?(?:day|week|month|hour)s?|every (?:day|week|month)"
        "|q[0-9]+[dwm]|(?:for|x) [0-9]+ (?:consecutive )?(?:days?|weeks?|months?)"
        "|[0-9]+ (?:consecutive )?(?:doses|injections|infusions|cycles|sessions)"
        "|(?:two|three|four|five|six) (?:[a-z-]+ )?(?:doses|injections|infusions|cycles|sessions)"
        "|单次|一次性|每(?:日|天|周|月|隔?[0-9一二两三四六]+(?:天|周|个月))(?:[0-9一二两三四]+次)?|隔日(?:一次)?"
        "|共(?:注射)?[0-9一二两三四五六]+次|连续[0-9一二两三四]+(?:天|日|周|个月))");
    StringPiece rest(read.text.text.data(), read.text.text.size());
    StringPiece found;
    constexpr int kMaxSchedules = 4;
    for (int i = 0; i < kMaxSchedules && RE2::FindAndConsume(&rest, pattern, &found);) {
      const size_t offset = static_cast<size_t>(found.data() - read.text.text.data());
      if (!SpeaksOfProduct(read, offset)) continue;
      std::string value(found.data(), found.size());
      while (!value.empty() && value.back() == ' ') value.pop_back();
      facts_->Add("dose_schedule", value, 0.8, "schedule_words", read, offset, value.size());
      ++i;
    }
  }

  const std::vector<ReadText>& texts_;
  const std::vector<std::string_view>& codes_;
  const bool ev_;
  // Arms, interventions or the title state doses.
  bool volumes_known_ = false;
  FactList* facts_;
  std::set<std::tuple<double, double, std::string, std::string, std::string>> seen_;
};

}  // namespace

void AddDoses(const std::vector<ReadText>& texts, const std::function<bool(const ReadText&)>& of_product,
              const std::vector<std::string_view>& codes, v1::ProductClass product_class, FactList* facts) {
  DoseReader(texts, codes, product_class, facts).Run(of_product);
}

}  // namespace trialweave::normalizer
