#include "normalizer/evidence/route_facts.h"

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

class RouteReader {
 public:
  RouteReader(const std::vector<ReadText>& texts, const ProductView& product,
              const std::vector<std::string_view>& codes, FactList* facts)
      : texts_(texts), product_(product), codes_(codes), facts_(facts) {}

  void Run() {
    const auto take = [this](const ReadText& read, const TermMatch& match, double confidence) {
      v1::Fact* fact = facts_->Add("route", confidence, read, match);
      AddSites(read, read.SentenceOf(match));
      return fact;
    };
    // Items that give the product, then titles, then prose about it: what speaks of this study first.
    const std::set<int> own = OwnInterventions();
    for (const int tier : {0, 1, 2, 3, 4, 5}) {
      if (facts_->Has("route")) break;
      for (const ReadText& read : texts_) {
        const bool of_other = read.text.role == TextRole::kIntervention && own.count(read.text.item) == 0;
        const bool eligible = tier == 0   ? IsItem(read) && !product_.IsComparator(read) && !of_other
                              : tier == 1 ? read.text.role == TextRole::kTitle
                              : tier <= 3 ? IsLoose(read)
                                          : IsLoose(read) || IsItem(read);
        if (!eligible) continue;
        for (const TermMatch& match : read.terms) {
          if (match.term->category != "route" || match.term->value == "lookalike") continue;
          if (tier <= 1 && IsOfMedication(read, match)) continue;
          const bool near = product_.HasProduct(read, read.SentenceOf(match));
          if ((tier == 2 || tier == 3) && !near) continue;
          if (tier == 2 && !SpeaksOfStudy(read, read.SentenceOf(match))) continue;
          if (tier == 4 && !IsGiven(read, read.SentenceOf(match))) continue;
          // Of what else is given one learns how it is given, too.
          const bool common = match.term->value == "intravenous" || match.term->value == "oral";
          if (tier == 5 && (common || !product_.HasProduct(read))) continue;
          take(read, match, tier == 0 ? 0.95 : tier == 1 ? 0.93 : tier == 2 ? 0.8 : 0.6);
        }
      }
    }
    DropSurgical();
    if (!facts_->Has("route")) AddRouteOfPlace();
    if (!facts_->Has("route")) AddRouteOfJoint();
    if (!facts_->Has("site")) AddSitesOfTitles();
    if (!facts_->Has("site")) AddSiteOfProse();
  }

 private:
  // "Injected around and into the gluteus medius tendon": where it goes says how.
  void AddRouteOfPlace() {
    static constexpr char kGiven[] =
        "(?i)\\b(?:inject\\w*|infus\\w*|administ\\w*|deliver\\w*|implant\\w*|instill\\w*|given|placed|received)\\b[^.;]"
        "{0,100}?";
    const auto place = [](const char* where) { return std::make_unique<const RE2>(absl::StrCat(kGiven, where)); };
    static const std::pair<const char*, std::unique_ptr<const RE2>> kPlaces[] = {
        {"intratendinous", place("\\binto (?:the |each |both )?(?:[a-z-]+ ){0,3}tendons?\\b")},
        {"peritendinous", place("\\baround (?:the )?(?:[a-z-]+ ){0,6}tendons?\\b")},
        {"intradiscal", place("\\binto (?:the |each )?(?:[a-z-]+ ){0,3}discs?\\b")},
        {"intramuscular", place("\\bin(?:to)? (?:the )?(?:[a-z-]+ ){0,3}muscles?\\b")},
        {"intra_articular",
         place("\\binto (?:the |each |both |one |his |her |their )?(?:[a-z-]+ ){0,3}(?:knees?|hips?|joints?|"
               "shoulders?|ankles?|stifles?)\\b")},
        {"intra_articular", std::make_unique<const RE2>("(?i)\\b(?:knees?|hips?|stifles?) (?:was|were) injected\\b")},
        {"intradiscal", std::make_unique<const RE2>("(?i)\\bdiscs? (?:was|were) injected\\b")},
    };
    for (const ReadText& read : texts_) {
      if (!product_.InScope(read)) continue;
      for (const Sentence& sentence : read.sentences) {
        if (!product_.HasProduct(read, sentence) && !SpeaksOfStudy(read, sentence) && !IsGiven(read, sentence))
          continue;
        const StringPiece text(read.text.text.data() + sentence.begin, sentence.end - sentence.begin);
        for (const auto& [route, pattern] : kPlaces) {
          StringPiece found;
          if (!pattern->Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) continue;
          facts_->Add("route", route, 0.7, "place", read, static_cast<size_t>(found.data() - read.text.text.data()),
                      found.size());
        }
      }
      if (facts_->Has("route")) return;
    }
  }

