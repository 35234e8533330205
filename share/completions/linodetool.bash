# SPDX-License-Identifier: MIT
# Completion of linodetool for bash. The tool itself knows what may stand at the cursor, so nothing
# here has to be kept up to date.

_linodetool() {
    local word candidate quoted before
    local -a words=()
    COMPREPLY=()
    # bash takes "package:etcd" apart at the colon, and replaces what is behind the last one.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if ((${#words[@]})) && [[ $word == :* || ${words[-1]} == *: ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
    done
    word=${words[-1]}
    before=${word%"${word##*:}"}
    [ "$word" = = ] && word=
    while IFS= read -r candidate; do
        if [ "$candidate" = :files ]; then
            compopt -o default 2>/dev/null
            return
        fi
        printf -v quoted %q "${candidate%%$'\t'*}" # without the description
        [[ $quoted == "$word"* ]] && COMPREPLY+=("${quoted#"$before"}")
    done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null)
}

complete -F _linodetool linodetool
