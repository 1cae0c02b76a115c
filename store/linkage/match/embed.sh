#!/bin/sh
# Writes the C++ source that holds a file as a string literal:
#
#   embed.sh HEADER FUNCTION FILE
set -eu
echo "#include \"store/linkage/match/$1\""
echo 'namespace trialweave::store {'
echo "std::string_view $2() {"
printf '  return R"text('
cat "$3"
echo ')text";'
echo '}'
echo '}  // namespace trialweave::store'
