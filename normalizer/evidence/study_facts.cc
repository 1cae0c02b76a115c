#include "normalizer/evidence/study_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "normalizer/evidence/comparator_facts.h"
#include "normalizer/evidence/follow_up_facts.h"
#include "normalizer/evidence/people_given.h"
#include "normalizer/evidence/review_kind.h"
#include "normalizer/evidence/text_parts.h"
#include "normalizer/evidence/time_points.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

class StudyReader {
 public:
  StudyReader(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts)
      : texts_(texts), kind_(kind), facts_(facts) {}

  void Run() {
    AddConditions();
    AddEndpoints();
    AddComparators(texts_, kind_, facts_);
    AddEvidenceType();
    AddFollowUp(texts_, kind_, facts_);
    AddConclusion();
  }

 private:
  template <typename Visit>
  void EachTerm(HashedName::Literal category, const Visit& visit) const {
    for (const ReadText& read : texts_) {
      for (const TermMatch& match : read.terms) {
        if (match.term->category == category) visit(read, match);
      }
    }
  }

  // Conditions, then titles, then keywords: the first that name one. Osteoarthritis is the knee's when the titles or
  // conditions speak of no other joint.
  void AddConditions() {
    const auto named = [this](TextRole role, HashedName::Literal category) {
      std::vector<std::pair<const ReadText*, TermMatch>> found;
      EachTerm(category, [&](const ReadText& read, const TermMatch& match) {
        if (read.text.role == role) found.emplace_back(&read, match);
      });
      return found;
    };
    std::set<std::string> sites;
    for (const TextRole role : {TextRole::kTitle, TextRole::kCondition}) {
      for (const auto& [read, match] : named(role, "site")) sites.insert(match.term->value);
    }
    std::vector<std::pair<const ReadText*, TermMatch>> found = named(TextRole::kCondition, "condition");
    for (const auto& entry : named(TextRole::kTitle, "condition")) found.push_back(entry);
    if (found.empty()) found = named(TextRole::kKeyword, "condition");
    if (found.empty()) found = named(TextRole::kSummary, "condition");
    const bool specific_oa = std::any_of(found.begin(), found.end(), [](const auto& entry) {
      return entry.second.term->value == "knee_oa" || entry.second.term->value == "other_oa";
    });
    for (const auto& [read, match] : found) {
      std::string value = match.term->value;
      std::string rule = "term:" + match.term->text;
      double confidence = read->text.role == TextRole::kCondition ? 0.97 : 0.9;
      if (value == "oa") {
        if (specific_oa) continue;
        const bool knee = sites.count("knee") != 0;
        value = knee || sites.empty() ? "knee_oa" : "other_oa";
        if (sites.empty()) value = "oa_unspecified";
        rule = knee ? "joint_from_title" : rule;
        confidence = 0.85;
      }
      facts_->Add("condition", value, confidence, rule, *read, match.offset, match.length);
    }
    if (facts_->Has("condition")) return;
    for (const ReadText& read : texts_) {
      if (read.text.role == TextRole::kCondition) {
        facts_->AddNew("condition", "other", 0.8, "condition_field", read, 0, read.text.text.size());
        return;
      }
    }
  }

