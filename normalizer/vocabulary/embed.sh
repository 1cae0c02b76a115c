#!/bin/sh
# Writes the C++ source that holds the given files as string literals.
set -eu
echo '#include "normalizer/vocabulary/vocabulary_data.h"'
echo 'namespace trialweave::normalizer {'
echo 'std::vector<EmbeddedFile> EmbeddedVocabulary() {'
echo '  return {'
for file in "$@"; do
  printf '      {"%s", R"vocabulary(' "$(basename "$file")"
  cat "$file"
  echo ')vocabulary"},'
done
echo '  };'
echo '}'
echo '}  // namespace trialweave::normalizer'
