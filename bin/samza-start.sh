#!/usr/bin/env bash
# Starts a job with all its application masters and containers, and waits until they run: samza-start.sh --config-path=FILE, flags as for
# run-job.sh. See --help.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/run-job.sh" "$@"
