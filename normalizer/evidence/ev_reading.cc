#include "normalizer/evidence/ev_reading.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "normalizer/evidence/ev_origin.h"
#include "normalizer/evidence/text_parts.h"
#include "normalizer/evidence/words_between.h"

namespace trialweave::normalizer {
namespace {

// How far apart two terms may stand and still belong together, bytes.
constexpr size_t kMeasuredSourceReach = 30;
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
  constexpr size_t kShortest = 3;
  if (ev.offset < kShortest || (text[ev.offset - 1] != '-' && text[ev.offset - 1] != ' ')) return false;
  const std::string_view before = text.substr(0, ev.offset - 1);
  size_t begin = before.size();
  while (begin > 0 && absl::ascii_isalpha(static_cast<unsigned char>(before[begin - 1])) != 0) --begin;
  const std::string_view word = before.substr(begin);
  return word.size() >= kShortest && (word.ends_with("SC") || word.ends_with("SCs") || word.ends_with("EC"));
}

// A term that needs context counts beside an EV term that does not, or beside another of its own category.
void DropWithoutContext(std::vector<ReadText>* texts) {
  std::set<std::string_view> certain;
  bool ev = false;
  for (const ReadText& read : *texts) {
    for (const TermMatch& match : read.terms) {
      if (IsLookalike(match)) continue;
      const bool cells = match.term->category == "ev" && NamesCells(read.text.text, match);
      if (match.term->needs_context && !cells) continue;
      certain.insert(match.term->category);
      ev |= match.term->category == "ev";
    }
  }
  for (ReadText& read : *texts) {
    read.terms.erase(std::remove_if(read.terms.begin(), read.terms.end(),
                                    [&](const TermMatch& match) {
                                      return IsLookalike(match) || (match.term->needs_context && !ev &&
                                                                    certain.count(match.term->category) == 0);
                                    }),
                     read.terms.end());
  }
}

// Where the terms that may stand between two related ones end, by the byte that they cover; 0 where there is none.
std::vector<uint32_t> CoversOf(const ReadText& read) {
  std::vector<uint32_t> covers(read.text.text.size(), 0);
  for (const TermMatch& match : read.terms) {
    const std::string& category = match.term->category;
    const bool between = category == "ev" || category == "product" || category == "source" || category == "donor" ||
                         category == "attribute" || category == "isolation";
    if (!between) continue;
    for (size_t at = match.offset; at < match.end(); ++at) {
      covers[at] = std::max(covers[at], static_cast<uint32_t>(match.end()));
    }
  }
  return covers;
}

size_t Distance(const TermMatch& a, const TermMatch& b) {
  if (a.end() <= b.offset) return b.offset - a.end();
  if (b.end() <= a.offset) return a.offset - b.end();
  return 0;
}

// The patient's own plasma or serum is what EVs are given from, not what they are measured in.
bool IsOwn(const ReadText& read, const TermMatch& ev) {
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    return match.term->category == "donor" && match.offset < ev.end() &&
           Distance(match, ev) <= 2 * kMeasuredSourceReach;
  });
}

// "A solution without exosomes" gives none.
bool IsDenied(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 24;
  const size_t begin = ev.offset > kReach ? ev.offset - kReach : 0;
  for (const std::string& word : WordsBetween(read, begin, ev.offset)) {
    if (word == "without" || word == "no" || word == "free" || word == "lacking" || word == "无") return true;
  }
  // "EV-depleted serum"
  const std::string_view behind = read.text.text.substr(ev.end(), kReach / 2);
  for (std::string_view word : {"-depleted", " depleted", "-free ", " free ", "-deprived"}) {
    if (behind.starts_with(word)) return true;
  }
  return read.text.text.substr(begin, ev.offset - begin).find("不含") != std::string_view::npos;
}

// "Exosome-rich platelet rich plasma" and "vesicle-rich plasma" are plasma.
bool Enriches(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 20;
  const std::string words = absl::AsciiStrToLower(std::string(read.text.text.substr(ev.offset, ev.length)));
  const bool rich = words.ends_with("rich") || words.ends_with("enriched");
  // By offset, so that long texts cost no more than their terms.
  auto match = std::lower_bound(read.terms.begin(), read.terms.end(), ev.offset,
                                [](const TermMatch& term, size_t offset) { return term.offset < offset; });
  for (; match != read.terms.end() && match->offset <= ev.end() + kReach; ++match) {
    if (match->term->category != "product") continue;
    // The product is named with the EVs that it has.
    const bool around = match->offset < ev.end() && match->end() > ev.end();
    if (around || (rich && match->offset >= ev.end())) return true;
  }
  return false;
}

