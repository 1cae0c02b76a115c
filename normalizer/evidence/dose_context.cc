#include "normalizer/evidence/dose_context.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;

// At most so many bytes before and behind the dose.
std::string_view Before(std::string_view text, const Dose& dose, size_t most) {
  const size_t begin = dose.offset - std::min(dose.offset, most);
  return text.substr(begin, dose.offset - begin);
}
std::string_view Behind(std::string_view text, const Dose& dose, size_t most) {
  return text.substr(dose.offset + dose.length, most);
}

bool Has(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

}  // namespace

bool IsCount(const Dose& dose) {
  return dose.unit == "particles" || dose.unit == "cells" || dose.unit == "cell equivalents" ||
         dose.unit == "pmol phospholipid";
}

bool IsVolume(const Dose& dose) { return IsVolumeUnit(dose.unit); }

bool IsOfPreparation(std::string_view text, const Dose& dose) {
  static const RE2 given_near_before(
      "(?i)(?:injected|infused|injections? of|infusions? of|receives?|注射|输注|注入)[^.;。；,，]{0,16}$");
  static const RE2 given_near_behind(
      "(?i)^[^.;。；,，]{0,24}(?:注射|注入|输注|(?:is|are|was|were|be) (?:then "
      ")?(?:injected|infused|administered|instilled|given))");
  static const RE2 taken(
      "(?i)(?:(?:collect|aspirat|harvest|drawn|withdraw|收集|采集|抽取|采取|留取|采血|抽血)[^.;。；]{0,24}"
      "|[采抽](?:集|取)?[^用.;。；0-9]{0,12}(?:静脉血|外周血|血液|全血|血样)[^.;。；0-9]{0,12}"
      "|(?:pulsed|incubated|cultured|grown) (?:with|in|at|for)[^.;。；]{0,24}"
      "|seeded (?:at|with|on)[^.;。；]{0,24}|(?:接种|孵育|终浓度)[^.;。；]{0,12}"
      "|(?:blood|marrow|fat|lipoaspirate|血)[^.;。；]{0,16} gives(?: [a-z-]+ of)? ?"
      "|(?:yields?|produces?|obtains?|to prepare|remaining)(?: [a-z-]+ of)? ?"
      "|(?:制备|剩余)[^的.;。；0-9]{0,12}|(?:制得|获得|余) ?"
      "|(?:每|per |/) ?(?:[uμµ]g|mcg|微克)[^.;。；]{0,16})$");
  static const RE2 body(
      "(?i)^(?: ?(?:of |的)?(?:[a-z]+ )?(?:blood|urine|lipoaspirate|biopsy|外周血|静脉血|血液|尿液|骨髓)"
      "| ?(?:of |的)?(?:[a-z]+ )?marrow(?: aspirates?)?(?:[.,;)]|$| (?:is|are|was|were|from|will))"
      "|[^.;。；]{0,24}(?:obtained(?:[^ ]|$| [^f])|aspirated|harvested"
      "|(?:is|was|are|were) (?:drawn(?: from| at| for| "
      "before|[.,;)]|$)|taken|collected|extracted|kept|stored|reserved|frozen))"
      "| ?用于[^.;。；]{0,12}(?:检测|提取|分析)| ?(?:冻存|留存|备用)| ?(?:remainder|aliquots?))");
  // Volumes that something is made from, or dissolved in.
  static const RE2 dissolving(
      "(?i)^ ?(?:分离|离心)|^[^.;。；,，]{0,24}(?:复溶|溶解)(?:[^于]|$)|^[^.;,]{0,24} (?:to reconstitute|for "
      "reconstitution)");
  // "Obtained by a closed kit from 250 mL fat"
  static const RE2 made_from("(?i)(?:obtained|isolated|prepared|processed|made)(?: [a-z-]+){0,4} from $");
  static const RE2 dosing("(?i)dos(?:es?|ing)|rang|escalat");
  constexpr size_t kReach = 64;
  const std::string_view before = Before(text, dose, kReach), behind = Behind(text, dose, kReach);
  if (IsVolume(dose) && Has(before, made_from) && !Has(before, dosing)) return true;
  if (IsVolume(dose) && Has(behind, dissolving)) return true;
  if (!Has(before, taken) && !Has(behind, body)) return false;
  return !Has(before, given_near_before) && !Has(behind, given_near_behind);
}

