#!/bin/sh
# Writes the C++ source that holds the given file as a string literal.
set -eu
echo '#include "store/linkage/match/shipped_model.h"'
echo 'namespace trialweave::store {'
echo 'std::string_view ShippedModel() {'
printf '  return R"model('
cat "$1"
echo ')model";'
echo '}'
echo '}  // namespace trialweave::store'
