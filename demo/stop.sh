#!/bin/sh
# stop.sh: stops what stands in slot PROMOTION_SLOT of environment PROMOTION_ENVIRONMENT; everything below DEMO_HOME if
# neither is set. A slot that is empty stays so.
set -eu
. "$(dirname "$0")/slot.sh"

if [ -z "${PROMOTION_ENVIRONMENT:-}${PROMOTION_SLOT:-}" ]; then
    for slot in "$home"/environments/*/*; do
        [ ! -d "$slot" ] || stop "$slot"
    done
else
    need PROMOTION_ENVIRONMENT
    need PROMOTION_SLOT
    stop "$home/environments/$PROMOTION_ENVIRONMENT/$PROMOTION_SLOT"
fi
