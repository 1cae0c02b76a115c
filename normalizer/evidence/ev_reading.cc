#include "normalizer/evidence/ev_reading.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "normalizer/evidence/ev_context.h"
#include "normalizer/evidence/ev_origin.h"
#include "normalizer/evidence/text_parts.h"
#include "normalizer/evidence/words_between.h"

namespace trialweave::normalizer {
namespace {

// How far apart two terms may stand and still belong together, bytes.
constexpr size_t kComponentReach = 60;
constexpr size_t kMechanismReach = 14;
// "Exosomal" qualifies what is measured, unless the cue stands right behind: "exosomal therapy".
constexpr size_t kAdjacent = 12;

// What is read of a record: a study says what it is within these.
constexpr size_t kMaxTexts = 2000;
constexpr size_t kMaxTextBytes = 64 * 1024;

bool IsLookalike(const TermMatch& match) { return match.term->value == "lookalike"; }

// "hAEC-EV", "ADSC-EVs": the cells that EVs come from stand before them.
bool NamesCells(std::string_view text, const TermMatch& ev) {
  if (ev.offset == 0 || (text[ev.offset - 1] != '-' && text[ev.offset - 1] != ' ')) return false;
  const std::string_view before = text.substr(0, ev.offset - 1);
  constexpr std::string_view kCells[] = {"MSC",  "MSCs",  "ADSC", "ADSCs", "ASC", "ASCs", "NSC",  "NSCs",
                                         "DPSC", "DPSCs", "iPSC", "iPSCs", "USC", "AEC",  "AECs", "HUVEC"};
  return std::any_of(std::begin(kCells), std::end(kCells),
                     [&](std::string_view name) { return before.ends_with(name); });
}

// "Esophageal varices (EV)": the record's own meaning of the letters.
bool DefinesEvOtherwise(const std::vector<ReadText>& texts) {
  return std::any_of(texts.begin(), texts.end(), [](const ReadText& read) {
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
      return match.term->category == "ev" && IsLookalike(match) &&
             std::string_view(read.text.text).substr(match.end()).starts_with(" (EV");
    });
  });
}

bool IsLetters(const ReadText& read, const TermMatch& match) {
  const std::string_view words = std::string_view(read.text.text).substr(match.offset, match.length);
  return match.term->category == "ev" && (words.ends_with("EV") || words.ends_with("EVs"));
}

// A term that needs context counts beside an EV term that does not, or beside another of its own category.
void DropWithoutContext(std::vector<ReadText>* texts) {
  if (DefinesEvOtherwise(*texts)) {
    for (ReadText& read : *texts)
      std::erase_if(read.terms, [&](const TermMatch& match) { return IsLetters(read, match); });
  }
  std::set<std::string_view> certain;
  bool ev = false;
  for (const ReadText& read : *texts) {
    for (const TermMatch& match : read.terms) {
      if (IsLookalike(match)) continue;
      const bool cells = match.term->category == "ev" && NamesCells(read.text.text, match);
      if (match.term->needs_context && !cells) continue;
      certain.insert(match.term->category.name());
      ev |= match.term->category == "ev";
    }
  }
  for (ReadText& read : *texts) {
    read.terms.erase(std::remove_if(read.terms.begin(), read.terms.end(),
                                    [&](const TermMatch& match) {
                                      return IsLookalike(match) || (match.term->needs_context && !ev &&
                                                                    certain.count(match.term->category.name()) == 0);
                                    }),
                     read.terms.end());
  }
}

// Where the terms that may stand between two related ones end, by the byte that they cover; 0 where there is none.
std::vector<uint32_t> CoversOf(const ReadText& read) {
  std::vector<uint32_t> covers(read.text.text.size(), 0);
  for (const TermMatch& match : read.terms) {
    const HashedName& category = match.term->category;
    const bool between = category == "ev" || category == "product" || category == "source" || category == "donor" ||
                         category == "attribute" || category == "isolation";
    if (!between) continue;
    for (size_t at = match.offset; at < match.end(); ++at) {
      covers[at] = std::max(covers[at], static_cast<uint32_t>(match.end()));
    }
  }
  return covers;
}

bool IsThrough(const ReadText& read, const TermMatch& cue) {
  const std::string_view word = std::string_view(read.text.text).substr(cue.offset, cue.length);
  return (absl::EqualsIgnoreCase({word.data(), word.size()}, "through") ||
          absl::EqualsIgnoreCase({word.data(), word.size()}, "via")) &&
         !HasPart(read.text.text, "deliver");
}

bool IsMechanismOn(const ReadText& read, const TermMatch& cue, const TermMatch& ev) {
  const std::string_view text = read.text.text;
  return cue.end() <= ev.offset && Distance(cue, ev) <= 2 * kMechanismReach &&
         text.substr(cue.end()).starts_with(" of ") && text.substr(ev.end()).starts_with(" on ") &&
         !HasAny(text, {"efficacy", "effect", "safety", "treat", "therap"});
}

