#!/usr/bin/env python3
"""Accounts for every leaf of records: mapped, ignored for a reason, or personal.

  accounting.py NORMALIZE [DATA]          checks normalizer/formats/accounting/*.tsv; exits 1 when something is wrong
  accounting.py NORMALIZE DATA --draft F  what there is in the records of format F: pattern, leaves, proven, an example

DATA has real records; without it the project's own samples are looked at alone, which have less. A leaf is a scalar of
JSON, an element or attribute of XML with text, a field of a table, a section of EU CTR's text, a paragraph of a page's
cell (known by the label beside it or the title above it). A row accounts for the leaves that its pattern matches: "*" is
the index of an array, "**" at the end whatever follows. The most exact row counts. Checked are

  - leaves that no row accounts for, and, of real records, rows that account for nothing;
  - mapped rows: for most of their leaves the value stands in the canonical record, or its provenance names the leaf
    (of the samples alone: for most leaves of all mapped rows together);
  - personal rows: no value of theirs stands in any record;
  - records: every value has its provenance.

The records are taken apart here by Python's own parsers, which share nothing with those of the normalizer.
"""
import collections
import csv
import glob
import html
import html.parser
import itertools
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
            text = f.read()
        decoder, at, records = json.JSONDecoder(), 0, []
        while text[at:].strip():
            at += len(text[at:]) - len(text[at:].lstrip())
            value, at = decoder.raw_decode(text, at)
            if isinstance(value, dict):
                value = value.get("studies", [value])
            records += value
        yield path, records


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


def grouped_records(paths, header):
    """Rows of one identifier that stand together."""
    for path, rows in table_records(paths, header):
        groups = itertools.groupby(rows, key=lambda row: row[0][1])
        yield path, [[cell for row in group for cell in row] for _, group in groups]


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