  // "Exosome injections for knee osteoarthritis": what is injected for a joint's disease goes into the joint.
  void AddRouteOfJoint() {
    static const std::set<std::string> kOfJoint = {"knee_oa", "oa", "other_oa", "cartilage_defect", "meniscus"};
    const bool joint = std::any_of(texts_.begin(), texts_.end(), [](const ReadText& read) {
      return (read.text.role == TextRole::kTitle || read.text.role == TextRole::kCondition) &&
             std::any_of(read.terms.begin(), read.terms.end(), [](const TermMatch& match) {
               return (match.term->category == "condition" && kOfJoint.count(match.term->value) != 0) ||
                      (match.term->category == "site" && match.term->value == "temporomandibular");
             });
    });
    if (!joint) return;
    for (const ReadText& read : texts_) {
      if (!product_.InScope(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "cue" || match.term->value != "administered") continue;
        const std::string_view cue = read.text.text.substr(match.offset, match.length);
        if (!HasPart(cue, "inject") && !HasPart(cue, "注射")) continue;
        if (!product_.HasProduct(read, read.SentenceOf(match)) && !SpeaksOfStudy(read, read.SentenceOf(match)))
          continue;
        facts_->Add("route", "intra_articular", 0.6, "injection_for_joint", read, match.offset, match.length);
        return;
      }
    }
  }

  // "吡非尼酮600mg口服", "prednisone orally": in a clause of its own, without the product. What dissolves the product
  // is no other medication.
  bool IsOfMedication(const ReadText& read, const TermMatch& route) const {
    constexpr size_t kReach = 80;
    constexpr std::string_view kMarks[] = {",",     ";",  "(",  "\n", " versus ", " Versus ", " vs ",
                                           " vs. ", "，", "；", "、", "。",       "（"};
    const Sentence& sentence = read.SentenceOf(route);
    size_t begin = std::max(sentence.begin, route.offset - std::min(route.offset, kReach));
    size_t end = std::max(route.end(), std::min(sentence.end, route.end() + kReach));
    const std::string_view before = read.text.text.substr(begin, route.offset - begin);
    const std::string_view behind = read.text.text.substr(route.end(), end - route.end());
    for (std::string_view mark : kMarks) {
      if (const size_t at = before.rfind(mark); at != std::string_view::npos)
        begin = std::max(begin, route.offset - before.size() + at + mark.size());
      if (const size_t at = behind.find(mark); at != std::string_view::npos) end = std::min(end, route.end() + at);
    }
    for (const std::string_view code : codes_) {
      if (HasPart(read.text.text.substr(begin, end - begin), absl::AsciiStrToLower(std::string(code)))) return false;
    }
    bool medication = false;
    auto term = std::lower_bound(read.terms.begin(), read.terms.end(), begin,
                                 [](const TermMatch& match, size_t offset) { return match.offset < offset; });
    for (; term != read.terms.end() && term->offset < end; ++term) {
      const HashedName& category = term->term->category;
      if (category == "ev" || category == "product") return false;
      medication |= category == "medication" && term->term->value != "fluid" && term->term->value != "metabolic";
    }
    return medication;
  }

