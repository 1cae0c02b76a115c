#!/usr/bin/env python3
"""Counts the records in a folder of registry exports by means of its own, and holds a run's ledger against it.

  count_records.py FOLDER [--run FILE]   FILE: what `trialctl run SOURCE -o json` printed ("-": standard input)

Prints a line per format: files, records counted here and, with --run, records that the pipeline delivered; exits 1
where the two differ. It shares nothing with the pipeline but the names of the formats: Python's own json, csv and
ElementTree readers and plain searches do the counting. Files that hold no records of a known format are listed with
what the pipeline should make of each, one dead letter.
"""
import argparse
import collections
import csv
import gzip
import io
import json
import os
import re
import sys
import tarfile
import zipfile

csv.field_size_limit(1 << 30)

# What a JSON object is, by keys that only it has.
JSON_KEYS = [
    ("ctgov_v2_json", {"protocolSection"}),
    ("ctgov_legacy_json", {"required_header", "id_info"}),
    ("isrctn_json", {"isrctn", "trialDescription"}),
    ("euctr_json", {"a2_eudract_number"}),
    ("ctis_json", {"ctNumber", "ctStatus"}),
    ("reflib_json", {"recNumber", "title"}),
    ("embase_json", {"itemInfo", "head"}),
]
XML_RECORDS = [
    ("ictrp_portal_xml", rb"<Trials_downloaded_from_ICTRP\b", rb"<Trial>"),
    ("chictr_xml", rb"<trials\b", rb"<Triall>"),
    ("ctgov_legacy_xml", rb"<clinical_study[ >]", rb"<clinical_study[ >]"),
    ("pubmed_xml", rb"<PubmedArticleSet\b", rb"<Pubmed(?:Book)?Article>|<PMID[^>]*>(?=\d+</PMID>\s*(?:<PMID|</DeleteCitation))"),
    ("endnote_xml", rb"<xml>\s*<records>", rb"<record>"),
    ("isrctn_xml", rb"<(?:\w+:)?(?:allTrials|fullTrial|trial)[ >]", rb"<(?:\w+:)?isrctn[ >]"),
]
ICTRP_COLUMNS = {"trialid", "publictitle", "scientifictitle", "primarysponsor", "recruitmentstatus", "studytype", "phase"}
SKIPPED = (".meta", ".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download", ".swp", "~")


def json_objects(text):
    """The records of a JSON array, a page of studies, one object, or any of them in a row; None when it is no JSON."""
    decoder, at, objects = json.JSONDecoder(), 0, []
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        if at == len(text):
            return objects
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            return None
        if isinstance(value, dict) and isinstance(value.get("studies"), list):
            objects += value["studies"]
        elif isinstance(value, dict) and "header" in value and isinstance(value.get("results"), list):
            objects += value["results"]
        elif isinstance(value, list):
            objects += value
        else:
            objects.append(value)


def count_json(text):
    objects = json_objects(text)
    if objects is None:
        return None
    counts = collections.Counter()
    for value in objects:
        kinds = [kind for kind, keys in JSON_KEYS if isinstance(value, dict) and keys <= value.keys()]
        counts[kinds[0] if kinds else "-"] += 1
    # One foreign object alone is an error page or the like: no records at all.
    return None if counts == {"-": 1} or not counts else counts


def count_table(text):
    """Rows of a table; None when its columns are none that are known."""
    for delimiter in ",;\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        first = next(reader, [])
        names = {re.sub(r"[\s_]", "", name).lower() for name in first}
        if len(names & ICTRP_COLUMNS) >= 5 and "trialid" in names:
            return {"ictrp_csv": sum(1 for row in reader if any(row))}
        if names & {"title", "searchquery"} and re.search(r'^"?AUTHOR NAMES"?,', text, re.M):
            return {"embase_rows_csv": len(re.findall(r'^"?TITLE"?,', text, re.M))}
        if {"title", "authornames"} <= names and any(name.startswith("emtree") for name in names):
            return {"embase_csv": sum(1 for row in reader if any(row))}
        if {"ctrno", "drugname", "indication"} <= names:
            return {"cde_csv": sum(1 for row in reader if any(row))}
        registry_id = r"(NCT|ChiCTR|EUCTR|ISRCTN|ACTRN|JPRN|DRKS|CTRI|IRCT|PACTR|RBR|KCT|NL|TCTR|SLCTR|RPCEC|PER|LBCTR|CTIS)"
        if len(first) == 62 and re.match(registry_id, first[0]):
            return {"ictrp_full_csv": 1 + sum(1 for row in reader if any(row))}
        if first and re.fullmatch(r"CTR20\d{6}", first[0]):
            rows = [first] + [row for row in reader if any(row)]
            if len(first) == 43:
                return {"cde_csv": len(rows)}
            # Rows of one trial stand together and are one record.
            groups = sum(1 for a, b in zip([None] + rows, rows) if a is None or a[0] != b[0])
            kind = {6: "cde_sites_csv", 5: "cde_endpoints_csv", 4: "cde_ethics_csv"}.get(len(first))
            return {kind: groups} if kind else None
    return None


