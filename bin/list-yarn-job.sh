#!/usr/bin/env bash
# Lists the jobs that run, of all users. bin/keeper list by its name in Samza; see --help.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper" list --all --running "$@"
