#!/usr/bin/env bash
# run-job.sh by its other name in Samza.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/run-job.sh" "$@"
