#include "normalizer/evidence/product_hints.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/combination_words.h"
#include "normalizer/evidence/compared_products.h"
#include "normalizer/evidence/ev_context.h"
#include "normalizer/evidence/ev_partner.h"
#include "normalizer/evidence/ev_reading.h"
#include "normalizer/evidence/people_given.h"
#include "normalizer/evidence/product_code.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

// In observational studies only "exosome therapy" and the like say that EVs are given.
constexpr size_t kAdjacentCue = 8;

// "Blocking their release deserves study."
bool WantsThemBlocked(std::string_view text) {
  static const re2::RE2 blocked(
      "(?i)(?:^|[.:] *)(?:Blocking|Inhibiting|Targeting|Preventing|Interrupting|Limiting|(?:Interception|Inhibition|"
      "Blockade) of)(?: the)? (?:(?:their|this|exosom\\w*|(?:extracellular "
      ")?vesicles?|EVs?)\\b[^.]{0,30}?\\b(?:release|"
      "secretion|shedding|transfer|traffic|uptake|discharge)\\b|(?:release|secretion|shedding|transfer|uptake|"
      "discharge) "
      "of\\b[^.]{0,30}?(?:exosom|vesicle|\\bEVs?\\b))");
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), blocked);
}

class Gatherer {
 public:
  Gatherer(const std::vector<ReadText>& texts, const StudyKind& kind, ReviewKind review)
      : texts_(texts), kind_(kind), review_(review), codes_(CodesOf(texts, kind)) {}

  ProductHints Run() {
    Gather();
    return std::move(hints_);
  }

 private:
  void Gather() {
    for (const ReadText& read : texts_) {
      const TextRole role = read.text.role;
      for (const Mention& mention : read.mentions) hints_.mentions_ev |= mention.ev();
      if (IsItem(read)) {
        GivenItem& item = hints_.items[{role, read.text.item}];
        const size_t index = static_cast<size_t>(read.text.item);
        const auto flag = [index](const std::vector<bool>& flags) { return index < flags.size() && flags[index]; };
        item.comparator = flag(role == TextRole::kArm ? kind_.comparator_arms : kind_.comparator_interventions);
        item.diagnostic = role == TextRole::kIntervention && flag(kind_.diagnostic_interventions);
        item.product_kind = role == TextRole::kIntervention && flag(kind_.product_interventions);
        TakeMentions(read, read.text.name, kind_.observational, &item);
        for (const TermMatch& match : read.terms) {
          if (IsPartnerTerm(*match.term)) item.partners.insert(PartnerName(*match.term));
        }
      } else if (role == TextRole::kTitle) {
        TakeMentions(read, true, kind_.observational, &hints_.title);
        hints_.comparison |= IsComparison(read.text.text);
        const bool compares_ev = ComparesEv(read);
        hints_.compares_ev |= compares_ev;
        hints_.comparison |= compares_ev;
        for (const std::string& value : ControlsOf(read)) hints_.compared.insert(value);
        TakeTitleUse(read, compares_ev || JoinsEv(read));
      } else if (IsProse(read) || role == TextRole::kKeyword) {
        // What a review's text says is said of others' studies: its title alone tells what it is about.
        if (review_ == ReviewKind::kNone) TakeProse(read);
      } else if (role == TextRole::kOutcome) {
        for (const Mention& mention : read.mentions) {
          if (!mention.ev()) continue;
          hints_.measured.push_back({&read, mention.match});
          hints_.outcome_ev = true;
        }
      }
    }
    DropSharedPartners();
    GatherBackground();
    if (kind_.article && review_ == ReviewKind::kNone) TakeConclusion();
    // "Chart review of patients who received exosomes": where another title says that they are given.
    std::vector<Support>& of_titles = hints_.title_gives.empty() ? hints_.measured : hints_.title_gives;
    of_titles.insert(of_titles.end(), loosely_given_.begin(), loosely_given_.end());
  }

  // An article that gives people nothing, whose title does not say that EVs are given, and that ends with the harm that
  // they do.
  void TakeConclusion() {
    constexpr size_t kLastSentences = 2;
    for (const ReadText& read : texts_) {
      if (IsProse(read) && PeopleGiven(read).has_value()) return;
      for (const Mention& mention : read.mentions) {
        if (read.text.role == TextRole::kTitle && mention.ev() && mention.use == MentionUse::kGiven) return;
      }
    }
    const auto last = std::find_if(texts_.rbegin(), texts_.rend(), [](const ReadText& read) { return IsProse(read); });
    if (last == texts_.rend()) return;
    const size_t count = last->sentences.size();
    const size_t begin = last->sentences[count - std::min(count, kLastSentences)].begin;
    const bool blocked = WantsThemBlocked(std::string_view(last->text.text).substr(begin));
    const auto harmful = [&](const Mention& mention) {
      return mention.ev() && mention.match.offset >= begin && (blocked || DoesHarm(*last, mention.match));
    };
    const auto mention = std::find_if(last->mentions.begin(), last->mentions.end(), harmful);
    if (mention == last->mentions.end()) return;
    hints_.title_gives.clear();
    hints_.title.measured = true;
    hints_.measured.push_back({&*last, mention->match});
  }

  // "Exosomes + metformin" beside "metformin": of arms what another one gets without EVs is no partner.
  void DropSharedPartners() {
    for (auto& [key, item] : hints_.items) {
      if (key.first != TextRole::kArm) continue;
      std::erase_if(item.joined_products, [this](const auto& product) {
        return product.first == kNamedPartner && IsGivenAlone(product.second);
      });
    }
  }