class Page(html.parser.HTMLParser):
    """The cells of a page's tables, row by row: [(is label, texts)], with the table that each row stands in."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.rows, self.tables, self.cells, self.hidden, self.count = [], [], [], 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        classes = dict(attributes).get("class") or ""
        if tag in ("script", "style"):
            self.hidden += 1
        elif tag == "table":
            self.count += 1
            self.tables.append((self.count, []))
        elif tag == "tr" and self.tables:
            self.tables[-1][1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1][1]:
            self.cells.append((tag == "th" or "left_title" in classes, [""]))
        elif tag in ("p", "br") and self.cells:
            self.cells[-1][1].append("")

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("td", "th") and self.cells and self.tables and self.tables[-1][1]:
            label, texts = self.cells.pop()
            texts = [t for t in (" ".join(text.split()) for text in texts) if t]
            self.tables[-1][1][-1].append((label, texts))
        elif tag == "table" and self.tables:
            number, rows = self.tables.pop()
            self.rows += [(number, row) for row in rows if row]

    def handle_data(self, data):
        if self.cells and not self.hidden:
            self.cells[-1][1][-1] += data


def html_records(paths):
    for path in paths:
        with open(path, encoding="utf-8-sig") as f:
            yield path, [Page(f.read()).rows]


def html_list_records(paths, identifier):
    """The rows of a list that have an identifier in a cell, each with the titles of its columns."""
    for path in paths:
        with open(path, encoding="utf-8-sig") as f:
            rows = Page(f.read()).rows
        titles = next((row for _, row in rows if len(row) > 2 and all(label for label, _ in row)), None)
        yield path, [[(0, titles), (0, row)] if titles else [(0, row)] for _, row in rows
                     if any(re.fullmatch(identifier, text) for label, texts in row for text in texts if not label)]


def is_label(cell):
    """Marked as one, or ending in a colon."""
    marked, texts = cell
    return marked or (bool(texts) and texts[-1].endswith((":", "：")))


def label_of(cell):
    """Of a label in two languages the first."""
    marked, texts = cell
    return (texts[0] if marked and texts else " ".join(texts)).rstrip(":： ")


def html_leaves(rows):
    """Values by the label beside or, in a table of columns, above them."""
    titles, table = [], None
    for number, row in rows:
        if number != table:
            titles, table = [], number
        labels = sum(map(is_label, row))
        if labels == len(row) > 1 and not any(texts and texts[-1].endswith("：") for _, texts in row):
            titles = [label_of(cell) for cell in row]
            continue
        label = ""
        for index, cell in enumerate(row):
            if is_label(cell):
                label = label_of(cell)
                continue
            name = label if labels else titles[index] if index < len(titles) else f"column {index}"
            for text in cell[1]:
                yield name, name, text


def html_pair_leaves(rows):
    """The same of pages whose labels are cells like any other: every other cell is one."""
    for _, row in rows:
        if any(map(is_label, row)):
            yield from html_leaves([(0, row)])
            continue
        for label, value in zip(row[::2], row[1::2]):
            for text in value[1]:
                yield label_of(label), label_of(label), text


# Tables without a header row.
CDE_COLUMNS = """
    ctr_no status detail_status requestor sponsor publication_date related_trial_no drug_name drug_previous_name drug_type
    clinical_register_no indication phase standard_phase category scope age gender planned_size actual_size final_size
    inclusion_criteria exclusion_criteria icf_date fpi_Date close_date purpose official_name common_name test_drugs
    control_drugs scheme_no standard_scheme_no scheme_version version_date drug_combination design_type randomization
    blinding healthy_volunteer monitor_committee injury_insurance standard_scope""".split()
ICTRP_COLUMNS = """
    TrialID SecondaryIDs public_title Scientific_title url Public_Contact_Firstname Public_Contact_Lastname
    Public_Contact_Address Public_Contact_Email Public_Contact_Tel Public_Contact_Affiliation Scientific_Contact_Firstname
    Scientific_Contact_Lastname Scientific_Contact_Address Scientific_Contact_Email Scientific_Contact_Tel
    Scientific_Contact_Affiliation study_type study_design phase Date_registration Date_enrollement Target_size
    Recruitment_status Primary_sponsor Secondary_sponsors Source_Support Countries Conditions Interventions Agemin Agemax
    Gender Inclusion_Criteria Exclusion_Criteria Primary_Outcome Secondary_Outcomes Bridging_flag Bridged_type Childs
    type_enrolment Retrospective_flag results_actual_enrollment results_url_link results_summary results_date_posted
    results_date_first_publication results_baseline_char results_participant_flow results_adverse_events
    results_outcome_measures results_url_protocol results_IPD_plan results_IPD_description results_date_completed
    results_yes_no Ethics_Status Ethics_Approval_Date Ethics_Contact_Name Ethics_Contact_Address Ethics_Contact_Phone
    Ethics_Contact_Email""".split()
OWN = "normalizer/formats/testdata"
CDE_COMPANIONS = {
    "cde_endpoints_csv": ("trial_endpoint.csv", ["ctr_no", "type", "content", "evaluation_time", "selection"]),
    "cde_ethics_csv": ("trial_ec_info.csv", ["ctr_no", "committee", "decision", "date"]),
    "cde_sites_csv": ("trial_site_info.csv", ["ctr_no", "site_name", "pi_name", "country", "province_state", "city"]),
}


def real_files(data):
    """Format -> paths of real records."""
    registries = f"{data}/registries"
    found = lambda pattern: sorted(glob.glob(f"{registries}/{pattern}"))
    return {
        "ctgov_v2_json": found("clinicaltrials_gov/v2_*json"),
        "ctgov_legacy_json": found("clinicaltrials_gov/legacy_*json"),
        "ctgov_legacy_xml": found("clinicaltrials_gov/legacy_xml/*.xml"),
        "ctis_json": found("ctis/*json"),
        "euctr_json": found("euctr/*json"),
        "euctr_text": found("euctr/full_trial_details*.txt"),
        "isrctn_json": found("isrctn/*json"),
        "chictr_xml": found("chictr/*.xml"),
        "chictr_html": found("chictr/project_page_*.html"),
        "chictr_list_html": found("chictr/search_page_*.html"),
        "ictrp_portal_xml": found("ictrp/portal_*.xml"),
        "ictrp_csv": found("ictrp/covid_2020-04-15.csv"),
        "cde_csv": found("chinadrugtrials/trial_info.csv"),
        **{name: found(f"chinadrugtrials/{table}") for name, (table, _) in CDE_COMPANIONS.items()},
    }


def own_files():
    """Format -> paths of the project's own samples."""
    return {
        "ctgov_v2_json": ["ops/sample/ctgov/studies.json", f"{OWN}/ctgov_v2_json/full.json"],
        "ctgov_legacy_json": [f"{OWN}/ctgov_legacy/converted.json"],
        "ctgov_legacy_xml": [f"{OWN}/ctgov_legacy/{name}.xml" for name in ("full", "older", "results")],
        "ctis_json": [f"{OWN}/ctis_json/{name}.json" for name in ("new", "old")],
        "euctr_json": [f"{OWN}/euctr_json/full.json"],
        "isrctn_json": [f"{OWN}/isrctn/converted.json"],
        "isrctn_xml": [f"{OWN}/isrctn/{name}.xml" for name in ("page", "older")],
        "chictr_xml": ["ops/sample/drop/chictr_export.xml"],
        "chictr_html": [f"{OWN}/chictr_html/{name}.html" for name in ("project", "english")],
        "cde_html": [f"{OWN}/cde_html/page.html"],
        "nhc_html": ["ops/sample/drop/nhc_MR-13-24-017929.html", f"{OWN}/nhc_html/page.html"],
        "ictrp_portal_xml": ["ops/sample/drop/ictrp_portal.xml"],
        "ictrp_csv": [f"{OWN}/ictrp_csv/covid.csv"],
        "ictrp_full_csv": [f"{OWN}/ictrp_csv/full_export_row.csv"],
        "cde_csv": [f"{OWN}/cde_csv/trial.csv"],
        **{name: [f"{OWN}/cde_csv/{name.split('_')[1]}.csv"] for name in CDE_COMPANIONS},
    }


