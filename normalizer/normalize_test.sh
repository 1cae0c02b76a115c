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
check "provenance as people read it" 1 "$(printf '%s\n' "$out" | grep -c '"provenance":\[{"field":"registration_id"')"
check "dead letters" 1 "$(grep -c 'page.json: DEAD_LETTER_REASON_WRONG_ROOT at byte 0' "$TEST_TMPDIR/err")"
check "summary" "1 records, 1 dead letters" "$(tail -n 1 "$TEST_TMPDIR/err")"

"$normalize" --format=nhc_html - <$samples/nhc_html/page.html >"$TEST_TMPDIR/out" 2>/dev/null
check "exit code of standard input" 0 $?
check "record of standard input" 1 "$(grep -c 'MR-13-24-017929' "$TEST_TMPDIR/out")"

# Containers, cut as the crawler cuts them.
printf '[%s,%s,{"a":1}]' '{"protocolSection":{"identificationModule":{"nctId":"NCT09900001"}}}' \
  '{"protocolSection":{"identificationModule":{"nctId":"NCT09900002"}}}' >"$TEST_TMPDIR/two.json"
"$normalize" "$TEST_TMPDIR/two.json" >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err"
check "exit code of a container with a dead letter" 1 $?
check "records of a container" 2 "$(wc -l <"$TEST_TMPDIR/out")"
check "place of a dead letter" 1 "$(grep -c 'two.json: DEAD_LETTER_REASON_WRONG_ROOT at byte 139: ' "$TEST_TMPDIR/err")"
check "counts by format" 1 "$(grep -c '^ctgov_v2_json: 2 records, 0 dead letters$' "$TEST_TMPDIR/err")"
check "summary of a container" "2 records, 1 dead letters" "$(tail -n 1 "$TEST_TMPDIR/err")"
gzip -c "$TEST_TMPDIR/two.json" | "$normalize" --source ctgov >"$TEST_TMPDIR/out" 2>/dev/null
check "records of a gzipped stream" 2 "$(wc -l <"$TEST_TMPDIR/out")"
"$normalize" --source=ictrp "$TEST_TMPDIR/two.json" >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err"
check "records of another source" 0 "$(wc -l <"$TEST_TMPDIR/out")"
check "dead letters of another source" "0 records, 3 dead letters" "$(tail -n 1 "$TEST_TMPDIR/err")"
"$normalize" "$TEST_TMPDIR/two.json" >/dev/full 2>/dev/null
check "exit code of a full disk" 2 $?

"$normalize" --source nobody x >/dev/null 2>&1
check "exit code of an unknown source" 2 $?
"$normalize" --source ictrp --format nhc_html x >/dev/null 2>&1
check "exit code of a format of another source" 2 $?
"$normalize" --format word_perfect x >/dev/null 2>&1
check "exit code of an unknown format" 2 $?
"$normalize" --format nhc_html --frobnicate >/dev/null 2>&1
check "exit code of an unknown option" 2 $?
"$normalize" --help >/dev/null 2>&1
check "exit code of --help" 0 $?
"$normalize" --format nhc_html "$TEST_TMPDIR/absent" >/dev/null 2>&1
check "exit code of a file that is not there" 1 $?

[ "$failures" = 0 ]
