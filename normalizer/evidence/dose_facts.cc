#include "normalizer/evidence/dose_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "normalizer/evidence/dose_context.h"
#include "normalizer/evidence/dose_grammar.h"
#include "normalizer/evidence/dose_substance.h"
#include "normalizer/evidence/product_code.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

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

constexpr double kMostMillilitres = 500;

class DoseReader {
 public:
  DoseReader(const std::vector<ReadText>& texts, const std::vector<std::string_view>& codes, bool sole_product,
             const StudyKind& kind, v1::ProductClass product_class, FactList* facts)
      : texts_(texts),
        codes_(codes),
        sole_product_(sole_product),
        registration_(!kind.publication),
        ev_(product_class == v1::PRODUCT_CLASS_PURE_EV),
        evs_(ev_ || product_class == v1::PRODUCT_CLASS_EV_COMBINED),
        cell_free_(ev_ || product_class == v1::PRODUCT_CLASS_CONDITIONED_MEDIUM || (evs_ && !NamesCells(texts))),
        cells_(product_class == v1::PRODUCT_CLASS_CELLS),
        platelets_(product_class == v1::PRODUCT_CLASS_PLATELET_PRODUCT),
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
  // A title, arm or intervention speaks of cells that are no origin.
  static bool NamesCells(const std::vector<ReadText>& texts) {
    return std::any_of(texts.begin(), texts.end(), [](const ReadText& read) {
      return (IsItem(read) || read.text.role == TextRole::kTitle) &&
             std::any_of(read.mentions.begin(), read.mentions.end(), [](const Mention& mention) {
               return mention.product() && mention.match.term->value == "cells" && mention.use == MentionUse::kPlain;
             });
    });
  }

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
      if (weak->of_part ? any : count) facts->DeleteSubrange(weak->fact, 1);
    }
  }

  bool OnlyVolumes() const {
    const auto& facts = facts_->facts()->facts();
    return std::all_of(facts.begin(), facts.end(), [this](const v1::Fact& fact) {
      // Of EVs beside cells, prose may say how many.
      const bool of_evs = !(evs_ && fact.dose().unit() == "cells");
      return fact.field() != "dose" || !of_evs || (volumes_known_ && IsVolumeUnit(fact.dose().unit()));
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
      if (LastName(read.text.text.substr(sentence.begin, sentence.end - sentence.begin), code) !=
          std::string_view::npos)
        return true;
    }
    if (!IsItem(read)) return false;
    if (sole_product_) return true;
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& other) {
      return other.text.role == read.text.role && other.text.item == read.text.item &&
             std::any_of(other.mentions.begin(), other.mentions.end(), is_product);
    });
  }

  bool SentenceHas(const ReadText& read, const Dose& dose, HashedName::Literal category,
                   std::string_view value = {}) const {
    const Sentence& sentence = SentenceAt(read.sentences, dose.offset);
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
      return match.term->category == category && match.term->value != "lookalike" &&
             (value.empty() || match.term->value == value) && sentence.Has(match.offset);
    });
  }

  // Of articles: "the first two eyes received 40 µg", behind a sentence that says what they were given.
  bool SaysReceived(const ReadText& read, const Dose& dose) const {
    if (registration_ || !IsProse(read)) return false;
    constexpr size_t kReach = 60;
    const Sentence& sentence = SentenceAt(read.sentences, dose.offset);
    const std::string_view before_dose = read.text.text.substr(sentence.begin, dose.offset - sentence.begin);
    // "Fell from 20 mL to 13 mL"
    if (before_dose.ends_with(" from ") || before_dose.ends_with(" to ")) return false;
    const size_t begin = std::max(sentence.begin, dose.offset - std::min(dose.offset, kReach));
    const size_t end = std::min(sentence.end, dose.offset + dose.length + kReach);
    static const RE2 received("(?i)\\b(?:received|was given|were given|given|injected|got|injections?|applied)\\b");
    if (!RE2::PartialMatch(StringPiece(read.text.text.data() + begin, end - begin), received)) return false;
    const Sentence& before = SentenceAt(read.sentences, sentence.begin == 0 ? 0 : sentence.begin - 1);
    return SpeaksOfStudy(read, sentence) || SpeaksOfProduct(read, before.begin);
  }

  // "In mice 10^8 particles were effective", "in an earlier trial 10^9 particles", and what stands under a heading such
  // as "Background": of earlier studies, where the record is a registration and the sentence does not say that it is
  // this one's.
  bool IsOfOtherStudy(const ReadText& read, const std::vector<std::pair<size_t, size_t>>& backgrounds,
                      const Dose& dose) const {
    if (!registration_ || !IsProse(read)) return false;
    const bool background = std::any_of(backgrounds.begin(), backgrounds.end(), [&](const auto& range) {
      return range.first <= dose.offset && dose.offset < range.second;
    });
    if (!background && !SentenceHas(read, dose, "animal") && !SentenceHas(read, dose, "earlier_study")) return false;
    static const RE2 own(
        "(?i)\\bwill\\b|this (?:study|trial)|participants|enrolled|受试者|本研究|试验组|治疗组|实验组");
    const Sentence& sentence = SentenceAt(read.sentences, dose.offset);
    return !RE2::PartialMatch(StringPiece(read.text.text.data() + sentence.begin, sentence.end - sentence.begin), own);
  }

  // "1 ml (2×10^9 particles)": the volume is that of the count behind it.
  static bool HoldsCount(const std::vector<Dose>& doses, const Dose& volume) {
    constexpr size_t kReach = 24;
    return std::any_of(doses.begin(), doses.end(), [&](const Dose& dose) {
      return IsCount(dose) && dose.offset >= volume.offset + volume.length &&
             dose.offset <= volume.offset + volume.length + kReach;
    });
  }

  // A volume carries a dose of its own sentence.
  static std::vector<Dose> WithoutDiluentsOf(const ReadText& read, const std::vector<Dose>& doses) {
    std::vector<Dose> kept;
    for (auto begin = doses.begin(); begin != doses.end();) {
      const Sentence& sentence = SentenceAt(read.sentences, begin->offset);
      const auto end = std::find_if(begin, doses.end(), [&](const Dose& dose) { return !sentence.Has(dose.offset); });
      for (Dose& dose : WithoutDiluents(read.text.text, {begin, end})) kept.push_back(std::move(dose));
      begin = end;
    }
    return kept;
  }

  void AddDosesOf(const ReadText& read) {
    std::vector<Dose> doses = FindDoses(read.text.text);
    const std::vector<std::pair<size_t, size_t>> backgrounds =
        doses.empty() ? std::vector<std::pair<size_t, size_t>>() : Backgrounds(read.text.text);
    doses.erase(std::remove_if(doses.begin(), doses.end(),
                               [&](const Dose& dose) {
                                 const bool other = !IsCount(dose) && !IsVolume(dose) &&
                                                    (IsOfOtherSubstance(read, dose, evs_, codes_) ||
                                                     IsOfNamedDrug(read.text.text, dose));
                                 return other || IsOfPreparation(read.text.text, dose) ||
                                        IsOfOtherStudy(read, backgrounds, dose);
                               }),
                doses.end());
    // What a vial holds says nothing of a volume that is given.
    const auto vials = std::stable_partition(doses.begin(), doses.end(),
                                             [&](const Dose& dose) { return !IsOfPart(read.text.text, dose); });
    const std::vector<Dose> of_parts(vials, doses.end());
    doses.erase(vials, doses.end());
    doses = WithoutDiluentsOf(read, doses);
    doses.insert(doses.end(), of_parts.begin(), of_parts.end());
    for (const Dose& dose : doses) {
      // So much is exchanged or washed with, not given.
      if (dose.unit == "mL" && dose.reading.has_value() && dose.reading->high > kMostMillilitres) continue;
      // What is in vesicles by the way is not how cells or platelets are dosed.
      if ((cells_ || platelets_) && dose.unit == "particles") continue;
      const bool speaks = SpeaksOfProduct(read, dose.offset) || (IsVolume(dose) && HoldsCount(doses, dose)) ||
                          SaysGiven(read.text.text, dose) || IsOfForm(read.text.text, dose) ||
                          SaysReceived(read, dose) ||
                          (cells_ && dose.unit == "cells" &&
                           (SentenceHas(read, dose, "cue", "administered") ||
                            SpeaksOfStudy(read, SentenceAt(read.sentences, dose.offset))));
      // Only EVs are measured so.
      const bool own_unit = evs_ && (dose.unit.ends_with(" protein") || dose.unit.starts_with("pmol"));
      if (!IsCount(dose) && !own_unit && (!speaks || IsOfOtherSubstance(read, dose, evs_, codes_))) continue;
      // Cells are dosed in trials of cells; of EVs an amount of cells is what they were taken from, unless an arm says
      // so.
      if (cell_free_ && dose.unit == "cells" && (!speaks || IsProse(read))) continue;
      if (IsProse(read) && !speaks && dose.unit != "particles" && !own_unit) continue;
      if (IsProse(read) && volumes_known_ && IsVolume(dose)) continue;
      const double low = dose.reading.has_value() ? dose.reading->low : -1;
      const double high = dose.reading.has_value() ? dose.reading->high : -1;
      if (!seen_.insert({low, high, dose.unit, dose.per, dose.reading.has_value() ? "" : dose.literal}).second)
        continue;
      const bool of_part = IsOfPart(read.text.text, dose);
      if (of_part || IsLimit(read.text.text, dose)) weak_.push_back({facts_->facts()->facts_size(), of_part});
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
  // Of a trial, whose participants are no animals.
  const bool registration_;
  const bool ev_;
  // EVs are given, alone or with something else.
  const bool evs_;
  // No cells are given.
  const bool cell_free_;
  const bool cells_;
  const bool platelets_;
  // Facts, by their index, that are doses only where nothing else is.
  struct Weak {
    int fact;
    bool of_part;
  };
  std::vector<Weak> weak_;
  // Arms, interventions or the title state doses.
  bool volumes_known_ = false;
  FactList* facts_;
  std::set<std::tuple<double, double, std::string, std::string, std::string>> seen_;
};

}  // namespace

void AddDoses(const std::vector<ReadText>& texts, const std::function<bool(const ReadText&)>& of_product,
              const std::vector<std::string_view>& codes, bool sole_product, const StudyKind& kind,
              v1::ProductClass product_class, FactList* facts) {
  DoseReader(texts, codes, sole_product, kind, product_class, facts).Run(of_product);
}

}  // namespace trialweave::normalizer
