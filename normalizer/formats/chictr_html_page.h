#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_PAGE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_PAGE_H_

#include <map>
#include <string>
#include <vector>

#include "normalizer/formats/chictr_html_labels.h"
#include "normalizer/formats/html_page.h"

namespace trialweave::normalizer {

// A value of ChiCTR's project page in its languages, as printed. `common` is what stands under a label in both
// languages. A language whose label was there without a value is empty and seen.
struct ChictrText {
  std::string zh, en, common;
  bool seen_zh = false, seen_en = false;
  Where where, where_en;

  bool empty() const { return zh.empty() && en.empty() && common.empty(); }
  // The one in English where there is one: what ChiCTR hands on to others is English.
  const std::string& any() const { return !en.empty() ? en : !zh.empty() ? zh : common; }
};

// One group of participants.
struct ChictrGroup {
  ChictrText label, size, intervention;
};

// One institution, of those that recruit or of the secondary sponsors.
struct ChictrPlace {
  ChictrText country, province, city, institution;
};

struct ChictrOutcome {
  ChictrText name, type, time, method;
};

// What a project page says, sorted by label; the registry's rows of values are records of their own.
struct ChictrHtmlPage {
  std::map<ChictrLabel, ChictrText> fields;
  std::vector<ChictrGroup> groups;
  std::vector<ChictrPlace> sponsors, settings;
  std::vector<ChictrOutcome> outcomes;
  std::vector<std::string> persons;
  // More rows than a registry entry can have.
  bool overflowed = false;

  const ChictrText& Get(ChictrLabel label) const;
};

// Pairs labels with the values beside them, by the labels alone: neither the page's layout nor its order is relied on
// beyond the rule that a row's values follow one another.
ChictrHtmlPage ReadChictrHtmlPage(const std::vector<HtmlCell>& cells);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_PAGE_H_
