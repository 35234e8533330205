#!/bin/sh
# SPDX-License-Identifier: MIT
# The plans published in 2017 as they are: 82 nodes of WordPress, and twice 52 of IoT.
# alone: it measures
. "$(dirname "$0")/../e2e.sh"
lab_up --nodes-max 110
dial=$(lt lab status --json | jq -r .dial)
. "$top/test/e2e/plans2017.sh"

for plan in ${LCT_PLANS:-wordpress iot}; do
    "try_$plan" 1
done
finish
