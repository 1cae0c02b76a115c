#include "normalizer/evidence/readouts.h"

#include <re2/re2.h>

#include <string>

#include "absl/strings/numbers.h"
#include "normalizer/evidence/time_points.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

#define TW_VALUE R"((\d{1,3}(?:\.\d+)?)(?:\s*(?:±|\+/-|\+-)\s*\d+(?:\.\d+)?|\s*\(\s*(?:SD\s*)?\d+(?:\.\d+)?\s*\))?)"

// "from 7.5 ± 1.2 at baseline to 2.8", "7.5 → 2.8", "由7.5分降至2.8"
const RE2& Change() {
  static const RE2 pattern(
      "(?i)(?:(?:from|由|从)(?:\\s*(?:a\\s+)?(?:mean\\s+)?(?:of\\s+|baseline\\s+(?:of\\s+)?|治疗前的?|术前的?|基线的?))"
      "?\\s*[（(]?)?" TW_VALUE
      "\\s*[)）]?\\s*(mm|cm|points?|分|%)?(?:\\s*(?:at|before|in)\\s+(?:baseline|treatment|the beginning))?\\s*"
      "(?:to(?:\\s+(?:a\\s+mean\\s+of|about))?|→|->|⟶|=>|(?:降|下降|降低|减少|改善|升高|提高|增加|上升|变)?(?:至|到|为)"
      ")\\s*[（(]?" TW_VALUE "\\s*[)）]?\\s*(mm|cm|points?|分|%)?");
  return pattern;
}
// What must stand before the pair, so that "aged 30 to 70" is none.
const RE2& Verb() {
  static const RE2 pattern(
      "(?i)decreas|reduc|improv|increas|declin|drop|fell|fall|rose|chang|went|score|from|降|升|提高|增加|改善|减|→|->");
  return pattern;
}
const RE2& EventCount() {
  static const RE2 pattern(
      "(?i)(\\d{1,5})\\s*(?:of|/|out "
      "of|\\()\\s*(\\d{1,5})\\)?\\s*(?:the\\s+)?(?:patients?|participants?|subjects?|cases?|例)?");
  return pattern;
}
const RE2& EventRate() {
  static const RE2 pattern("(\\d{1,3}(?:\\.\\d+)?)\\s*[%％]");
  return pattern;
}
const RE2& NoEvents() {
  static const RE2 pattern(
      "(?i)\\b(?:no|without(?: "
      "any)?|zero)\\s+(?:(?:obvious|significant|serious|severe|major|treatment|related|unexpected|product|drug|other|"
      "local|systemic|acute|or|study|[a-z]+-(?:related|emergent))\\s+){0,4}(?:adverse|side|complications?|toxicit)"
      "|(?:未见|无|未发生|未出现|未观察到)(?:明显|任何|严重|相关)?(?:的)?不良(?:事件|反应)");
  return pattern;
}

StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

bool IsResultText(const ReadText& read) { return IsProse(read) || read.text.role == TextRole::kResult; }

class ReadoutReader {
 public:
  explicit ReadoutReader(FactList* facts) : facts_(facts) {}

  void Read(const ReadText& read) {
    for (const Sentence& sentence : read.sentences) {
      // A sentence without digits or events states no result; longer ones are tables.
      constexpr size_t kMaxSentence = 1200;
      if (sentence.end - sentence.begin > kMaxSentence) continue;
      ReadScales(read, sentence);
      ReadEvents(read, sentence);
    }
  }

 private:
  static bool IsEvent(const TermMatch& match) {
    return match.term->value == "adverse_events" || match.term->value == "serious_adverse_events" ||
           match.term->value == "dose_limiting_toxicity";
  }

  // A scale, then its two values before the next scale.
  void ReadScales(const ReadText& read, const Sentence& sentence) {
    for (size_t i = 0; i < read.terms.size(); ++i) {
      const TermMatch& scale = read.terms[i];
      if (scale.term->category != "endpoint" || !sentence.Has(scale.offset) || IsEvent(scale)) continue;
      size_t end = sentence.end;
      for (size_t next = i + 1; next < read.terms.size(); ++next) {
        if (read.terms[next].term->category == "endpoint" && read.terms[next].offset >= scale.end()) {
          if (read.terms[next].term->value == scale.term->value) break;
          end = std::min(end, read.terms[next].offset);
          break;
        }
      }
      ReadScale(read, scale, end, sentence);
    }
  }