def taken_apart(name, paths):
    """(records by file, leaves of a record) of a format."""
    if name in CDE_COMPANIONS:
        return grouped_records(paths, CDE_COMPANIONS[name][1]), table_leaves
    if name == "chictr_list_html":
        return html_list_records(paths, r"ChiCTR[-A-Za-z]*\d+"), html_leaves
    if name.endswith("_html"):
        return html_records(paths), html_pair_leaves if name == "nhc_html" else html_leaves
    if name.endswith("_json"):
        return json_records(paths), json_leaves
    if name == "euctr_text":
        return text_records(paths), text_leaves
    if name.endswith("_csv"):
        header = {"cde_csv": CDE_COLUMNS, "ictrp_full_csv": ICTRP_COLUMNS}.get(name)
        return table_records(paths, header), table_leaves
    record = {"ctgov_legacy_xml": "clinical_study", "isrctn_xml": "fullTrial", "chictr_xml": "Triall",
              "ictrp_portal_xml": "Trial"}[name]
    return xml_records(paths, record), xml_leaves


def formats_of(data):
    """(format, paths of its records): the project's own samples, and real records where there are any."""
    real = real_files(data) if data else {}
    own = own_files()
    for name in sorted(real.keys() | own.keys()):
        yield name, own.get(name, []) + real.get(name, [])


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


def check(name, paths, normalize, complete):
    """Yields what is wrong with the account of one format; of the samples alone not all rows need to account for one."""
    records, leaves_of = taken_apart(name, paths)
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
            if complete:
                yield f"{name}: no leaf is accounted for by {row}"
        elif complete and kind == "mapped" and proven[row] < PROVEN * leaves[row]:
            yield f"{name}: {row} is said to be mapped, and {proven[row]} of {leaves[row]} leaves are"
    # The samples alone have too few leaves of one row to judge it by.
    mapped = sum(leaves[row] for row, kind in account.rows.items() if kind == "mapped")
    if sum(proven.values()) < PROVEN * mapped:
        yield f"{name}: {sum(proven.values())} of {mapped} leaves that are said to be mapped are"
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
    normalize, data = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if sys.argv[3:4] == ["--draft"]:
        draft(*taken_apart(sys.argv[4], dict(formats_of(data))[sys.argv[4]]), normalize)
        return 0
    wrong = [line for name, paths in formats_of(data) for line in check(name, paths, normalize, bool(data))]
    for line in wrong:
        print(f"[  FAILED  ] {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
