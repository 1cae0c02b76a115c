#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CODE_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CODE_H_

#include <string_view>
#include <vector>

#include "normalizer/evidence/study_kind.h"

namespace trialweave::normalizer {

// Names of the studied drugs and biologicals that say nothing of what they are: "EXB-1". At most 16.
std::vector<std::string_view> CodesOf(const std::vector<ReadText>& texts, const StudyKind& kind);

// What a title or abstract calls EVs for short, in brackets right behind them: "rose stem cell exosomes (RSCE)". At
// most 16.
std::vector<std::string_view> AbbreviationsOf(const std::vector<ReadText>& texts);

// Whether the sentence of a mention says that one of the studied codes is what is mentioned, and nothing else:
// "EXB-1, an engineered exosome", "EXB-1 is human exosomes", "exosomes of dendritic cells (DEX)", "the active
// ingredient consists of vesicles".
bool DefinesCode(const std::vector<std::string_view>& codes, const ReadText& read, const Mention& mention);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_CODE_H_