bool SaysGiven(std::string_view text, const Dose& dose) {
  static const RE2 given_behind(
      "(?i)^[)）]? ?(?:is|are|was|were|will be) (?:then |slowly |also )?"
      "(?:injected|infused|administered|given|instilled|applied|delivered|transplanted|nebuli[sz]ed|inhaled|"
      "swallowed)");
  // What is spread and dropped in a laboratory, too, only where it is somebody's.
  static const RE2 put_behind(
      "(?i)^[)）]? ?(?:is|are|was|were|will be) (?:then |evenly |gently |also )?"
      "(?:placed|put|spread|sprayed|rubbed|massaged|dripped|dropped) (?:on|onto|over|in|into|around|under|to|at) "
      "(?:[a-z-]+ "
      "){0,4}(?:face|scalp|skin|wound|ulcer|knee|joint|eyes?|nose|nostrils?|lesion|burn|half|side|tendon|scars?"
      "|hair|cheeks?|gums?|socket|muscle)\\b");
  static const RE2 given_before(
      "(?i)(?:(?:receives?|inject(?:ed)?|infused?|administered|given|instilled)(?: with)?|injections? of|infusions? "
      "of) ?$"
      "|(?:\\bdoses?(?: of| is| was)?|用量|剂量|每次)(?:为|:|：)? ?$|(?:滴入|注射|注入|输注|给予|吸入|喷入|涂抹) ?$");
  static const RE2 nothing_behind(
      "(?i)^ ?(?:$|[,.;(，。；、（]|per |each |every |into |under |around |beneath |once|twice|in each|每)");
  static const RE2 time_behind("(?i)^ ?(?:on |at |over |daily|weekly)");
  constexpr size_t kReach = 48;
  const std::string_view behind = Behind(text, dose, 2 * kReach);
  if (Has(behind, given_behind) || Has(behind, put_behind)) return true;
  if (!Has(Before(text, dose, kReach), given_before)) return false;
  if (IsVolume(dose) || IsCount(dose)) return Has(behind, nothing_behind) || Has(behind, time_behind);
  return dose.unit.starts_with("µg") && Has(behind, nothing_behind);
}

bool IsOfForm(std::string_view text, const Dose& dose) {
  static constexpr char kForms[] =
      "(?:the |this )?(?:study |investigational |lyophili[sz]ed |freeze-dried |reconstituted |filtered )?"
      "(?:(?:powder|lyophilisate|lyophilizate|lysate|secretome|study drug|study product|test article"
      "|investigational product|investigational medicinal product)\\b|冻干粉|试验药物|研究药物)";
  static const RE2 form_behind(std::string("(?i)^ ?(?:of )?") + kForms);
  static const RE2 form_inside(std::string("(?i) of ") + kForms);
  static const RE2 unit_before(
      "(?i)\\b(?:an?|one|two|three|four|each|per|[0-9]) (?:capsules?|tablets?|sachets?) (?:of|containing|with) ?$");
  static const RE2 nothing_behind("(?i)^ ?(?:$|[,.;(]|once|twice|thrice|three|daily|per|each|every|[0-9])");
  static const RE2 injection_before("(?i)(?:\\ban?|\\bone|\\bsingle|\\btwo|\\bthree|receives?|given) ?$");
  static const RE2 injection_behind(
      "(?i)^ (?:single |intra[a-z-]+ |subcutaneous |iv )?(?:injections?|infusions?|bolus)"
      "(?:[.,;)]|$| (?:into|in|under|at|on|every|once|twice|weekly|monthly|per|for)\\b)");
  constexpr size_t kReach = 64;
  const std::string_view before = Before(text, dose, kReach), behind = Behind(text, dose, kReach);
  // It may stand inside: "10 mg of powder in 2 mL".
  if (Has(behind, form_behind) || Has(text.substr(dose.offset, dose.length), form_inside)) return true;
  if (Has(before, unit_before) && Has(behind, nothing_behind)) return true;
  return (IsVolume(dose) || IsCount(dose)) && Has(before, injection_before) && Has(behind, injection_behind);
}

bool IsLimit(std::string_view text, const Dose& dose) {
  const std::string_view before = Before(text, dose, 16);
  for (std::string_view words :
       {">", "≥", "not less than ", "no less than ", "at least ", "不低于", "不少于", "大于"}) {
    const size_t at = before.rfind(words);
    if (at != std::string_view::npos && before.size() - at <= words.size() + 2) return true;
  }
  return false;
}