  // Of registrations from the outcomes, with the time frame; of publications from the abstract.
  void AddEndpoints() {
    std::map<std::pair<int, bool>, std::vector<v1::TimePoint>> times;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kTimeFrame && read.text.role != TextRole::kOutcome) continue;
      if (read.text.role == TextRole::kOutcome && !read.text.name) continue;
      for (const FoundTime& time : FindTimes(read.text.text)) {
        times[{read.text.item, read.text.primary}].push_back(time.point);
      }
    }
    std::set<int> named;
    for (const bool names : {true, false}) {
      EachTerm("endpoint", [&](const ReadText& read, const TermMatch& match) {
        if (read.text.role != TextRole::kOutcome || read.text.name != names) return;
        // Descriptions add endpoints only where the measure names none.
        if (!names && named.count(read.text.item) != 0) return;
        if (HasInstrument(read, match.term->value)) return;
        AddEndpoint(read, match, names ? 0.95 : 0.75, times[{read.text.item, read.text.primary}]);
        seen_items_.insert(read.text.item);
      });
      named = seen_items_;
    }
    if (facts_->Has("endpoint") || HasOutcomes()) return;
    EachTerm("endpoint", [&](const ReadText& read, const TermMatch& match) {
      if (!IsProse(read) || !IsMeasured(read, match)) return;
      AddEndpoint(read, match, 0.7, {});
      // Who counts the serious ones counts all.
      if (match.term->value == "serious_adverse_events") AddEndpoint(read, match, "adverse_events", 0.7, {});
    });
  }

  // Findings are endpoints where the sentence says that they are looked at; the grade of those who take part is none.
  static bool IsMeasured(const ReadText& read, const TermMatch& match) {
    static const std::set<std::string> kFindings = {"effusion",    "synovitis", "pain",
                                                    "radiograph",  "histology", "laboratory",
                                                    "arthroscopy", "ct",        "inflammatory_markers"};
    if (kFindings.count(match.term->value) == 0) return true;
    if (HasPart(match.term->text, "kellgren")) return false;
    static const RE2 looked_at(
        "(?i)outcomes?\\b|end "
        "?points?|assess|evaluat|measur|scor|grad(?:e|ed|ing)\\b|quantif|examin|record|obtained|评|测|检");
    const Sentence reach = ReachOf(read, match);
    return RE2::PartialMatch(StringPiece(read.text.text.data() + reach.begin, reach.end - reach.begin), looked_at);
  }

  // "Pain by VAS": the instrument says it.
  bool HasInstrument(const ReadText& outcome, const std::string& value) const {
    static const std::map<std::string, std::set<std::string>> kInstruments = {
        {"pain", {"vas", "nrs", "womac", "koos", "hoos"}}, {"quality_of_life", {"sf36", "eq5d"}}};
    const auto instruments = kInstruments.find(value);
    if (instruments == kInstruments.end()) return false;
    return std::any_of(texts_.begin(), texts_.end(), [&](const ReadText& read) {
      return read.text.role == TextRole::kOutcome && read.text.item == outcome.text.item &&
             std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
               return match.term->category == "endpoint" && instruments->second.count(match.term->value) != 0;
             });
    });
  }

  bool HasOutcomes() const {
    return std::any_of(texts_.begin(), texts_.end(),
                       [](const ReadText& read) { return read.text.role == TextRole::kOutcome; });
  }

  // One fact per endpoint and whether it is primary; time points join.
  void AddEndpoint(const ReadText& read, const TermMatch& match, double confidence,
                   const std::vector<v1::TimePoint>& times) {
    AddEndpoint(read, match, match.term->value, confidence, times);
  }
  void AddEndpoint(const ReadText& read, const TermMatch& match, const std::string& value, double confidence,
                   const std::vector<v1::TimePoint>& times) {
    v1::Fact*& fact = endpoints_[{value, read.text.primary}];
    if (fact == nullptr) {
      fact =
          facts_->AddNew("endpoint", value, confidence, "term:" + match.term->text, read, match.offset, match.length);
      fact->mutable_endpoint()->set_primary(read.text.primary);
    } else {
      facts_->AddSpan(read, match.offset, match.length, fact);
    }
    for (const v1::TimePoint& time : times) {
      const auto& known = fact->endpoint().time_points();
      const bool there = std::any_of(known.begin(), known.end(), [&](const v1::TimePoint& other) {
        return other.value() == time.value() && other.unit() == time.unit();
      });
      if (!there) *fact->mutable_endpoint()->add_time_points() = time;
    }
  }

  // The kind that a publication type or design states, then the title, then the abstract: the first that says one.
  void AddEvidenceType() {
    static constexpr std::string_view kStrongest[] = {"systematic_review", "preclinical",   "rct",   "case_report",
                                                      "single_arm",        "observational", "review"};
    // A study of people may tell of mice, too.
    const bool people_given = kind_.publication && std::any_of(texts_.begin(), texts_.end(), [](const ReadText& read) {
                                return read.text.role == TextRole::kSummary && PeopleGiven(read).has_value();
                              });
    const auto add = [&, this](TextRole role, double confidence) {
      for (std::string_view kind : kStrongest) {
        if (facts_->Has("evidence_type")) return;
        EachTerm("evidence_type", [&](const ReadText& read, const TermMatch& match) {
          if (read.text.role == role && match.term->value == kind && !facts_->Has("evidence_type") &&
              !(kind == "rct" && (kind_.not_randomised || IsNegated(read, match))) &&
              !(IsProse(read) && (IsStillWanted(read, match) || (kind == "preclinical" && people_given)))) {
            facts_->Add("evidence_type", confidence, read, match);
          }
        });
      }
    };
    add(TextRole::kDesign, 0.95);
    AddReview(TextRole::kDesign, 0.95);
    if (!kind_.publication && !facts_->Has("evidence_type")) AddEvidenceTypeOfDesign();
    add(TextRole::kTitle, 0.9);
    AddReview(TextRole::kTitle, 0.9);
    if (kind_.publication) add(TextRole::kSummary, 0.75);
    if (kind_.article && !facts_->Has("evidence_type")) AddUncontrolled();
  }

  // "Non-randomised trial", "Randomised: no"
  static bool IsNegated(const ReadText& read, const TermMatch& match) {
    static const RE2 not_before("(?i)(?:\\b(?:non|quasi|pseudo)[- ]|\\b(?:not|previously) |非)$"),
        no_behind("(?i)^ ?: ?no\\b");
    const std::string_view text = read.text.text;
    return RE2::PartialMatch(StringPiece(text.data(), match.offset), not_before) ||
           RE2::PartialMatch(StringPiece(text.data() + match.end(), text.size() - match.end()), no_behind);
  }

  // People are given something, and nothing is compared with it; or EVs of people are measured.
  void AddUncontrolled() {
    const v1::ProductClass given = facts_->facts()->product_class();
    const bool measured = given == v1::PRODUCT_CLASS_EV_BIOMARKER;
    if (given == v1::PRODUCT_CLASS_UNSPECIFIED || (!measured && facts_->Has("comparator"))) return;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kSummary) continue;
      const std::optional<Sentence> said = measured ? PeopleNamed(read) : PeopleGiven(read);
      if (!said.has_value()) continue;
      facts_->AddNew("evidence_type", measured ? "observational" : "single_arm", 0.6,
                     measured ? "people_measured" : "nothing_compared", read, said->begin, said->end - said->begin);
      return;
    }
  }

  // The type "Review", and titles that end so.
  void AddReview(TextRole role, double confidence) {
    for (const ReadText& read : texts_) {
      if (!kind_.article || facts_->Has("evidence_type")) return;
      if (read.text.role != role) continue;
      const std::optional<size_t> at = FinalReviewAt(read.text.text);
      if (at.has_value()) facts_->Add("evidence_type", "review", confidence, "final_review", read, *at, 6);
    }
  }

  void AddEvidenceTypeOfDesign() {
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kDesign) continue;
      static const RE2 randomised("(?i)^randomi[sz]ed\\b|^随机"), denied("(?i)^randomi[sz]ed ?: ?no\\b");
      static const RE2 single("(?i)single[_ ]group|single[ -]arm|单臂");
      const StringPiece text(read.text.text.data(), read.text.text.size());
      const bool rct = !kind_.not_randomised && RE2::PartialMatch(text, randomised) && !RE2::PartialMatch(text, denied);
      if (rct || RE2::PartialMatch(text, single)) {
        facts_->AddNew("evidence_type", rct ? "rct" : "single_arm", 0.95, "design_field", read, 0,
                       read.text.text.size());
        return;
      }
    }
  }

  void AddConclusion() {
    if (!kind_.publication) return;
    EachTerm("conclusion", [&](const ReadText& read, const TermMatch& match) {
      if (!IsProse(read) || facts_->Has("conclusion")) return;
      Sentence sentence = read.SentenceOf(match);
      while (sentence.begin < sentence.end && read.text.text[sentence.begin] == ' ') ++sentence.begin;
      facts_->AddNew("conclusion", read.text.text.substr(sentence.begin, sentence.end - sentence.begin), 0.7,
                     "term:" + match.term->text, read, sentence.begin, sentence.end - sentence.begin);
    });
  }

  const std::vector<ReadText>& texts_;
  const StudyKind& kind_;
  FactList* facts_;
  std::map<std::pair<std::string, bool>, v1::Fact*> endpoints_;
  std::set<int> seen_items_;
};

}  // namespace

void AddStudyFacts(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts) {
  StudyReader(texts, kind, facts).Run();
}

}  // namespace trialweave::normalizer