  void ReadScale(const ReadText& read, const TermMatch& scale, size_t end, const Sentence& sentence) {
    if (end <= scale.end()) return;
    const std::string_view stretch = read.text.text.substr(scale.end(), end - scale.end());
    StringPiece before, before_unit, after, after_unit;
    StringPiece rest = Piece(stretch);
    constexpr size_t kReach = 120;
    if (!RE2::FindAndConsume(&rest, Change(), &before, &before_unit, &after, &after_unit)) return;
    const size_t begin = static_cast<size_t>(before.data() - stretch.data());
    if (begin > kReach ||
        !RE2::PartialMatch(Piece(stretch.substr(0, static_cast<size_t>(after.data() - stretch.data()))), Verb()))
      return;
    double low = 0;
    double high = 0;
    if (!absl::SimpleAtod(absl::string_view(before.data(), before.size()), &low) ||
        !absl::SimpleAtod(absl::string_view(after.data(), after.size()), &high)) {
      return;
    }
    const size_t span_end = scale.end() + static_cast<size_t>(after.data() - stretch.data()) + after.size();
    v1::Fact* fact =
        facts_->AddNew("readout", scale.term->value, 0.85, "from_to", read, scale.offset, span_end - scale.offset);
    v1::ReadoutFact* readout = fact->mutable_readout();
    readout->set_before(low);
    readout->set_after(high);
    const StringPiece unit = after_unit.empty() ? before_unit : after_unit;
    readout->set_unit(std::string(unit.data() == nullptr ? "" : unit.data(), unit.size()));
    // One time behind the values is theirs; several are unclear.
    const std::string_view behind = read.text.text.substr(span_end, sentence.end - span_end);
    const std::vector<FoundTime> times = FindTimes(behind.substr(0, std::min<size_t>(behind.size(), 60)));
    if (times.size() == 1) *readout->mutable_time_point() = times[0].point;
  }

  void ReadEvents(const ReadText& read, const Sentence& sentence) {
    const std::string_view text = read.text.text.substr(sentence.begin, sentence.end - sentence.begin);
    StringPiece found;
    if (RE2::PartialMatch(Piece(text), NoEvents())) {
      const std::string value =
          text.find("erious") != std::string_view::npos || text.find("严重") != std::string_view::npos ? "none_serious"
                                                                                                       : "none";
      facts_->Add("adverse_events", value, 0.85, "no_events", read, sentence.begin, text.size());
      return;
    }
    for (const TermMatch& match : read.terms) {
      if (match.term->category != "endpoint" || !sentence.Has(match.offset) || !IsEvent(match)) continue;
      StringPiece affected, at_risk;
      if (RE2::PartialMatch(Piece(text), EventCount(), &affected, &at_risk)) {
        int64_t some = 0;
        int64_t all = 0;
        if (absl::SimpleAtoi(absl::string_view(affected.data(), affected.size()), &some) &&
            absl::SimpleAtoi(absl::string_view(at_risk.data(), at_risk.size()), &all) && some <= all && all > 0) {
          v1::Fact* fact =
              facts_->AddNew("adverse_events", match.term->value, 0.7, "count_of", read, sentence.begin, text.size());
          fact->mutable_readout()->set_affected(some);
          fact->mutable_readout()->set_at_risk(all);
          return;
        }
      }
      StringPiece rate;
      if (RE2::PartialMatch(Piece(text), EventRate(), &rate)) {
        facts_->Add("adverse_events", std::string(rate.data(), rate.size()) + " %", 0.65, "rate", read, sentence.begin,
                    text.size());
      }
      return;
    }
  }

  FactList* facts_;
};

}  // namespace

void AddReadouts(const std::vector<ReadText>& texts, FactList* facts) {
  ReadoutReader reader(facts);
  for (const ReadText& read : texts) {
    if (IsResultText(read)) reader.Read(read);
  }
}

}  // namespace trialweave::normalizer
