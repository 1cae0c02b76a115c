#!/usr/bin/env python3
"""Counts test cases from the XML files that the tests wrote.

  test_summary.py collect NAME CODE TESTLOGS TARGET...   files the results of TARGETs under NAME; CODE is bazel's exit
                                                         code: 1 says that something did not build
  test_summary.py total                             prints `N passed, N failed, N skipped`, exits 1 on a failure

Results are kept in the folder $TW_RESULTS, one JSON file a name. Where real records are present
($TRIALWEAVE_DATA), a skipped case is a failure: it would hide that they were not looked at.
"""
import glob
import json
import os
import sys
import xml.etree.ElementTree as ET


def cases_of(path):
    """Yields (name, outcome) for every test case of one XML file."""
    for case in ET.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed"
        elif case.find("skipped") is not None or case.get("result") in ("skipped", "suppressed"):
            yield name, "skipped"
        else:
            yield name, "passed"


def cases_of_target(folder):
    """All (name, outcome) of one test target: one file, or one a shard. A file that is missing is a failed case."""
    shards = sorted(glob.glob(os.path.join(folder, "shard_*_of_*")))
    cases = []
    for part in shards or [folder]:
        try:
            cases += cases_of(os.path.join(part, "test.xml"))
        except (OSError, ET.ParseError):
            cases.append(("did not run or did not finish", "failed"))
    return cases


def collect(name, code, testlogs, targets):
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    notes = []
    # A target that did not build may still have the results of an earlier build.
    if code == "1":
        counts["failed"] += 1
        notes.append("failed: something did not build")
    for target in targets:
        package, _, test = target.removeprefix("//").partition(":")
        found = cases_of_target(os.path.join(testlogs, package, test))
        if not found:
            found = [("has no test case", "failed")]
        for case, outcome in found:
            counts[outcome] += 1
            if outcome != "passed":
                notes.append(f"{outcome}: {target} {case}")
    with open(os.path.join(os.environ["TW_RESULTS"], name), "w") as out:
        json.dump({**counts, "notes": notes}, out)


def total():
    sums = {"passed": 0, "failed": 0, "skipped": 0}
    for path in sorted(glob.glob(os.path.join(os.environ["TW_RESULTS"], "*"))):
        with open(path) as f:
            result = json.load(f)
        for note in result["notes"]:
            print(f"{os.path.basename(path)}: {note}")
        for outcome in sums:
            sums[outcome] += result[outcome]
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**sums))
    skips_fail = bool(os.environ.get("TRIALWEAVE_DATA"))
    return 1 if sums["failed"] or not sums["passed"] or (skips_fail and sums["skipped"]) else 0


if __name__ == "__main__":
    if len(sys.argv) >= 5 and sys.argv[1] == "collect":
        collect(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    elif sys.argv[1:] == ["total"]:
        sys.exit(total())
    else:
        sys.exit(__doc__)
