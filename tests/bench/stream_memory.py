#!/usr/bin/env python3
"""How much memory a command takes over a long stream: feeds it FILE (gzipped or not) again and again.

  stream_memory.py MEGABYTES FILE COMMAND [ARGUMENT ...]

Prints megabytes (10^6 bytes) a second, and the command's peak resident memory at the first tenth and at the end: equal
when the memory is flat.
"""
import gzip
import subprocess
import sys
import tempfile
import time


def peak_mib(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def main():
    megabytes, path, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        piece = file.read()
    start, written, early = time.time(), 0, None
    errors = tempfile.TemporaryFile()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors) as process:
        while written < megabytes * 1_000_000:
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended after {written} bytes with code {process.returncode}")
            process.stdin.write(piece)
            written += len(piece)
            if early is None and written * 10 >= megabytes * 1_000_000:
                early = peak_mib(process)
        late = peak_mib(process)
        process.stdin.close()
    seconds = time.time() - start
    errors.seek(0)
    summary = (errors.read().decode().splitlines() or ["no summary"])[-1]
    print(f"{written / 1e9:.2f} GB in {seconds:.0f} s, {written / 1e6 / seconds:.0f} MB/s: {summary}")
    print(f"peak resident: {early:.1f} MiB after a tenth, {late:.1f} MiB at the end")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