  // Interventions that are studied and speak of the product; all that are studied where none does.
  std::set<int> OwnInterventions() const {
    std::set<int> own, studied;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kIntervention || product_.IsComparator(read)) continue;
      studied.insert(read.text.item);
      if (product_.HasProduct(read)) own.insert(read.text.item);
    }
    return own.empty() ? studied : own;
  }

  // The sentence says that something is given.
  static bool IsGiven(const ReadText& read, const Sentence& sentence) {
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
      return match.term->category == "cue" && match.term->value == "administered" && sentence.Has(match.offset);
    });
  }

  // A scaffold or an operation beside an injection is how it is done, not another route.
  void DropSurgical() {
    auto* list = facts_->facts()->mutable_facts();
    const bool other = std::any_of(list->begin(), list->end(), [](const v1::Fact& fact) {
      return fact.field() == "route" && fact.value() != "surgical";
    });
    if (!other) return;
    list->erase(
        std::remove_if(list->begin(), list->end(),
                       [](const v1::Fact& fact) { return fact.field() == "route" && fact.value() == "surgical"; }),
        list->end());
  }

  void AddSites(const ReadText& read, const Sentence& sentence) {
    for (const TermMatch& match : read.terms) {
      if (match.term->category == "site" && sentence.Has(match.offset)) facts_->Add("site", 0.9, read, match);
    }
  }

  bool HasLocalRoute() const {
    static const std::set<std::string> kLocal = {
        "intra_articular", "intratendinous", "peritendinous", "intraligamentous", "intralesional", "periarticular",
        "surgical",        "intradiscal",    "intraosseous",  "intramuscular",    "subacromial"};
    const auto& facts = facts_->facts()->facts();
    return std::any_of(facts.begin(), facts.end(),
                       [](const v1::Fact& fact) { return fact.field() == "route" && kLocal.count(fact.value()) != 0; });
  }

  // "Exosomes from fat of the knee"
  static bool IsOrigin(const ReadText& read, const TermMatch& site) {
    constexpr size_t kReach = 40;
    static const RE2 from("(?i)\\bfrom\\b[^,;.]*$");
    const size_t begin = site.offset - std::min(site.offset, kReach);
    return RE2::PartialMatch(StringPiece(read.text.text.data() + begin, site.offset - begin), from);
  }

  // The one place that a sentence names in which the product is given.
  void AddSiteOfProse() {
    if (!HasLocalRoute()) return;
    std::set<std::string> values;
    const ReadText* place = nullptr;
    const TermMatch* said = nullptr;
    for (const ReadText& read : texts_) {
      if (!IsLoose(read)) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category != "site") continue;
        const Sentence& sentence = read.SentenceOf(match);
        if (!IsGiven(read, sentence) || !product_.HasProduct(read, sentence) || IsOrigin(read, match)) continue;
        values.insert(match.term->value);
        place = &read;
        said = &match;
      }
    }
    if (values.size() == 1) facts_->Add("site", 0.7, *place, *said);
  }

  // Where a local route goes, when the title or condition says it.
  void AddSitesOfTitles() {
    if (facts_->Has("route") && !HasLocalRoute()) return;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kTitle && read.text.role != TextRole::kCondition) continue;
      for (const TermMatch& match : read.terms) {
        if (match.term->category == "site") facts_->Add("site", 0.8, read, match);
      }
    }
  }

  const std::vector<ReadText>& texts_;
  const ProductView& product_;
  const std::vector<std::string_view>& codes_;
  FactList* facts_;
};

}  // namespace

void AddRoutes(const std::vector<ReadText>& texts, const ProductView& product,
               const std::vector<std::string_view>& codes, FactList* facts) {
  RouteReader(texts, product, codes, facts).Run();
}

}  // namespace trialweave::normalizer