bool IsOfPart(std::string_view text, const Dose& dose) {
  if (dose.per == "vial") return true;
  static const RE2 part_before(
      "(?i)(?:corresponds? to|equivalent to|相当于) ?$|(?:each|per|every|one) vial[^.;。；]{0,60}$|vials? "
      "(?:contain|hold|with|of)[^.;。；]{0,40}$|vial ?\\([^)]*$"
      "|(?:\\bNTA\\b|nanoparticle tracking|quantified)[^.;。；]{0,60}$|(?:每点|每针|each point|per point) ?$"
      "|(?:mean content|validation runs|in each batch|in every batch|each "
      "lot)[^.;。；]{0,60}$|(?:specification|release "
      "criteri|规格|质控|放行|每瓶|每支)[^.;。；]{0,40}$");
  static const RE2 part_behind(
      "(?i)^ ?(?:(?:per|in each|in a|/) ?)?(?:[0-9.]+ ?ml )?(?:bottle|vial|ampoule|ampule|tube|jar|kit)"
      "|^ ?(?:per|/) ?(?:injection )?point|^[^.;。；]{0,24}(?:corresponds|is equivalent)|^ ?相当于");
  return Has(Before(text, dose, 96), part_before) || Has(Behind(text, dose, 32), part_behind);
}

std::vector<std::pair<size_t, size_t>> Backgrounds(std::string_view text) {
  // Headings: of a background, and others, which end it.
  static const RE2 heading(
      "(?i)(?:^|[\\n.。；;])[ \\t\\r\\n*#_-]*(?:(background|rationale|introduction|研究背景|背景|立项依据)"
      "|(?:methods?|objectives?|aims?|purpose|interventions?|design|procedures?|dosing|treatments?|participants|"
      "patients"
      "|preparation|product|manufacturing|研究目的|目的|方法|研究方法|干预措施|干预|制剂制备|制备|样本量)) "
      "?[*_]*(?:[:：.]|\\n)");
  std::vector<std::pair<size_t, size_t>> ranges;
  re2::StringPiece rest(text.data(), text.size()), background;
  const auto close = [&ranges](size_t end) {
    if (!ranges.empty()) ranges.back().second = std::min(ranges.back().second, end);
  };
  while (RE2::FindAndConsume(&rest, heading, &background)) {
    const size_t at = text.size() - rest.size();
    close(at);
    if (background.empty()) continue;
    // Its paragraph, which may begin in a line of its own.
    const size_t begin = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    ranges.emplace_back(at, std::min(text.find('\n', begin), text.size()));
  }
  return ranges;
}

bool IsOfNamedDrug(std::string_view text, const Dose& dose) {
  static const RE2 stem(
      "(?i)(?:vir|mab|nib|cept|cillin|m[iy]cin|cycline|oxacin|azole|sartan|statin|olol|dipine|pril|gliptin|gliflozin"
      "|glutide|formin|afil|caine|coxib|profen|fenac|dronate|dronic acid|parin|xaban|grel|platin|taxel|rubicin|trexate"
      "|setron|tidine|thiazide|semide|oxetine|azepam|zolam|barbital|triptan|lukast|terol|sone|olone|limus|mustine"
      "|citabine|tecan|penem|alfa|\\bcef[a-z]+|韦|沙坦|他汀|洛尔|地平|普利|列汀|列净|西林|霉素|沙星|唑|替尼|单抗|卡因)"
      "(?: (?:sodium|hydrochloride|acetate|tablets?|capsules?|injection|cream))?(?:片|胶囊|注射液)? ?[(（]?$");
  // "吡非尼酮（600 mg", "美沙拉嗪肠溶片（1 g": last characters of names that Chinese gives to drugs, with a form, a
  // bracket or both.
  static constexpr char kLast[] = "[酮布铵松嗪定胺芬星素林唑汀坦普利钠钾钙酸]";
  static constexpr char kForm[] = "(?:(?:肠溶|缓释|控释)?(?:片|胶囊|颗粒)|鼻?喷雾剂|吸入剂|乳膏|软膏|滴眼液)";
  static const RE2 chinese(absl::StrCat(kLast, "(?:", kForm, " ?|", kForm, "?[(（])$"));
  const std::string_view before = Before(text, dose, 40);
  return Has(before, stem) || Has(before, chinese);
}

}  // namespace trialweave::normalizer
