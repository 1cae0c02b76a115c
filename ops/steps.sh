# Sourced by the commands in ops/: one progress line per step, and the binaries' places.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
started=$SECONDS

# One line per step, with the seconds since the start.
step() { printf '[%4ds] %s\n' $((SECONDS - started)) "$*"; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

bazel_build() { bazel build --noshow_progress --ui_event_filters=-info "$@"; }

# Real records, where somebody has laid them beside the checkout.
if [ -z "${TRIALWEAVE_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
  TRIALWEAVE_DATA=$(cd "$root/../shared/data" && pwd)
fi
export TRIALWEAVE_DATA=${TRIALWEAVE_DATA:-}
