#!/usr/bin/env python3
"""Revisions and sightings of every trial in the weekly COVID-19 exports, counted from the files alone.

usage: weekly_revisions.py FILE ...    (CSV or gzipped CSV, oldest first)

Prints "identifier TAB revisions TAB sightings" per trial. It shares nothing with the normalizer: the csv module reads
the rows, and two rows are the same when their columns are, but for blanks, markup, spellings of nothing, list order of
countries, and what is no content: dates of export and refresh, contacts, ICTRP's own flags, and the registration date
that is printed a second time.
"""
import csv
import functools
import gzip
import html
import re
import sys

NOT_CONTENT = {
    'Export date', 'Last Refreshed on',
    'Source Register', 'other records', 'Retrospective flag', 'Bridging flag truefalse', 'Bridged type',
    'Date registration', 'results url link',
}
NULLS = {
    '', 'n/a', 'na', 'n.a.', 'none', 'nil', 'nil known', 'null', 'not applicable', 'not available', 'not provided',
    'not specified', 'no data', 'unknown', 'undefined', '-', '--', '/', '.', ';', '?', '??', 'no limit', 'no age limit',
    'no maximum age', 'no minimum age', 'not selected', 'nill', 'not known', 'not stated', 'not given', 'not reported',
    'no information', 'tbd', 'to be determined', 'nan', '\u65e0', '\u65e0\u3002', '\u4e0d\u9002\u7528',
}
SEXES = {
    'all': 'all', 'both': 'all', 'both males and females': 'all', 'male and female': 'all', 'male/female': 'all',
    'male, female': 'all', 'both, male and female': 'all', 'female': 'female', 'females': 'female', 'male': 'male',
    'males': 'male',
}


def windows_1252():
    """Characters of Windows-1252 to the bytes that they stand for, as a table for str.translate."""
    return {ord(bytes([byte]).decode('cp1252')): byte for byte in range(128, 256)
            if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


BYTES = windows_1252()


def mended(text):
    """UTF-8 that was read as Windows-1252, where all of it was."""
    try:
        return text.translate(BYTES).encode('latin-1').decode('utf-8')
    except UnicodeError:
        return text


def plain(text):
    if any(c > '\x7f' for c in text):
        text = mended(text)
    text = html.unescape(html.unescape(text))
    text = re.sub(r'</?[A-Za-z][^<>]*>', ' ', text)
    text = ' '.join(text.replace('\ufeff', ' ').split())
    return '' if text.lower() in NULLS else text


def items(text):
    return [item for item in (plain(part) for part in re.split('[;\uff1b]', plain(text))) if item]


def conditions(text):
    """The conditions, with the codes and terms that EU CTR appends, but not the version, level and class of its coding."""
    text, _, area = text.partition('Therapeutic area:')
    text, *codings = text.split('MedDRA version:')
    coded = []
    for coding in codings:
        code = re.search(r'Classification code (\d+)', coding)
        term = re.search(r'Term: (.*?)(?:\n|System Organ Class|$)', coding)
        coded.append((code and code[1], term and plain(term[1])))
    return tuple(items(text)), tuple(coded), plain(area)


@functools.lru_cache(maxsize=None)
def canonical(column, text):
    if column == 'Countries':
        return tuple(sorted({item.lower() for item in items(text)}))
    if column == 'Inclusion gender':
        words = plain(text).lower()
        answers = re.findall(r'(female|male): (yes|no)', words)
        if answers:
            yes = {sex for sex, answer in answers if answer == 'yes'}
            return 'all' if len(yes) == 2 else ''.join(sorted(yes))
        return SEXES.get(words, words)
    if column == 'results yes no':
        return plain(text).lower() if plain(text).lower() in ('yes', 'no') else ''
    if column == 'Condition':
        return conditions(text)
    if column == 'Phase':
        # Here "N/A" is an answer, and nothing is none.
        return ' '.join(html.unescape(text).split())
    if column in ('Primary outcome', 'Intervention'):
        return tuple(items(text))
    if column in ('Inclusion Criteria', 'Exclusion Criteria'):
        text = re.sub('^(in|ex)clusion criteria: ?', '', plain(text), flags=re.I)
        return plain(text)
    return plain(text)


def content_of(row):
    return tuple(canonical(column, text or '') for column, text in row.items()
                 if column not in NOT_CONTENT and not column.startswith('Contact'))


def main():
    csv.field_size_limit(1 << 30)
    last, counts = {}, {}
    for path in sys.argv[1:]:
        opener = gzip.open if path.endswith('.gz') else open
        with opener(path, 'rt', encoding='utf-8-sig', newline='') as file:
            for row in csv.DictReader(file):
                trial = row['TrialID'].strip()
                content = content_of(row)
                count = counts.setdefault(trial, [0, 0])
                count[0 if last.get(trial) != content else 1] += 1
                last[trial] = content
    for trial, (revisions, sightings) in sorted(counts.items()):
        print(trial, revisions, sightings, sep='\t')


if __name__ == '__main__':
    main()
