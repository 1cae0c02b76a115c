#!/usr/bin/env python3
"""Accounts for every leaf of real records: mapped, ignored for a reason, or personal.

  accounting.py NORMALIZE DATA            checks normalizer/formats/accounting/*.tsv; exits 1 when something is wrong
  accounting.py NORMALIZE DATA --draft F  what there is in the records of format F: pattern, leaves, proven, an example

A leaf is a scalar of JSON, an element or attribute of XML with text, a field of a table, a section of EU CTR's text. A
row accounts for the leaves that its pattern matches: "*" is the index of an array, "**" at the end whatever follows. The
most exact row counts. Checked are

  - leaves that no row accounts for, and rows that account for nothing;
  - mapped rows: for most of their leaves the value stands in the canonical record, or its provenance names the leaf;
  - personal rows: no value of theirs stands in any record;
  - records: every value has its provenance.

The records are taken apart here by Python's own parsers, which share nothing with those of the normalizer.
"""
import collections
import csv
import glob
import html
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ACCOUNTS = "normalizer/formats/accounting"
# What most of the leaves of a mapped row must be: values may be given up for others that say the same.
PROVEN = 0.5
# Fields that are not read from a place in the document, and those whose provenance is that of what they are made of.
DERIVED = {"name", "registry", "registrationId", "countryPart", "documents", "provenance", "volatileFields", "notes",
           "observedAt", "study", "mentionedIds", "unmapped", "unmappedCountries", "evFacts", "revision"}


def fold(text):
    """Letters and digits alone, without markup, escapes and case."""
    text = html.unescape(html.unescape(str(text)))
    text = re.sub(r"<[a-zA-Z/][^>]{0,100}>", " ", text)
    text = text.replace("@@@", "")
    return "".join(c for c in text.casefold() if c.isalnum())


def json_records(paths):
    for path in paths:
        with open(path, encoding="utf-8-sig") as f:
            text = f.read().strip()
        if text.startswith("["):
            yield path, json.loads(text)
        else:
            yield path, [json.loads(line) for line in text.splitlines() if line.strip()]


