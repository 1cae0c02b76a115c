#include "normalizer/formats/language_code.h"

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

struct Language {
  std::string_view code;  // BCP 47
  std::string_view marc;  // MARC code list for languages (ISO 639-2/B)
  std::string_view name;
};
constexpr Language kLanguages[] = {
    {"en", "eng", "english"},    {"zh", "chi", "chinese"},    {"af", "afr", "afrikaans"},   {"sq", "alb", "albanian"},
    {"ar", "ara", "arabic"},     {"hy", "arm", "armenian"},   {"az", "aze", "azerbaijani"}, {"bs", "bos", "bosnian"},
    {"bg", "bul", "bulgarian"},  {"ca", "cat", "catalan"},    {"hr", "hrv", "croatian"},    {"cs", "cze", "czech"},
    {"da", "dan", "danish"},     {"nl", "dut", "dutch"},      {"et", "est", "estonian"},    {"fi", "fin", "finnish"},
    {"fr", "fre", "french"},     {"ka", "geo", "georgian"},   {"de", "ger", "german"},      {"el", "gre", "greek"},
    {"he", "heb", "hebrew"},     {"hi", "hin", "hindi"},      {"hu", "hun", "hungarian"},   {"is", "ice", "icelandic"},
    {"id", "ind", "indonesian"}, {"it", "ita", "italian"},    {"ja", "jpn", "japanese"},    {"kk", "kaz", "kazakh"},
    {"ko", "kor", "korean"},     {"la", "lat", "latin"},      {"lv", "lav", "latvian"},     {"lt", "lit", "lithuanian"},
    {"mk", "mac", "macedonian"}, {"ms", "may", "malay"},      {"no", "nor", "norwegian"},   {"fa", "per", "persian"},
    {"pl", "pol", "polish"},     {"pt", "por", "portuguese"}, {"ro", "rum", "romanian"},    {"ru", "rus", "russian"},
    {"sr", "srp", "serbian"},    {"sk", "slo", "slovak"},     {"sl", "slv", "slovenian"},   {"es", "spa", "spanish"},
    {"sv", "swe", "swedish"},    {"th", "tha", "thai"},       {"tr", "tur", "turkish"},     {"uk", "ukr", "ukrainian"},
    {"ur", "urd", "urdu"},       {"vi", "vie", "vietnamese"},
};

}  // namespace

std::string LanguageCode(std::string_view printed) {
  std::string word(printed.substr(0, 32));
  absl::StripAsciiWhitespace(&word);
  absl::AsciiStrToLower(&word);
  for (const Language& language : kLanguages) {
    if (word == language.code || word == language.marc || word == language.name) return std::string(language.code);
  }
  return "";
}

}  // namespace trialweave::normalizer
