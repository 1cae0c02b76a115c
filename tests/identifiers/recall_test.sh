#!/bin/sh
# Of the identifiers in real records, at least 0.999 are recognised. Skipped where there are no records.
data=${TRIALWEAVE_DATA:-}
if [ ! -d "$data/identifiers" ]; then
  echo "[  SKIPPED ] TRIALWEAVE_DATA names no data folder"
  exit 0
fi
exec python3 tests/identifiers/recall.py "$1" "$data"