  bool IsGivenAlone(const Support& partner) const {
    const std::string words = absl::AsciiStrToLower(
        std::string(std::string_view(partner.read->text.text).substr(partner.match.offset, partner.match.length)));
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& read) {
      const auto item = hints_.items.find({read.text.role, read.text.item});
      return IsItem(read) && item != hints_.items.end() && !item->second.HasEv() && HasPart(read.text.text, words);
    });
  }

  // What comparators get, too, and arms without EVs beside others with them.
  void GatherBackground() {
    const bool arms_give = std::any_of(hints_.items.begin(), hints_.items.end(), [](const auto& entry) {
      return entry.first.first == TextRole::kArm && entry.second.HasEv();
    });
    for (const auto& [key, item] : hints_.items) {
      const bool without = arms_give && key.first == TextRole::kArm && !item.HasEv();
      if (item.comparator || without) hints_.background.insert(item.partners.begin(), item.partners.end());
    }
  }

  // A title that names EVs and what they come from, or are given for, is about giving them; so is one that names them
  // `beside` another product.
  void TakeTitleUse(const ReadText& read, bool beside) {
    for (const Mention& mention : read.mentions) {
      if (!mention.ev()) continue;
      if (mention.use == MentionUse::kMeasured) {
        hints_.measured.push_back({&read, mention.match});
      } else if (mention.use == MentionUse::kGiven && kind_.observational && mention.cue_distance > kAdjacentCue) {
        loosely_given_.push_back({&read, mention.match});
      } else if (mention.use == MentionUse::kGiven ||
                 (mention.use == MentionUse::kPlain && !kind_.observational &&
                  (mention.origin_named || beside || DefinesCode(codes_, read, mention)))) {
        hints_.title_gives.push_back({&read, mention.match});
        hints_.title_is_sure |= DefinesCode(codes_, read, mention);
      }
    }
  }

  // "Exosomes with platelet-rich plasma for ..."
  static bool JoinsEv(const ReadText& title) {
    return std::any_of(title.mentions.begin(), title.mentions.end(),
                       [](const Mention& mention) { return mention.product() && mention.joined; });
  }

  // In prose EVs count as given when the sentence speaks of this study's participants.
  void TakeProse(const ReadText& read) {
    for (const Mention& mention : read.mentions) {
      if (mention.source()) continue;
      if (mention.product()) {
        if (mention.use == MentionUse::kPlain && DefinesCode(codes_, read, mention)) {
          hints_.defined_products.emplace(mention.match.term->value, Support{&read, mention.match});
        }
        if (mention.use != MentionUse::kOrigin && mention.use != MentionUse::kProductOrigin &&
            SpeaksOfStudy(read, read.SentenceOf(mention.match)))
          hints_.prose_products.emplace(mention.match.term->value, Support{&read, mention.match});
        continue;
      }
      if (mention.use == MentionUse::kMeasured) hints_.measured.push_back({&read, mention.match});
      if (mention.use == MentionUse::kDenied) hints_.never_given |= SaysGiven(read, mention);
      const bool given = mention.use == MentionUse::kGiven;
      if (kind_.article) TakePartners(read, mention);
      hints_.article_gives |= given && SaysAdministered(read, read.SentenceOf(mention.match));
      const bool said = given && SpeaksOfStudy(read, read.SentenceOf(mention.match));
      if (said || ((given || mention.use == MentionUse::kPlain) && DefinesCode(codes_, read, mention))) {
        hints_.prose_gives.push_back({&read, mention.match});
      }
    }
  }

  // Somebody or some animal gets something there.
  static bool SaysAdministered(const ReadText& read, const Sentence& sentence) {
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
      return match.term->category == "cue" && match.term->value == "administered" && sentence.Has(match.offset) &&
             HasAny(read.text.text.substr(match.offset, match.length),
                    {"inject", "infus", "administ", "implant", "instill", "inhal", "given", "treated", "注射", "输注"});
    });
  }

  // Articles have no arms: what their text joins to EVs, by the names of partners.
  void TakePartners(const ReadText& read, const Mention& mention) {
    for (const TermMatch& match : read.terms) {
      if (IsPartnerTerm(*match.term) && !IsProcedure(match.term->value) && IsPartner(read, mention.match, match))
        hints_.prose_joined.emplace(PartnerName(*match.term), Support{&read, match});
    }
  }

  // "... will be given", "... are administered" behind what is denied.
  static bool SaysGiven(const ReadText& read, const Mention& mention) {
    constexpr size_t kReach = 40;
    const Sentence& sentence = read.SentenceOf(mention.match);
    const size_t end = std::min(sentence.end, mention.match.end() + kReach);
    const std::string_view behind = read.text.text.substr(mention.match.end(), end - mention.match.end());
    return HasPart(behind, " given") || HasPart(behind, "administered") || HasPart(behind, "injected");
  }

  const std::vector<ReadText>& texts_;
  const StudyKind& kind_;
  const ReviewKind review_;
  const std::vector<std::string_view> codes_;
  ProductHints hints_;
  // Of titles of observational studies: something gives them, but not right beside.
  std::vector<Support> loosely_given_;
};

}  // namespace

ProductHints HintsOf(const std::vector<ReadText>& texts, const StudyKind& kind, ReviewKind review) {
  return Gatherer(texts, kind, review).Run();
}

}  // namespace trialweave::normalizer
