#!/bin/sh
# The command as people use it: records on standard output, dead letters on standard error, exit codes.
set -u
normalize=$1
samples=normalizer/formats/testdata
failures=0

check() { # description, wanted, found
  if [ "$2" != "$3" ]; then
    echo "FAILED: $1: wanted '$2', found '$3'"
    failures=$((failures + 1))
  fi
}

out=$("$normalize" --format ctgov_v2_json $samples/ctgov_v2_json/full.json $samples/ctgov_v2_json/page.json 2>"$TEST_TMPDIR/err")
check "exit code with a dead letter" 1 $?
check "records" 1 "$(printf '%s\n' "$out" | grep -c '"registrationId":"NCT06431152"')"
check "dead letters" 1 "$(grep -c 'page.json: DEAD_LETTER_REASON_WRONG_ROOT at byte 0' "$TEST_TMPDIR/err")"
check "summary" "1 records, 1 dead letters" "$(tail -n 1 "$TEST_TMPDIR/err")"

"$normalize" --format=nhc_html - <$samples/nhc_html/page.html >"$TEST_TMPDIR/out" 2>/dev/null
check "exit code of standard input" 0 $?
check "record of standard input" 1 "$(grep -c 'MR-13-24-017929' "$TEST_TMPDIR/out")"

"$normalize" --format word_perfect x >/dev/null 2>&1
check "exit code of an unknown format" 2 $?
"$normalize" --format nhc_html --frobnicate >/dev/null 2>&1
check "exit code of an unknown option" 2 $?
"$normalize" --help >/dev/null 2>&1
check "exit code of --help" 0 $?
"$normalize" --format nhc_html "$TEST_TMPDIR/absent" >/dev/null 2>&1
check "exit code of a file that is not there" 1 $?

[ "$failures" = 0 ]
