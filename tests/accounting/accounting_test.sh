#!/bin/sh
# Every leaf of records is accounted for, and what is said of it is so: of the project's own samples, and of real records
# where TRIALWEAVE_DATA names a folder of them.
data=${TRIALWEAVE_DATA:-}
[ -d "$data/registries" ] || data=
exec python3 tests/accounting/accounting.py "$1" $data
