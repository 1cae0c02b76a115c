#include "normalizer/formats/chictr_html_page.h"

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

// No entry of the registry comes near.
constexpr size_t kMaxRows = 2'000;

// A label, its value, and where.
struct Pair {
  std::vector<ChictrLabelText> labels;
  std::string value;
  Where where;
};

bool HasDigit(std::string_view text) {
  for (char c : text) {
    if (absl::ascii_isdigit(c)) return true;
  }
  return false;
}

void Put(const Pair& pair, ChictrText* text) {
  if (pair.labels.size() == 2) {
    text->seen_zh = text->seen_en = true;
    if (text->common.empty() && !pair.value.empty()) {
      text->common = pair.value;
      text->where = pair.where;
    }
    return;
  }
  const bool zh = pair.labels[0].language == "zh";
  (zh ? text->seen_zh : text->seen_en) = true;
  std::string& value = zh ? text->zh : text->en;
  if (!value.empty() || pair.value.empty()) return;
  value = pair.value;
  (zh ? text->where : text->where_en) = pair.where;
  if (!zh && text->where.path.empty()) text->where = pair.where;
}

// True when `text` already has what the pair's label brings: the next row of its kind has begun.
bool Seen(const Pair& pair, const ChictrText& text) {
  if (pair.labels.size() == 2) return text.seen_zh || text.seen_en;
  return pair.labels[0].language == "zh" ? text.seen_zh : text.seen_en;
}

// PageReader sorts pairs, in the page's order.
class PageReader {
 public:
  explicit PageReader(ChictrHtmlPage* page) : page_(*page) {}

  void Take(const Pair& pair) {
    const ChictrLabel label = pair.labels[0].label;
    switch (label) {
      case ChictrLabel::kPerson:
        if (page_.persons.size() < kMaxRows) page_.persons.push_back(pair.value);
        break;
      case ChictrLabel::kGroup:
      case ChictrLabel::kTargetPopulation:
      case ChictrLabel::kSimilarPopulation:
        Put(pair, &Row(&page_.groups, &ChictrGroup::label, pair)->label);
        group_ = true;
        break;
      case ChictrLabel::kSampleSize:
        Put(pair, group_ ? &page_.groups.back().size : &page_.fields[ChictrLabel::kTotalSize]);
        break;
      case ChictrLabel::kInterventions:
        // Outside groups it heads their table, or is all that there is.
        Put(pair, group_ ? &page_.groups.back().intervention : &page_.fields[label]);
        break;
      case ChictrLabel::kSecondarySponsor:
      case ChictrLabel::kSettings:
        // A sponsor named beside its label heads no table.
        places_ = label == ChictrLabel::kSecondarySponsor && pair.value.empty() ? &page_.sponsors : &page_.settings;
        group_ = false;
        Put(pair, &page_.fields[label]);
        break;
      default:
        TakeOther(pair);
    }
  }

 private:
  void TakeOther(const Pair& pair) {
    const ChictrLabel label = pair.labels[0].label;
    switch (label) {
      case ChictrLabel::kCountry:
        Put(pair, &Row(places_, &ChictrPlace::country, pair)->country);
        break;
      case ChictrLabel::kProvince:
      case ChictrLabel::kCity:
        if (!places_->empty()) {
          ChictrPlace& place = places_->back();
          Put(pair, label == ChictrLabel::kCity ? &place.city : &place.province);
        }
        break;
      case ChictrLabel::kInstitution:
        Put(pair, &Row(places_, &ChictrPlace::institution, pair)->institution);
        break;
      case ChictrLabel::kOutcome:
        Put(pair, &Row(&page_.outcomes, &ChictrOutcome::name, pair)->name);
        break;
      case ChictrLabel::kOutcomeType:
      case ChictrLabel::kOutcomeTime:
      case ChictrLabel::kOutcomeMethod:
        if (!page_.outcomes.empty()) {
          ChictrOutcome& outcome = page_.outcomes.back();
          Put(pair, label == ChictrLabel::kOutcomeType   ? &outcome.type
                    : label == ChictrLabel::kOutcomeTime ? &outcome.time
                                                         : &outcome.method);
        }
        break;
      default:
        // A label of the page itself: whatever table was under way has ended.
        if (label != ChictrLabel::kTotalSize) group_ = false;
        places_ = &page_.settings;
        Put(pair, &page_.fields[label]);
    }
  }

  // The row that the pair belongs to: the last, or a new one when the last has this label already.
  template <typename T>
  T* Row(std::vector<T>* rows, ChictrText T::*key, const Pair& pair) {
    if (rows->empty() || Seen(pair, rows->back().*key)) {
      if (rows->size() >= kMaxRows) {
        page_.overflowed = true;
        rows->pop_back();
      }
      rows->emplace_back();
    }
    return &rows->back();
  }

  ChictrHtmlPage& page_;
  std::vector<ChictrPlace>* places_ = &page_.settings;
  // A group of participants is under way.
  bool group_ = false;
};

// Ages stand in a small table of three cells a row: "最小 Min age", "18", "岁 years".
std::string WithUnit(const std::vector<HtmlCell>& cells, size_t value, const std::vector<ChictrLabelText>& labels) {
  const ChictrLabel label = labels[0].label;
  std::string text = cells[value].text;
  if ((label != ChictrLabel::kMinimumAge && label != ChictrLabel::kMaximumAge) || !HasDigit(text)) return text;
  if (value + 1 >= cells.size() || !HtmlValueFollows(cells[value], cells[value + 1])) return text;
  // The unit is printed in both languages; the Chinese one comes first.
  const std::string unit = CleanText(cells[value + 1].text, TextStyle::kPlain);
  if (unit.empty() || HasDigit(unit) || !FindChictrLabels(unit).empty()) return text;
  return CleanLine(text, TextStyle::kPlain) + (LanguageOf(unit, "") == "zh" ? "" : " ") +
         unit.substr(0, unit.find_first_of(" \n"));
}

}  // namespace

const ChictrText& ChictrHtmlPage::Get(ChictrLabel label) const {
  static const auto* const kNothing = new ChictrText();
  const auto it = fields.find(label);
  return it == fields.end() ? *kNothing : it->second;
}

ChictrHtmlPage ReadChictrHtmlPage(const std::vector<HtmlCell>& cells) {
  ChictrHtmlPage page;
  PageReader reader(&page);
  for (size_t i = 0; i < cells.size(); ++i) {
    const HtmlCell& cell = cells[i];
    Pair pair{FindChictrLabels(cell.text), "", {}};
    const bool valued = i + 1 < cells.size() && HtmlValueFollows(cell, cells[i + 1]);
    if (!pair.labels.empty() && (valued || cell.kind == HtmlCell::Kind::kCell)) {
      pair.where = {HtmlLabelKey(cell.text), 0, 0};
      if (valued) {
        ++i;
        pair.value = WithUnit(cells, i, pair.labels);
        pair.where.offset = cells[i].offset;
        pair.where.length = cells[i].length;
      }
      reader.Take(pair);
    } else if (const auto line = SplitHtmlLine(cell.text); line.has_value() && cell.kind == HtmlCell::Kind::kText) {
      pair.labels = FindChictrLabels(line->label);
      if (pair.labels.empty()) continue;
      pair.value = line->value;
      pair.where = {HtmlLabelKey(line->label), cell.offset, cell.length};
      reader.Take(pair);
    }
  }
  return page;
}

}  // namespace trialweave::normalizer
