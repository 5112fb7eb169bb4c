#!/usr/bin/env bash
# Shows and changes the checkpoints of a job, with the flags of Samza's own tool of this name: see --help. bin/keeper checkpoint does more.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper-env.sh"
keeper_arguments "$@"
keeper_exec io.samzakeeper.client.CheckpointToolMain ${KEEPER_ARGS[@]+"${KEEPER_ARGS[@]}"}
