#!/bin/sh
# Writes the C++ source that holds synonyms.tsv and evidence_terms.tsv as string literals:
#
#   embed.sh SYNONYMS EVIDENCE_TERMS
set -eu
embed() {
  echo "absl::string_view $1() {"
  printf '  return R"text('
  cat "$2"
  echo ')text";'
  echo '}'
}
echo '#include "query/search/search_data.h"'
echo 'namespace trialweave::query {'
embed SynonymGroups "$1"
embed EvidenceTerms "$2"
echo '}  // namespace trialweave::query'
