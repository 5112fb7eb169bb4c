#!/usr/bin/env bash
# Submits a Samza job to YARN, or says how it is, or ends it: see --help. With --grid: the example, on a local cluster.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
for argument in "$@"; do
  if [ "$argument" = --grid ]; then
    exec "$here/run-on-grid.sh" "$@"
  fi
done
. "$here/keeper-env.sh"
keeper_arguments "$@"
keeper_exec io.samzakeeper.client.RunJobMain ${KEEPER_ARGS[@]+"${KEEPER_ARGS[@]}"}
