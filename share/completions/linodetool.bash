# Completion of linodetool for bash. The tool itself knows what may stand at the cursor, so nothing
# here has to be kept up to date.

_linodetool() {
    local word=${COMP_WORDS[COMP_CWORD]} candidate quoted
    COMPREPLY=()
    [ "$word" = = ] && word=
    while IFS= read -r candidate; do
        if [ "$candidate" = :files ]; then
            compopt -o default 2>/dev/null
            return
        fi
        printf -v quoted %q "${candidate%%$'\t'*}" # without the description
        [[ $quoted == "$word"* ]] && COMPREPLY+=("$quoted")
    done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _linodetool linodetool