// Reads what the words of its sentence say of an EV mention: the nearest cue counts.
void ReadUse(const ReadText& read, Mention* mention) {
  const TermMatch& ev = mention->match;
  const Sentence& sentence = read.SentenceOf(ev);
  if (IsDenied(read, ev)) {
    mention->use = MentionUse::kDenied;
    return;
  }
  if (read.text.role == TextRole::kTitle && DoesHarm(read, ev)) {
    mention->use = MentionUse::kMeasured;
    return;
  }
  if (Enriches(read, ev) || IsOfMedium(read, ev) || LoadsCells(read, ev) ||
      (read.text.role != TextRole::kTitle && IsMeans(read, ev))) {
    mention->use = MentionUse::kComponent;
    return;
  }
  constexpr size_t kNone = std::string_view::npos;
  size_t given = kNone;
  size_t administered = kNone;
  size_t measured = kNone;
  bool measured_source = false;
  // "Senescent cells spread their state through vesicles": that cells do something by them.
  bool through = false;
  for (const TermMatch& cue : read.terms) {
    if (cue.term->category != "cue" || !sentence.Has(cue.offset)) continue;
    const std::string& kind = cue.term->value;
    const size_t distance = Distance(cue, ev);
    if (kind == "component") {
      if (cue.end() > ev.offset || distance > kComponentReach) continue;
      const bool product_before = std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& term) {
        return term.term->category == "product" && sentence.Has(term.offset) && term.end() <= cue.offset;
      });
      if (product_before) {
        mention->use = MentionUse::kComponent;
        return;
      }
      through |= read.text.role == TextRole::kTitle && IsThrough(read, cue);
    } else if (kind == "measured_source") {
      const bool of_name = cue.offset >= ev.offset && cue.end() <= ev.end();
      measured_source |= !of_name && cue.offset <= ev.offset && distance <= kMeasuredSourceReach;
    } else if (kind == "mechanism") {
      // "Exosome mechanism", "外泌体作用机制": right behind; "mechanism of platelet exosomes on cells".
      if (cue.offset >= ev.end() ? distance <= kMechanismReach : IsMechanismOn(read, cue, ev)) measured = 0;
    } else if (kind == "measured") {
      measured = std::min(measured, distance);
    } else {
      if (kind == "administered" && !ActsOn(read, cue, ev)) administered = std::min(administered, distance);
      given = std::min(given, distance);
    }
  }
  measured_source = ((measured_source || IsInFluid(read, ev) || IsOfFluid(read, ev)) && !IsOwn(read, ev)) ||
                    IsSampled(read, ev) || IsOfContent(read, ev);
  const bool adjective = ev.length > 2 && read.text.text.substr(ev.offset, ev.length).ends_with("al");
  const bool by_them = through && given > kAdjacent;
  mention->use = MentionUse::kPlain;
  if (measured_source) {
    const bool is_given = (administered <= kMeasuredSourceReach && administered < measured) || IsTested(read, ev) ||
                          (read.text.role == TextRole::kTitle && DoesGood(read, ev));
    mention->use = is_given ? MentionUse::kGiven : MentionUse::kMeasured;
  } else if (!by_them && given != kNone && given < measured && (!adjective || given <= kAdjacent)) {
    mention->use = MentionUse::kGiven;
  } else if (by_them || measured != kNone || adjective || IsActedOn(read, ev)) {
    mention->use = MentionUse::kMeasured;
  }
  mention->cue_distance = given;
}

// What a product or source is to the EVs or products around it.
void RelateTo(const ReadText& read, std::vector<Mention>* mentions, Mention* mention) {
  for (Mention& other : *mentions) {
    if (&other == mention || other.source()) continue;
    // What a product is rich in does not come from it alone.
    if (mention->product() && other.ev() && Enriches(read, other.match)) continue;
    if (other.match.offset > mention->match.end() + kOriginReach) break;
    if (other.match.end() + kOriginReach < mention->match.offset) continue;
    // "Umbilical cord blood cell conditioned medium": of two products the first is what the second is made of.
    if (mention->product() && other.product()) {
      const bool cells = mention->match.term->value != "conditioned_medium";
      if (cells && mention->match.offset < other.match.offset && OriginBefore(read, mention->match, other.match)) {
        mention->use = mention->use == MentionUse::kOrigin ? mention->use : MentionUse::kProductOrigin;
      }
      continue;
    }
    const bool origin = Overlap(mention->match, other.match) || OriginBefore(read, mention->match, other.match) ||
                        OriginBehind(read, other.match, mention->match);
    // Where EVs come from that are measured, or left out, no product does.
    const bool given = other.use != MentionUse::kMeasured && other.use != MentionUse::kDenied;
    if (origin && mention->source() && !given) continue;
    if (origin && other.ev()) {
      mention->use = MentionUse::kOrigin;
      other.origin_named = true;
    } else if (origin && mention->use != MentionUse::kOrigin) {
      mention->use = MentionUse::kProductOrigin;
    } else if (mention->product() && other.ev()) {
      const Joining joining = JoiningOf(read, mention->match, other.match);
      mention->joined |= joining == Joining::kTogether;
      mention->listed |= joining == Joining::kListed;
    }
  }
}