def json_leaves(value, pattern="", pointer=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            step = key.replace("~", "~0").replace("/", "~1")
            yield from json_leaves(inner, f"{pattern}/{step}", f"{pointer}/{step}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from json_leaves(inner, f"{pattern}/*", f"{pointer}/{index}")
    elif value is not None and str(value).strip():
        yield pattern, pointer, value


def local(tag):
    return tag.split("}")[-1]


def xml_records(paths, record):
    for path in paths:
        with open(path, "rb") as f:
            root = ElementTree.fromstring(f.read())
        yield path, [root] if local(root.tag) == record else [e for e in root.iter() if local(e.tag) == record]


def xml_leaves(element, path=""):
    for name, value in element.attrib.items():
        if value.strip():
            yield f"{path}@{local(name)}", path, value
    if path and (element.text or "").strip():
        yield path, path, element.text
    for inner in element:
        yield from xml_leaves(inner, f"{path}/{local(inner.tag)}" if path else local(inner.tag))


def table_records(paths, header=None):
    csv.field_size_limit(1 << 24)
    for path in paths:
        with open(path, encoding="utf-8-sig", newline="") as f:
            rows = list(csv.reader(f))
        names = header or rows[0]
        yield path, [list(zip(names, row)) for row in rows[0 if header else 1:] if any(row)]


def table_leaves(row):
    for name, value in row:
        if value.strip():
            yield name, name, value


def text_records(paths):
    """EU CTR's "full trial details": a record begins where a Summary does."""
    for path in paths:
        with open(path, encoding="utf-8-sig") as f:
            text = f.read()
        yield path, re.split(r"^(?=Summary\s*$)", text, flags=re.M)[1:]


def text_leaves(record):
    """Sections by their numbers ("E/8/1" of "E.8.1 Controlled: No"), and the labels above the first of them."""
    head = True
    for line in record.splitlines():
        match = re.match(r"([A-Z]\.[A-Z0-9.]*)(?: \([a-z]{2}\))?[ \t]+([^:]*):\s*(.*)", line)
        if match:
            head = False
            code = match.group(1)
            if match.group(3).strip():
                yield code.rstrip(".").replace(".", "/"), code, match.group(3)
        elif head and ":" in line:
            label, value = (part.strip() for part in line.split(":", 1))
            if value:
                yield label, label, value


def formats_of(data):
    """Format -> (records by file, leaves of a record)."""
    registries = f"{data}/registries"
    found = lambda pattern: sorted(glob.glob(f"{registries}/{pattern}"))
    cde = f"{registries}/chinadrugtrials"
    header = open(f"{cde}/trial_info_header.txt", encoding="utf-8").read()
    names = [name.strip() for name in re.split(r"[,\n]", header) if name.strip()]
    return {
        "ctgov_v2_json": (json_records(found("clinicaltrials_gov/v2_*json")), json_leaves),
        "ctgov_legacy_json": (json_records(found("clinicaltrials_gov/legacy_*json")), json_leaves),
        "ctgov_legacy_xml": (xml_records(found("clinicaltrials_gov/legacy_xml/*.xml"), "clinical_study"), xml_leaves),
        "ctis_json": (json_records(found("ctis/*json")), json_leaves),
        "euctr_json": (json_records(found("euctr/*json")), json_leaves),
        "euctr_text": (text_records(found("euctr/full_trial_details*.txt")), text_leaves),
        "isrctn_json": (json_records(found("isrctn/*json")), json_leaves),
        "chictr_xml": (xml_records(found("chictr/*.xml"), "Triall"), xml_leaves),
        "ictrp_portal_xml": (xml_records(found("ictrp/portal_*.xml"), "Trial"), xml_leaves),
        "ictrp_csv": (table_records(found("ictrp/covid_2020-04-15.csv")), table_leaves),
        "cde_csv": (table_records([f"{cde}/trial_info.csv"], names), table_leaves),
    }


def normalized(normalize, path):
    run = subprocess.run([normalize, path], capture_output=True, text=True, check=False)
    return [json.loads(line)["registration"] for line in run.stdout.splitlines()]


def strings_of(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)
    elif not isinstance(value, bool):
        yield str(value)


class Canonical:
    """One canonical record, for looking up values and places."""

    def __init__(self, record):
        self.record = record
        content = {k: v for k, v in record.items() if k not in ("provenance", "documents", "notes", "derivation")}
        scalars = [fold(s) for s in strings_of(content)]
        self.scalars = set(scalars)
        self.text = "|".join(scalars)
        self.printed = "\n".join(strings_of(content)).casefold()
        self.paths = {p.get("path", "") for p in record.get("provenance", [])}
        self.fields = {p["field"] for p in record.get("provenance", [])}

    def proves(self, pointer, value):
        if pointer in self.paths:
            return True
        parts = pointer.split("/")
        if any("/".join(parts[:i]) in self.paths for i in range(2, len(parts))):
            return True
        folded = fold(value)
        # Such answers stand in many records for many reasons.
        if folded in ("yes", "no", "true", "false"):
            return False
        return folded in self.scalars if len(folded) < 4 else folded in self.text

    def holds(self, value):
        printed = str(value).strip().casefold()
        return len(printed) >= 6 and printed in self.printed

    def without_provenance(self):
        """Fields of the record and its study that no provenance names."""
        named = {re.split(r"[.\[]", field)[0] for field in self.fields}
        for message in (self.record, self.record.get("study", {})):
            for key in message:
                snake = re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), key)
                base = {"phase_text": "phases", "last_known_status": "status"}.get(snake, re.sub(r"_text$", "", snake))
                if key not in DERIVED and snake not in named and base not in named:
                    yield snake


class Account:
    def __init__(self, path):
        self.rows = {}
        with open(path, encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                if not line.strip() or line.startswith("#"):
                    continue
                cells = line.rstrip("\n").split("\t")
                if len(cells) != 3 or cells[1] not in ("mapped", "ignored", "personal") or not (
                        cells[2] or cells[1] == "mapped"):
                    raise SystemExit(f"{path}:{number}: wants pattern, mapped|ignored|personal, reason")
                self.rows[cells[0]] = cells[1]
        self.cache = {}

    def row_of(self, pattern):
        if pattern in self.rows:
            return pattern
        if pattern not in self.cache:
            fits = [row for row in self.rows if row.endswith("**") and pattern.startswith(row[:-2])]
            self.cache[pattern] = max(fits, key=len, default=None)
        return self.cache[pattern]


def check(name, records, leaves_of, normalize):
    """Yields what is wrong with the account of one format."""
    account = Account(f"{ACCOUNTS}/{name}.tsv")
    leaves, proven, missing = collections.Counter(), collections.Counter(), {}
    bare, count = collections.Counter(), 0
    for path, documents in records:
        canonical = normalized(normalize, path)
        if len(canonical) != len(documents):
            yield f"{name}: {len(documents)} records and {len(canonical)} canonical ones in {os.path.basename(path)}"
            continue
        for document, record in zip(documents, map(Canonical, canonical)):
            count += 1
            bare.update(set(record.without_provenance()))
            for pattern, pointer, value in leaves_of(document):
                row = account.row_of(pattern)
                if row is None:
                    missing.setdefault(pattern, value)
                    continue
                leaves[row] += 1
                if account.rows[row] == "mapped":
                    proven[row] += record.proves(pointer, value)
                elif account.rows[row] == "personal" and record.holds(value):
                    yield f"{name}: {pattern} is personal, and stands in {record.record['registrationId']}"
    for pattern, value in missing.items():
        yield f"{name}: no row accounts for {pattern} ({str(value)[:60]!r})"
    for row, kind in account.rows.items():
        if not leaves[row]:
            yield f"{name}: no leaf is accounted for by {row}"
        elif kind == "mapped" and proven[row] < PROVEN * leaves[row]:
            yield f"{name}: {row} is said to be mapped, and {proven[row]} of {leaves[row]} leaves are"
    for field, times in bare.items():
        yield f"{name}: {field} has no provenance in {times} of {count} records"
    print(f"[       OK ] {name}: {count} records, {sum(leaves.values())} leaves, {len(account.rows)} rows")


def draft(records, leaves_of, normalize):
    leaves, proven, held, example = collections.Counter(), collections.Counter(), collections.Counter(), {}
    for path, documents in records:
        canonical = normalized(normalize, path)
        if len(canonical) != len(documents):
            print(f"# {path}: {len(documents)} documents, {len(canonical)} records")
            continue
        for document, record in zip(documents, map(Canonical, canonical)):
            for pattern, pointer, value in leaves_of(document):
                leaves[pattern] += 1
                proven[pattern] += record.proves(pointer, value)
                held[pattern] += record.holds(value)
                example.setdefault(pattern, str(value)[:50].replace("\n", " "))
    for pattern in sorted(leaves):
        print(pattern, leaves[pattern], proven[pattern], held[pattern], example[pattern], sep="\t")


def main():
    normalize, data = sys.argv[1:3]
    formats = formats_of(data)
    if sys.argv[3:4] == ["--draft"]:
        draft(*formats[sys.argv[4]], normalize)
        return 0
    wrong = [line for name, (records, leaves_of) in formats.items() for line in check(name, records, leaves_of, normalize)]
    for line in wrong:
        print(f"[  FAILED  ] {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