def count_references(text):
    """References of tagged text by the database that each names; None when it is no such text."""
    if re.search(r"^<\d+\. >\r?\nVN  - ", text, re.M):
        return {"ovid_text": len(re.findall(r"^<\d+\. >\r?$", text, re.M))}
    if re.search(r"^Citation card\s*$", text, re.M):
        return {"citation_card": len(re.findall(r"^Citation card\s*$", text, re.M))}
    if re.search(r"^PMID- \d", text, re.M):
        return {"medline_text": len(re.findall(r"^PMID- ", text, re.M))}
    counts = collections.Counter()
    for reference in re.split(r"^TY  - ", text, flags=re.M)[1:]:
        if re.search(r"^(DB  - Embase|U2  - L\d{6})", reference, re.M | re.I):
            counts["embase_ris"] += 1
        elif re.search(r"^(DP  - (NLM|PubMed)|DB  - (PubMed|Medline))\s*$", reference, re.M | re.I):
            counts["pubmed_ris"] += 1
        else:
            counts["ris"] += 1
    return counts or None


def count_bytes(data):
    """Records by format in one file; None for a file without any."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    text = data.decode("utf-8-sig", "replace")
    if head[:1] in b"[{" and head:
        return count_json(text)
    lowered = data[:200_000].lower()
    if b"<html" in lowered or b"<!doctype html" in lowered:
        if re.search(r"left_title|注册号状态", text) and re.search(r"ChiCTR", text):
            return {"chictr_html": 1}
        rows = [row for row in re.findall(r"<tr.*?</tr>", text, re.S) if re.search(r"ChiCTR[-A-Z]*\d{8,10}", row)]
        if rows:
            return {"chictr_list_html": len(rows)}
        if re.search(r"CTR20\d{6}", text) and "药物临床试验登记" in text:
            return {"cde_html": 1}
        if re.search(r"MR-\d\d-\d\d-\d{6}", text):
            return {"nhc_html": 1}
        return None
    if head[:1] == b"<" and not re.match(rb"<\d+\. >", head):
        for kind, root, record in XML_RECORDS:
            if re.search(root, data[:4096]):
                return {kind: len(re.findall(record, data))}
        return None
    summaries = re.findall(r"^Summary[ \t]*\r?\n(?:[ \t]*\r?\n)*EudraCT Number:", text, re.M)
    if summaries:
        return {"euctr_text": len(summaries)}
    return count_table(text) or count_references(text)


def files_of(folder):
    """(name, bytes) of every file that a delivery consists of; an archive is a folder of files."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.endswith(SKIPPED):
                continue
            path = os.path.join(parent, name)
            shown = os.path.relpath(path, folder)
            if tarfile.is_tarfile(path):
                with tarfile.open(path) as archive:
                    for member in archive:
                        if member.isfile() and not os.path.basename(member.name).startswith("."):
                            yield f"{shown}!{member.name}", archive.extractfile(member).read()
            elif zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for member in archive.infolist():
                        if not member.is_dir():
                            yield f"{shown}!{member.filename}", archive.read(member)
            else:
                with open(path, "rb") as f:
                    yield shown, f.read()


def ledger_of(run):
    """Records by format that a run delivered (fragments are none), and how many fragments."""
    records, fragments = collections.Counter(), 0
    for entry in run.get("countsByFormat", []):
        counts = entry.get("counts", {})
        delivered = sum(int(counts.get(k, 0)) for k in ("created", "updated", "unchanged", "deadLettered"))
        fragments += int(entry.get("fragments", 0))
        # "-": objects of no known kind among others, each a dead letter of its own.
        records[entry.get("format", "") or "-"] += delivered - int(entry.get("fragments", 0))
    return records, fragments


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--run")
    arguments = parser.parse_args()
    files, records, without = collections.Counter(), collections.Counter(), []
    for name, data in files_of(arguments.folder):
        counts = count_bytes(data)
        if not counts:
            without.append(name)
            continue
        for kind, count in counts.items():
            files[kind] += 1
            records[kind] += count
    delivered, fragments = collections.Counter(), 0
    if arguments.run:
        with sys.stdin if arguments.run == "-" else open(arguments.run, encoding="utf-8") as f:
            delivered, fragments = ledger_of(json.load(f))
    wrong = 0
    print(f"{'FORMAT':<20}{'FILES':>7}{'COUNTED':>10}" + (f"{'DELIVERED':>11}" if arguments.run else ""))
    for kind in sorted(set(records) | {k for k, v in delivered.items() if v}):
        line = f"{kind:<20}{files[kind]:>7}{records[kind]:>10}"
        if arguments.run:
            same = records[kind] == delivered[kind]
            wrong += not same
            line += f"{delivered[kind]:>11}  {'equal' if same else 'DIFFERENT'}"
        print(line)
    line = f"{'(no known format)':<20}{len(without):>7}{'':>10}"
    if arguments.run:
        same = len(without) == fragments
        wrong += not same
        line += f"{fragments:>11}  {'one dead letter each' if same else 'DIFFERENT'}"
    print(line)
    for name in without:
        print(f"  {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