// "Cells expanded in EV-enriched medium": what cells grow in is not given.
bool IsOfMedium(const ReadText& read, const TermMatch& ev) {
  constexpr size_t kReach = 60, kReachBehind = 40;
  const Sentence& sentence = read.SentenceOf(ev);
  const size_t begin = std::max(sentence.begin, ev.offset - std::min(ev.offset, kReach));
  const std::string_view before = read.text.text.substr(begin, ev.offset - begin);
  if (HasAny(before,
             {"medium supplemented with", "media supplemented with", "expanded with", "medium containing",
              "medium enriched with", "medium is enriched by", "cultured with", "培养基中加入", "培养基添加"})) {
    return true;
  }
  const size_t end = std::min(sentence.end, ev.end() + kReachBehind);
  const std::string_view behind = read.text.text.substr(ev.end(), end - ev.end());
  const std::string term = absl::AsciiStrToLower(std::string(read.text.text.substr(ev.offset, ev.length)));
  if ((term.ends_with("rich") || term.ends_with("enriched")) && behind.starts_with(" medium")) return true;
  for (std::string_view words : {"-enriched medium", " enriched medium", "-supplemented medium", " supplemented medium",
                                 "-containing medium", " containing medium", "-enriched culture medium"}) {
    if (behind.starts_with(words)) return true;
  }
  return false;
}

// "Do injections change synovial exosomes?": what is administered does something to the EVs.
constexpr std::array<std::string_view, 19> kActions = {"change",   "changes",   "alter",      "alters",    "affect",
                                                       "affects",  "influence", "influences", "modulate",  "modulates",
                                                       "on",       "increase",  "increases",  "decreases", "reduce",
                                                       "decrease", "reduces",   "改",         "影"};

bool ActsOn(const ReadText& read, const TermMatch& cue, const TermMatch& ev) {
  if (cue.end() > ev.offset) return false;
  const std::vector<std::string> words = WordsBetween(read, cue.end(), ev.offset);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) { return In(kActions, word); });
}

// "Washed cells to reduce extracellular vesicles": what is changed is not given.
bool IsActedOn(const ReadText& read, const TermMatch& ev) {
  constexpr std::array<std::string_view, 14> kVerbs = {"change",   "alter",    "affect",   "influence", "modulate",
                                                       "increase", "decrease", "reduce",   "lower",     "reduces",
                                                       "lowers",   "reducing", "lowering", "affects"};
  constexpr size_t kReach = 24;
  const size_t begin = std::max(read.SentenceOf(ev).begin, ev.offset - std::min(ev.offset, kReach));
  const std::vector<std::string> words = WordsBetween(read, begin, ev.offset);
  // With no more than one word between: "reduce circulating vesicles".
  const size_t first = words.size() - std::min<size_t>(words.size(), 2);
  return std::any_of(words.begin() + static_cast<ptrdiff_t>(first), words.end(),
                     [&](const std::string& word) { return In(kVerbs, word); });
}

// "Effect of plasma exosomes on wounds" gives them, "effect of exercise on plasma exosomes" does not.
bool IsTested(const ReadText& read, const TermMatch& ev) {
  const Sentence& sentence = read.SentenceOf(ev);
  const std::string before =
      absl::AsciiStrToLower(std::string(read.text.text.substr(sentence.begin, ev.offset - sentence.begin)));
  for (std::string_view words : {"effect of ", "effects of ", "efficacy of ", "safety of "}) {
    const size_t at = before.rfind(words);
    if (at == std::string::npos) continue;
    const std::vector<std::string> between = WordsBetween(read, sentence.begin + at + words.size(), ev.offset);
    if (std::none_of(between.begin(), between.end(), [](const std::string& word) { return In(kActions, word); })) {
      return true;
    }
  }
  return false;
}