// "Stem cells are cultured, their exosomes isolated and injected": cells and the EVs next behind them, and the sources
// that the cells' name has.
void RelateToPreparation(const ReadText& read, std::vector<Mention>* mentions, size_t index) {
  Mention& cells = (*mentions)[index];
  if (cells.use != MentionUse::kPlain && cells.use != MentionUse::kProductOrigin) return;
  for (size_t i = index + 1; i < mentions->size(); ++i) {
    Mention& ev = (*mentions)[i];
    if (ev.match.offset > cells.match.end() + kPreparationReach) return;
    if (!ev.ev()) continue;
    const bool given = ev.use == MentionUse::kPlain || ev.use == MentionUse::kGiven;
    if (!given || !PreparedFrom(read, cells.match, ev.match) || !IsGivenBehind(read, ev.match)) return;
    cells.use = MentionUse::kOrigin;
    ev.origin_named = true;
    for (Mention& source : *mentions) {
      if (source.source() && Overlap(source.match, cells.match)) source.use = MentionUse::kOrigin;
    }
    return;
  }
}

void ReadMentions(ReadText* read) {
  read->covers = CoversOf(*read);
  for (const TermMatch& match : read->terms) {
    const HashedName& category = match.term->category;
    if (category != "ev" && category != "product" && category != "source") continue;
    Mention mention;
    mention.match = match;
    mention.kind = category == "ev"        ? MentionKind::kEv
                   : category == "product" ? MentionKind::kProduct
                                           : MentionKind::kSource;
    if (mention.ev()) ReadUse(*read, &mention);
    read->mentions.push_back(mention);
  }
  for (Mention& mention : read->mentions) {
    if (!mention.ev()) RelateTo(*read, &read->mentions, &mention);
  }
  for (size_t i = 0; i < read->mentions.size(); ++i) {
    const Mention& mention = read->mentions[i];
    const std::string& value = mention.match.term->value;
    if (mention.product() && (value == "cells" || value == "platelet_product")) {
      RelateToPreparation(*read, &read->mentions, i);
    }
  }
}

}  // namespace

bool IsItem(const ReadText& read) {
  return read.text.role == TextRole::kIntervention || read.text.role == TextRole::kArm;
}

bool IsProse(const ReadText& read) {
  return read.text.role == TextRole::kSummary || read.text.role == TextRole::kDescription;
}

bool IsLoose(const ReadText& read) { return IsProse(read) || read.text.role == TextRole::kKeyword; }

Sentence ReachOf(const ReadText& read, const TermMatch& match) {
  constexpr size_t kReach = 400;
  const Sentence& sentence = read.SentenceOf(match);
  return {std::max(sentence.begin, match.offset - std::min(match.offset, kReach)),
          std::min(sentence.end, match.end() + kReach)};
}

bool IsStillWanted(const ReadText& read, const TermMatch& match) {
  static const re2::RE2 wanted(
      "(?i)\\b(?:required|needed|warranted|should|future|further|pending|await|until|planned|ongoing|under "
      "way|supports? "
      "(?:an?|the|larger|further)|"
      "justif\\w+)\\b|有待|需要");
  const Sentence reach = ReachOf(read, match);
  return re2::RE2::PartialMatch(re2::StringPiece(read.text.text.data() + reach.begin, reach.end - reach.begin), wanted);
}

bool SpeaksOfStudy(const ReadText& read, const Sentence& sentence) {
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    return match.term->category == "study" && sentence.Has(match.offset);
  });
}

bool IsProcedure(std::string_view value) {
  constexpr std::array<std::string_view, 6> kProcedures = {"surgery",       "microneedling", "shock_wave",
                                                           "physiotherapy", "no_treatment",  "standard_care"};
  return In(kProcedures, value);
}

std::string_view ReadPart(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return text;
  size_t end = kMaxTextBytes;
  // Not inside a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::vector<ReadText> ReadTexts(std::vector<RecordText> texts, const TermTable& table) {
  std::vector<ReadText> reads;
  if (texts.size() > kMaxTexts) texts.resize(kMaxTexts);
  reads.reserve(texts.size());
  for (RecordText& text : texts) {
    ReadText read;
    text.text = ReadPart(text.text);
    read.terms = table.Find(text.text);
    read.sentences = Sentences(text.text);
    read.text = std::move(text);
    reads.push_back(std::move(read));
  }
  DropWithoutContext(&reads);
  for (ReadText& read : reads) ReadMentions(&read);
  return reads;
}

}  // namespace trialweave::normalizer
