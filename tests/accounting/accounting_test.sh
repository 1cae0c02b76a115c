#!/bin/sh
# Every leaf of real records is accounted for, and what is said of it is so. Skipped where there are no records.
data=${TRIALWEAVE_DATA:-}
if [ ! -d "$data/registries" ]; then
  echo "[  SKIPPED ] TRIALWEAVE_DATA names no data folder"
  exit 0
fi
exec python3 tests/accounting/accounting.py "$1" "$data"
