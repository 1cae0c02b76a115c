#!/usr/bin/env python3
"""Checks BUILD files for what buildifier would order: deps sorted, no globs of sources; --fix sorts.

  build_files.py [--fix]   exits 1 when something is wrong
"""
import re
import subprocess
import sys

LIST = re.compile(r"^( +)(deps|srcs|hdrs|data|visibility) = \[\n((?:\1    [^\n]*\n)+)\1\]", re.M)


def key(line):
    """Buildifier's order: own package, own repository, other repositories."""
    label = line.strip().strip('",')
    return (label.startswith("@"), label.startswith("//"), not label.startswith(":"), label.replace(":", "!"))


def main():
    fix = sys.argv[1:] == ["--fix"]
    wrong = 0
    for path in subprocess.run(["git", "ls-files", "*BUILD"], capture_output=True, text=True, check=True).stdout.split():
        with open(path) as f:
            text = f.read()

        def ordered(match):
            lines = match.group(3).splitlines(keepends=True)
            if any("#" in line or not line.rstrip().endswith('",') for line in lines):
                return match.group(0)
            return f"{match.group(1)}{match.group(2)} = [\n{''.join(sorted(lines, key=key))}{match.group(1)}]"

        tidy = LIST.sub(ordered, text)
        if re.search(r'glob\([^)]*\.(cc|h|\*)"', text):
            print(f"{path}: sources are listed, not globbed")
            wrong += 1
        if tidy != text:
            if fix:
                with open(path, "w") as f:
                    f.write(tidy)
            else:
                print(f"{path}: lists are not in order (ops/check --fix mends it)")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
