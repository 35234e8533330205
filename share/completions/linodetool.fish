# SPDX-License-Identifier: MIT
# Completion of linodetool for fish. The tool itself knows what may stand at the cursor, so nothing
# here has to be kept up to date.

function __linodetool_candidates
    set -l before (commandline -opc)
    set -l word (commandline -ct)
    command $before[1] complete -- $before[2..-1] "$word" 2>/dev/null
end

complete -c linodetool -f -a '(__linodetool_candidates | string match -v :files)'
complete -c linodetool -n '__linodetool_candidates | string match -q :files' -F
