#include "normalizer/evidence/compared_products.h"

#include "normalizer/evidence/text_parts.h"

namespace trialweave::normalizer {

bool IsComparison(std::string_view title) {
  return HasAny(title, {" versus ", " vs ", " vs. ", "compared", "comparison", "comparing", "comparative",
                        "non-inferior", "noninferior", "对比", "比较", "非劣", "优效", "等效"});
}

std::set<std::string> ControlsOf(const ReadText& title) {
  std::set<std::string> controls;
  for (const Mention& mention : title.mentions) {
    const std::string_view behind = title.text.text.substr(mention.match.end());
    for (std::string_view word : {"-controlled", " controlled", "对照", "为对照", "作对照"}) {
      if (mention.product() && behind.starts_with(word)) controls.insert(mention.match.term->value);
    }
  }
  return controls;
}

}  // namespace trialweave::normalizer