// "Exosomes in the synovial fluid" were in it; "in" alone parts the two.
bool IsInFluid(const ReadText& read, const TermMatch& ev) {
  constexpr std::array<std::string_view, 8> kFillers = {"in", "the", "their", "his", "patients", "human", "knee", "s"};
  const auto of_other = [&](const TermMatch& fluid) {
    // "In platelet-rich plasma", "in plasma-lyte", "in blood glucose control".
    constexpr std::array<std::string_view, 17> kOthers = {"pressure", "glucose", "sugar", "lipid",  "lipids", "free",
                                                          "lyte",     "cancer",  "flow",  "vessel", "cell",   "cells",
                                                          "loss",     "bank",    "donor", "eye",    "clot"};
    const std::vector<std::string> behind =
        WordsBetween(read, fluid.end(), std::min(read.text.text.size(), fluid.end() + kMeasuredSourceReach));
    if (!behind.empty() && In(kOthers, behind.front())) return true;
    return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& term) {
      return (term.term->category == "product" || term.term->category == "medication") && term.offset < fluid.end() &&
             fluid.offset < term.end();
    });
  };
  return std::any_of(read.terms.begin(), read.terms.end(), [&](const TermMatch& match) {
    if (match.term->category != "body_fluid" || match.offset < ev.end()) return false;
    if (match.offset - ev.end() > kMeasuredSourceReach || of_other(match)) return false;
    const std::vector<std::string> words = WordsBetween(read, ev.end(), match.offset);
    return !words.empty() && words.front() == "in" &&
           std::all_of(words.begin(), words.end(), [&](const std::string& word) { return In(kFillers, word); });
  });
}

// Reads what the words of its sentence say of an EV mention: the nearest cue counts.
void ReadUse(const ReadText& read, Mention* mention) {
  const TermMatch& ev = mention->match;
  const Sentence& sentence = read.SentenceOf(ev);
  if (IsDenied(read, ev)) {
    mention->use = MentionUse::kDenied;
    return;
  }
  if (Enriches(read, ev) || IsOfMedium(read, ev)) {
    mention->use = MentionUse::kComponent;
    return;
  }
  constexpr size_t kNone = std::string_view::npos;
  size_t given = kNone;
  size_t administered = kNone;
  size_t measured = kNone;
  bool measured_source = false;
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
    } else if (kind == "measured_source") {
      measured_source |= cue.offset <= ev.offset && distance <= kMeasuredSourceReach;
    } else if (kind == "mechanism") {
      // "Exosome mechanism", "外泌体作用机制": right behind.
      if (cue.offset >= ev.end() && distance <= kMechanismReach) measured = 0;
    } else if (kind == "measured") {
      measured = std::min(measured, distance);
    } else {
      if (kind == "administered" && !ActsOn(read, cue, ev)) administered = std::min(administered, distance);
      given = std::min(given, distance);
    }
  }
  measured_source = (measured_source || IsInFluid(read, ev)) && !IsOwn(read, ev);
  const bool adjective = ev.length > 2 && read.text.text.substr(ev.offset, ev.length).ends_with("al");
  mention->use = MentionUse::kPlain;
  if (measured_source) {
    const bool is_given = (administered <= kMeasuredSourceReach && administered < measured) || IsTested(read, ev);
    mention->use = is_given ? MentionUse::kGiven : MentionUse::kMeasured;
  } else if (given != kNone && given < measured && (!adjective || given <= kAdjacent)) {
    mention->use = MentionUse::kGiven;
  } else if (measured != kNone || adjective || IsActedOn(read, ev)) {
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

// "Stem cells are cultured and their exosomes isolated": of the EVs next behind a product or source.
void RelateToPreparation(const ReadText& read, std::vector<Mention>* mentions, size_t index) {
  Mention& mention = (*mentions)[index];
  if (mention.use != MentionUse::kPlain && mention.use != MentionUse::kProductOrigin) return;
  for (size_t i = index + 1; i < mentions->size(); ++i) {
    Mention& other = (*mentions)[i];
    if (other.match.offset > mention.match.end() + kPreparationReach) return;
    if (!other.ev()) continue;
    const bool given = other.use != MentionUse::kMeasured && other.use != MentionUse::kDenied;
    if (given && PreparedFrom(read, mention.match, other.match)) {
      mention.use = MentionUse::kOrigin;
      other.origin_named = true;
    }
    return;
  }
}

void ReadMentions(ReadText* read) {
  read->covers = CoversOf(*read);
  for (const TermMatch& match : read->terms) {
    const std::string& category = match.term->category;
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
    if (!read->mentions[i].ev()) RelateToPreparation(*read, &read->mentions, i);
  }
}

}  // namespace

bool IsItem(const ReadText& read) {
  return read.text.role == TextRole::kIntervention || read.text.role == TextRole::kArm;
}

bool IsProse(const ReadText& read) {
  return read.text.role == TextRole::kSummary || read.text.role == TextRole::kDescription;
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
