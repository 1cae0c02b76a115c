#!/bin/sh
# Writes the C++ source that holds files as string literals, each returned by a function that HEADER declares:
#
#   embed.sh HEADER NAMESPACE [FUNCTION FILE]...
set -eu
echo "#include \"$1\""
echo "namespace trialweave::$2 {"
namespace=$2
shift 2
while [ $# -gt 1 ]; do
  echo "std::string_view $1() {"
  printf '  return R"text('
  cat "$2"
  echo ')text";'
  echo '}'
  shift 2
done
echo "}  // namespace trialweave::$namespace"
