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
  DoseReader(const std::vector<ReadText>& texts, const std::vector<std::string_view>& codes, bool sole_product,
             v1::ProductClass product_class, FactList* facts)
      : texts_(texts),
        codes_(codes),
        sole_product_(sole_product),
        ev_(product_class == v1::PRODUCT_CLASS_PURE_EV),
        evs_(ev_ || product_class == v1::PRODUCT_CLASS_EV_COMBINED),
        cell_free_(ev_ || product_class == v1::PRODUCT_CLASS_CONDITIONED_MEDIUM),
        facts_(facts) {}

  void Run(const std::function<bool(const ReadText&)>& of_product) {
    for (const ReadText& read : texts_) {
      if ((IsItem(read) || read.text.role == TextRole::kTitle) && of_product(read)) AddDosesOf(read);
    }
    // Arms may say how many millilitres, prose what is in one.
    volumes_known_ = facts_->Has("dose");
    for (const ReadText& read : texts_) {
      if (IsProse(read) && OnlyVolumes()) AddDosesOf(read);
    }
    DropWeak();
    if (!facts_->Has("dose")) AddNotReported();
    for (const ReadText& read : texts_) {
      if ((IsItem(read) || read.text.role == TextRole::kTitle) && of_product(read)) AddSchedule(read);
    }
    for (const ReadText& read : texts_) {
      if (IsProse(read) && !facts_->Has("dose_schedule")) AddSchedule(read);
    }
  }

 private:
  // What a vial holds, or a batch must, is no dose where another is stated.
  void DropWeak() {
    auto* facts = facts_->facts()->mutable_facts();
    const auto is_weak = [this](int i) {
      return std::any_of(weak_.begin(), weak_.end(), [i](const Weak& weak) { return weak.fact == i; });
    };
    // A limit makes way for a count alone: a volume does not say how much is in it.
    bool any = false, count = false;
    for (int i = 0; i < facts->size(); ++i) {
      if (facts->Get(i).field() != "dose" || is_weak(i)) continue;
      any = true;
      count |= facts->Get(i).dose().unit() == "particles";
    }
    for (auto weak = weak_.rbegin(); weak != weak_.rend(); ++weak) {
      if (weak->of_vial ? any : count) facts->DeleteSubrange(weak->fact, 1);
    }
  }

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
    if (sole_product_) return true;
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& other) {
      return other.text.role == read.text.role && other.text.item == read.text.item &&
             std::any_of(other.mentions.begin(), other.mentions.end(), is_product);
    });
  }

  // At most so many bytes of the text before the dose.
  static std::string_view Before(const ReadText& read, const Dose& dose, size_t most) {
    const size_t begin = dose.offset - std::min(dose.offset, most);
    return read.text.text.substr(begin, dose.offset - begin);
  }

  // What is taken from somebody, or holds so much of something: "30 ml of blood", "收集尿液200 ml", "purity ... per
  // μg".
  static bool IsOfPreparation(const ReadText& read, const Dose& dose) {
    static const RE2 taken(
        "(?i)(?:collect|aspirat|harvest|drawn|withdraw|收集|采集|抽取|采取)[^.;。；]{0,24}$"
        "|(?:每|per |/) ?(?:[uμµ]g|mcg|微克)[^.;。；]{0,16}$");
    static const RE2 body(
        "(?i)^ ?(?:of |的)?(?:[a-z]+ )?(?:blood|urine|marrow|lipoaspirate|外周血|静脉血|血液|尿液|骨髓)"
        "|^[^.;。；]{0,24}(?:obtained|(?:is|was|are|were) drawn|aspirated|harvested)");
    constexpr size_t kReach = 64;
    const std::string_view before = Before(read, dose, kReach);
    const std::string_view behind = read.text.text.substr(dose.offset + dose.length, kReach);
    return RE2::PartialMatch(StringPiece(before.data(), before.size()), taken) ||
           RE2::PartialMatch(StringPiece(behind.data(), behind.size()), body);
  }

  // A limit that a batch must keep: "≥ 2E10 particles/mL".
  static bool IsLimit(const ReadText& read, const Dose& dose) {
    const std::string_view before = Before(read, dose, 16);
    for (std::string_view words :
         {">", "≥", "not less than ", "no less than ", "at least ", "不低于", "不少于", "大于"}) {
      const size_t at = before.rfind(words);
      if (at != std::string_view::npos && before.size() - at <= words.size() + 2) return true;
    }
    return false;
  }

  // "Each vial contains 20 mg", "release specification: ...".
  static bool IsOfVial(const ReadText& read, const Dose& dose) {
    if (dose.per == "vial") return true;
    static const RE2 vial(
        "(?i)(?:each|per|every|one) vial[^.;。；]{0,60}$|vials? (?:contain|hold)[^.;。；]{0,40}$"
        "|(?:specification|release criteri|规格|质控|放行|每瓶|每支)[^.;。；]{0,40}$");
    const std::string_view before = Before(read, dose, 96);
    return RE2::PartialMatch(StringPiece(before.data(), before.size()), vial);
  }

  // "1 ml (2×10^9 particles)": the volume is that of the count behind it.
  static bool HoldsCount(const std::vector<Dose>& doses, const Dose& volume) {
    constexpr size_t kReach = 24;
    return std::any_of(doses.begin(), doses.end(), [&](const Dose& dose) {
      return IsCount(dose) && dose.offset >= volume.offset + volume.length &&
             dose.offset <= volume.offset + volume.length + kReach;
    });
  }

  // The word nearest before the amount, or right behind it, is another substance: "hyaluronic acid 20 mg".
  bool IsOfOtherSubstance(const ReadText& read, const Dose& dose) const {
    const Sentence& sentence = SentenceAt(read.sentences, dose.offset);
    constexpr size_t kReach = 30;
    const size_t end = dose.offset + dose.length;
    const TermMatch* before = nullptr;
    const TermMatch* behind = nullptr;
    for (const TermMatch& match : read.terms) {
      const std::string& category = match.term->category;
      const bool own = category == "ev" || category == "product";
      if (!own && category != "partner" && category != "comparator") continue;
      if (!sentence.Has(match.offset) || IsProcedure(match.term->value)) continue;
      // The cells of "MSC-Exos" end before it does; PRP is a product before it is a comparator, but not beside EVs.
      const bool nearer =
          before == nullptr || match.end() > before->end() || (match.end() == before->end() && own != evs_);
      if (match.end() <= dose.offset && nearer) before = &match;
      if (match.offset < end || match.offset > end + kReach) continue;
      const bool longer = behind != nullptr && match.offset == behind->offset && match.length > behind->length;
      if (behind == nullptr || longer) behind = &match;
    }
    // "PRP 4 ml mixed with 1 ml of exosomes"
    const bool of_behind = behind != nullptr && read.text.text.substr(end, 4) == " of ";
    const TermMatch* nearest = before != nullptr && !of_behind ? before : behind;
    // "Normal saline 90 mL and EXB-1 10 mL"
    for (const std::string_view code : codes_) {
      const size_t at = read.text.text.substr(0, dose.offset).rfind(code);
      const bool nearer =
          at != std::string_view::npos && sentence.Has(at) && (before == nullptr || at >= before->end());
      if (nearer) return false;
    }
    return nearest != nullptr && (nearest->term->category == "partner" || nearest->term->category == "comparator");
  }

  void AddDosesOf(const ReadText& read) {
    std::vector<Dose> doses = FindDoses(read.text.text);
    doses.erase(std::remove_if(doses.begin(), doses.end(),
                               [&](const Dose& dose) {
                                 const bool other =
                                     !IsCount(dose) && !IsVolume(dose.unit) && IsOfOtherSubstance(read, dose);
                                 return other || IsOfPreparation(read, dose);
                               }),
                doses.end());
    // What a vial holds says nothing of a volume that is given.
    const auto vials =
        std::stable_partition(doses.begin(), doses.end(), [&](const Dose& dose) { return !IsOfVial(read, dose); });
    const std::vector<Dose> of_vials(vials, doses.end());
    doses.erase(vials, doses.end());
    doses = WithoutDiluents(read.text.text, std::move(doses));
    doses.insert(doses.end(), of_vials.begin(), of_vials.end());
    for (const Dose& dose : doses) {
      const bool speaks = SpeaksOfProduct(read, dose.offset) || (IsVolume(dose.unit) && HoldsCount(doses, dose));
      const bool protein = ev_ && dose.unit.size() > 8 && dose.unit.substr(dose.unit.size() - 8) == " protein";
      if (!IsCount(dose) && !protein && (!speaks || IsOfOtherSubstance(read, dose))) continue;
      // Cells are dosed in trials of cells; of EVs an amount of cells is what they were taken from, unless an arm says
      // so.
      if (cell_free_ && dose.unit == "cells" && (!speaks || IsProse(read))) continue;
      if (IsProse(read) && !speaks && dose.unit != "particles" && !protein) continue;
      if (IsProse(read) && volumes_known_ && IsVolume(dose.unit)) continue;
      const double low = dose.reading.has_value() ? dose.reading->low : -1;
      const double high = dose.reading.has_value() ? dose.reading->high : -1;
      if (!seen_.insert({low, high, dose.unit, dose.per, dose.reading.has_value() ? "" : dose.literal}).second)
        continue;
      const bool of_vial = IsOfVial(read, dose);
      if (of_vial || IsLimit(read, dose)) weak_.push_back({facts_->facts()->facts_size(), of_vial});
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
  // Nothing else is studied: what arms and interventions say, they say of it.
  const bool sole_product_;
  const bool ev_;
  // EVs are given, alone or with something else.
  const bool evs_;
  // No cells are given.
  const bool cell_free_;
  // Facts, by their index, that are doses only where nothing else is.
  struct Weak {
    int fact;
    bool of_vial;
  };
  std::vector<Weak> weak_;
  // Arms, interventions or the title state doses.
  bool volumes_known_ = false;
  FactList* facts_;
  std::set<std::tuple<double, double, std::string, std::string, std::string>> seen_;
};

}  // namespace

void AddDoses(const std::vector<ReadText>& texts, const std::function<bool(const ReadText&)>& of_product,
              const std::vector<std::string_view>& codes, bool sole_product, v1::ProductClass product_class,
              FactList* facts) {
  DoseReader(texts, codes, sole_product, product_class, facts).Run(of_product);
}

}  // namespace trialweave::normalizer
