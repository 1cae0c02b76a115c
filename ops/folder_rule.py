#!/usr/bin/env python3
"""Checks who includes whom, as ARCHITECTURE.md has it. Bazel's visibility holds the same rule for targets; this
one also sees headers that come from Debian's packages, which the compiler finds by itself.

  folder_rule.py [--report FILE]   exits 1 and lists every wrong include
"""
import json
import re
import subprocess
import sys

# Folder -> other folders of the project that it may include.
PROJECT = {
    "common": {"common"},
    "crawler": {"common", "crawler"},
    "normalizer": {"common", "normalizer"},
    "store": {"common", "store"},
    "query": {"common", "query"},
    "tests": {"common", "crawler", "normalizer", "store", "query", "tests"},
}
# Files that may include what their folder may not, and why: the normalizer's command takes containers as the crawler
# does, with splitters that know bytes only (docs/decisions/0008).
EXCEPTIONS = {"normalizer/container_normalizer.cc": r"crawler/containers/"}
# Include prefix -> (what it is, which files may include it).
LIBRARIES = {
    r"curl/": ("libcurl", r"crawler/.*curl_[a-z_]*\.(cc|h)|tests/.*"),
    r"archive(_entry)?\.h": ("libarchive", r"crawler/.*archive_[a-z_]*\.(cc|h)|tests/.*"),
    r"xapian\.h": ("Xapian", r"query/.*xapian_[a-z_]*\.(cc|h)|tests/.*"),
    r"rocksdb/": ("RocksDB", r"(store|query)/.*rocksdb_[a-z_]*\.(cc|h)|tests/.*"),
    r"httplib\.h": ("cpp-httplib", r"tests/.*"),
    r"prometheus/": (
        "prometheus-cpp",
        r"common/(red_metrics|service_runner)[a-z_]*\.(cc|h)|.*_metrics(_test)?\.(cc|h)|.*/main\.cc|tests/.*",
    ),
    r"grpcpp/": (
        "gRPC",
        r"common/.*|.*_service[a-z_]*\.(cc|h)|.*grpc_[a-z_]*\.(cc|h)|.*/main\.cc|.*_stream(_benchmark)?\.(cc|h)|query/cli/.*|tests/.*",
    ),
}


def violations():
    files = subprocess.run(["git", "ls-files", "*.cc", "*.h"], capture_output=True, text=True, check=True).stdout.split()
    for path in files:
        folder = path.split("/")[0]
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for include in re.findall(r'^\s*#include\s+[<"]([^>"]+)[>"]', text, re.M):
            first = include.split("/")[0]
            excepted = path in EXCEPTIONS and re.match(EXCEPTIONS[path], include)
            if first in PROJECT and first not in PROJECT.get(folder, set()) and not excepted:
                yield f"{path} includes {include}: {folder} may not depend on {first}"
            for prefix, (what, allowed) in LIBRARIES.items():
                if re.match(prefix, include) and not re.fullmatch(allowed, path):
                    yield f"{path} includes {include}: {what} belongs elsewhere"


def main():
    found = list(violations())
    print("\n".join(found))
    if sys.argv[1:2] == ["--report"]:
        with open(sys.argv[2], "w") as out:
            notes = [f"failed: {v}" for v in found]
            json.dump({"passed": 0 if found else 1, "failed": len(found), "skipped": 0, "notes": notes}, out)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
