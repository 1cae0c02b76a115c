#!/usr/bin/env python3
"""Measures how many registry identifiers of real records the grammar recognises.

  recall.py RECOGNISE DATA [--all] [--text]

RECOGNISE is the program beside this file, DATA the folder of registry exports. Two questions:

  fields   every field that holds identifiers. What stands in it is judged by the registries' strict patterns of
           DATA/identifiers/registry_id_patterns.tsv, in code that shares nothing with the grammar. The answer is
           recall: judged identifiers that were recognised as the same value. Misses are printed.
  text     what the grammar finds in free text and the strict patterns do not accept as it stands: each is printed,
           for a person to look at (--text).

Exits 1 when recall is below 0.999. --all prints the fields with a registry's prefix and nothing recognised too.
"""
import collections
import csv
import glob
import gzip
import html
import json
import re
import subprocess
import sys
import tarfile

GOAL = 0.999
# Numbers that somebody typed to fill a field, and check digits that are wrong: not to be recognised.
FILLERS = re.compile(r"NCT00000000|ISRCTN(12345678|0{8})|(\d)\2{3}-\2{6}-\2{2}|U1111-(0000-0000|1111-1111)")


def strict_patterns(data):
    """(name, pattern) of each registry, unanchored and with word boundaries, in the order of the file."""
    patterns = []
    with open(f"{data}/identifiers/registry_id_patterns.tsv", encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            body = row["strict_regex"].removeprefix("^").removesuffix("$")
            patterns.append((row["registry"], re.compile(r"(?<![A-Za-z0-9])(?:%s)(?![A-Za-z0-9])" % body)))
    return patterns


def canonical(registry, printed):
    """The project's canonical value of a strictly printed identifier."""
    if registry.startswith("EUCTR"):
        return "EUCTR" + re.search(r"\d{4}-\d{6}-\d{2}", printed).group()
    if registry.startswith("CTIS"):
        return "CTIS" + re.search(r"\d{4}-\d{6}-\d{2}", printed).group()
    if registry.startswith("JPRN"):
        printed = "JPRN-" + printed.removeprefix("JPRN-")
        return re.sub(r"JapicCTI-?", "JapicCTI-", printed)
    if registry == "ANZCTR":
        return printed.rstrip("p")
    if registry == "ReBec":
        return re.sub(r"^RBR-?", "RBR-", printed)
    if registry.startswith("NTR"):
        return printed.replace("-", "")
    return printed


def anzctr_checks(value):
    """ANZCTR's check digits, from the registry's rule."""
    d = [int(c) for c in value[5:]]
    a, b = -sum(d[:5]) % 10, -sum(d[5:11]) % 10
    return d[11:] == [a, b, (a + b) % 10]


def judge(patterns, text):
    """Canonical values that stand strictly in `text`."""
    values = set()
    taken = []
    for registry, pattern in patterns:
        for match in pattern.finditer(text):
            printed = match.group()
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            # Fillers; the file number of a Dutch ethics committee; what a longer number contains.
            if FILLERS.fullmatch(printed) or (registry.startswith("NTR") and re.match(r"\.\d", text[match.end():])):
                continue
            if re.match(r"EUCTR|CTIS", registry) and re.search(r"[\d/._-]$", text[:match.start()]):
                continue
            value = canonical(registry, printed)
            if registry == "ANZCTR" and not anzctr_checks(value):
                continue
            taken.append(match.span())
            values.add(value)
    return values


def open_csv(path):
    opener = gzip.open if path.endswith(".gz") else open
    return opener(path, "rt", encoding="utf-8-sig", newline="")


def csv_fields(data):
    columns = {
        "linkage/pairs.csv": ["id_a", "id_b"],
        "linkage/records.csv.gz": ["id", "raw_id", "secondary_ids"],
        "identifiers/ctgov_aliases.csv": ["nct_id", "alias"],
        "registries/scraped_status_fields/*.csv": ["trial_id", "trn", "secondary_ids", "idFull", "isrctn", "idOldFull"],
        "registries/ictrp/*.csv": ["TrialID", "SecondaryIDs"],
        "registries/ev_trials/*.csv": ["TrialID", "trialid", "nct_id", "nctid", "cross_registrations"],
        "bulk/ictrp_covid_weekly/*.csv.gz": ["TrialID"],
        "domain/ev_trials.csv": None,
    }
    for pattern, names in columns.items():
        for path in sorted(glob.glob(f"{data}/{pattern}")):
            with open_csv(path) as f:
                for row in csv.DictReader(f):
                    for name in names if names is not None else [n for n in row if n and n.endswith(("id", "ids"))]:
                        yield pattern, row.get(name) or ""


def xml_values(text, names):
    for name in names:
        for value in re.findall(rf"<{name}>(.*?)</{name}>", text, re.S):
            yield html.unescape(value)


def legacy_xml(data):
    for path in sorted(glob.glob(f"{data}/registries/clinicaltrials_gov/legacy_xml/*.xml")):
        with open(path, encoding="utf-8") as f:
            yield f.read()
    with tarfile.open(f"{data}/bulk/ctgov_legacy_xml.tar.gz") as tar:
        for member in tar:
            if member.isfile():
                yield tar.extractfile(member).read().decode("utf-8", "replace")


def other_fields(data):
    for text in legacy_xml(data):
        for value in xml_values(text, ["nct_id", "nct_alias", "secondary_id", "org_study_id"]):
            yield "legacy_xml", value
    with open(f"{data}/registries/clinicaltrials_gov/v2_native_128.json", encoding="utf-8") as f:
        for study in json.load(f):
            module = study["protocolSection"]["identificationModule"]
            yield "v2", module["nctId"]
            for value in module.get("nctIdAliases", []) + [module.get("orgStudyIdInfo", {}).get("id", "")]:
                yield "v2", value
            for info in module.get("secondaryIdInfos", []):
                yield "v2", info.get("id", "")
    for path in sorted(glob.glob(f"{data}/registries/ictrp/*.xml")):
        with open(path, encoding="utf-8-sig") as f:
            for value in xml_values(f.read(), ["TrialID", "Secondary_ID"]):
                yield "ictrp_xml", value
    with open(f"{data}/registries/euctr/full_trial_details_10.txt", encoding="utf-8") as f:
        for value in re.findall(r"^A\.(?:2|4\.1|5\.\d|7) [^:\n]*: (.*)$", f.read(), re.M):
            yield "euctr", value
    with open(f"{data}/registries/chinadrugtrials/trial_info.csv", encoding="utf-8", newline="") as f:
        for row in csv.reader(f):
            yield "cde", row[0]
            yield "cde", row[6]
    for path in sorted(glob.glob(f"{data}/registries/*/*.ndjson")):
        with open(path, encoding="utf-8") as f:
            for line in f:
                yield from (("ndjson", v) for v in json_ids(json.loads(line)))


ID_KEYS = re.compile(r"(^|_)(id|ids|ctNumber|eudraCtNumber|nctId|nct_id|secondary_id|secondaryNumber|number)$", re.I)


def json_ids(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from json_ids(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from json_ids(inner, key)
    elif isinstance(value, str) and ID_KEYS.search(key) and len(value) < 200:
        yield value


TEXT_COLUMNS = ["Public title", "Scientific title", "Inclusion Criteria", "Exclusion Criteria", "Condition",
                "Intervention", "Primary outcome", "Study design", "public_title", "scientific_title", "intervention",
                "primary_outcome", "secondary_outcome", "results url link", "web address", "note", "evidence"]


def free_text(data):
    for text in legacy_xml(data):
        yield from xml_values(text, ["brief_title", "official_title", "textblock", "description", "citation", "url",
                                     "measure", "agency", "intervention_name", "keyword", "name", "title"])
    for path in sorted(glob.glob(f"{data}/literature/**/*", recursive=True)):
        try:
            opener = gzip.open if path.endswith(".gz") else open
            with opener(path, "rt", encoding="utf-8", errors="replace") as f:
                for line in f:
                    yield html.unescape(line)
        except IsADirectoryError:
            continue
    paths = glob.glob(f"{data}/registries/ictrp/*.csv") + glob.glob(f"{data}/linkage/*.csv*")
    for path in sorted(paths + glob.glob(f"{data}/bulk/ictrp_covid_weekly/*07-22*")):
        with open_csv(path) as f:
            for row in csv.DictReader(f):
                yield from (row.get(name) or "" for name in TEXT_COLUMNS)
    for path in sorted(glob.glob(f"{data}/domain/*") + glob.glob(f"{data}/registries/ev_trials/page_text/*") +
                       glob.glob(f"{data}/registries/*/*.html") + glob.glob(f"{data}/registries/*/*.txt")):
        with open(path, encoding="utf-8", errors="replace") as f:
            yield from f


def recognise(program, kind, texts):
    """Per text: a list of (value, scheme, printed, repair)."""
    escape = lambda t: t.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    lines = "\n".join(f"{kind}\t{escape(t)}" for t in texts) + "\n"
    out = subprocess.run([program], input=lines.encode("utf-8", "surrogatepass"), capture_output=True, check=True).stdout
    for line in out.decode("utf-8", "replace").split("\n")[:-1]:
        parts = line.split("\t")
        yield [tuple(parts[i:i + 4]) for i in range(0, len(parts) - 3, 4)]


PREFIX = re.compile(r"NCT|CTR|EUDRA|ISRCT|DRKS|DKRS|ACTRN|CTRI|JRCT|UMIN|JAPIC|JMA|KCT|RBR|RPCEC|\bPER-|SNCTP|PHRR|"
                    r"UTN|U1111|OMON|\bMR-\d|\b20[0-2]\d-?0\d{5}-?\d\d\b", re.I)


def measure_fields(program, data, show_all):
    fields = collections.Counter()
    for source, text in list(csv_fields(data)) + list(other_fields(data)):
        text = text.strip().replace("\r", "\n")
        if text:
            fields[(source, text)] += 1
    patterns = strict_patterns(data)
    texts = sorted(fields)
    judged, found, misses, odd = collections.Counter(), collections.Counter(), [], []
    for (source, text), ids in zip(texts, recognise(program, "field", [t for _, t in texts])):
        wanted = judge(patterns, text)
        values = {i[0] for i in ids}
        judged[source] += len(wanted)
        found[source] += len(wanted & values)
        misses += [(source, value, text) for value in sorted(wanted - values)]
        if not ids and PREFIX.search(text) and re.search(r"\d{3}", text):
            odd.append((source, text))
        if show_all:
            for value, _, printed, repair in ids:
                if value not in wanted:
                    print(f"read\t{source}\t{printed!r}\t{value}\t{repair}")
    for source in sorted(judged):
        print(f"{source}: {found[source]} of {judged[source]} distinct")
    for source, value, text in misses:
        print(f"missed\t{source}\t{value}\t{text[:160]!r}")
    if show_all:
        for source, text in odd:
            print(f"nothing\t{source}\t{text[:160]!r}")
    total, hits = sum(judged.values()), sum(found.values())
    recall = hits / total if total else 0
    print(f"recall {recall:.5f}: {hits} of {total} identifiers in {len(texts)} distinct fields; {len(misses)} missed")
    return recall >= GOAL


def measure_text(program, data):
    patterns = strict_patterns(data)
    texts = sorted({t.strip() for t in free_text(data) if re.search(r"\d{3}", t)})
    count, loose = 0, collections.Counter()
    for text, ids in zip(texts, recognise(program, "text", texts)):
        for value, _, printed, repair in ids:
            count += 1
            if not any(p.fullmatch(printed) and canonical(r, printed) == value for r, p in patterns):
                at = text.find(printed)
                loose[(printed, value, repair, text[max(0, at - 40):at + len(printed) + 30])] += 1
    for (printed, value, repair, around), n in sorted(loose.items()):
        print(f"loose\t{printed!r}\t{value}\t{repair}\t{around!r}")
    print(f"text: {count} identifiers in {len(texts)} distinct texts, {sum(loose.values())} not in strict spelling")


def main():
    csv.field_size_limit(1 << 30)
    program, data = sys.argv[1:3]
    if "--text" in sys.argv:
        return measure_text(program, data)
    return 0 if measure_fields(program, data, "--all" in sys.argv) else 1


if __name__ == "__main__":
    sys.exit(main())
