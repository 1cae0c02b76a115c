# Sourced by the commands in ops/: one progress line per step, and the binaries' places.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
started=$SECONDS

# One line per step, with the seconds since the start.
step() { printf '[%4ds] %s\n' $((SECONDS - started)) "$*"; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Every folder with targets, by name: //... would follow Bazel's own links when they point to another server's output.
everything=(//common/... //crawler/... //normalizer/... //ops/... //protos/... //query/... //store/... //tests/...)
# Labels of all targets that a query selects from everything, such as: select_targets 'attr(tags, asan, tests(%s))'
select_targets() {
  local all="${everything[*]}"
  bazel query --noshow_progress --ui_event_filters=-info "${1//%s/${all// / + }}"
}
bazel_build() { bazel build --noshow_progress --ui_event_filters=-info "$@"; }

# Real records, where somebody has laid them beside the checkout.
if [ -z "${TRIALWEAVE_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
  TRIALWEAVE_DATA=$(cd "$root/../shared/data" && pwd)
fi
export TRIALWEAVE_DATA=${TRIALWEAVE_DATA:-}
