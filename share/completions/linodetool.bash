# Completion of linodetool for bash. Commands and options come from its own help, names of clusters
# and nodes from its inventory: nothing here has to be kept up to date.

_linodetool_commands() {
    command linodetool --help 2>/dev/null | sed -n '/^Everywhere/q; /^  [a-z]/{s/^  //; s/   *.*//; p;}'
}

_linodetool_names() {
    command linodetool query --format "{$1}" 2>/dev/null | sort -u
}

_linodetool() {
    local word=${COMP_WORDS[COMP_CWORD]} noun=${COMP_WORDS[1]} verb=${COMP_WORDS[2]} words
    local -a arguments
    COMPREPLY=()
    if [[ $word == -* && $COMP_CWORD -gt 1 ]]; then
        [[ $verb == -* ]] && verb=
        words=$(command linodetool "$noun" ${verb:+"$verb"} --help 2>/dev/null |
            sed -nE 's/^  .*(--[a-z-]+).*/\1/p')
    elif [ "$COMP_CWORD" -eq 1 ]; then
        words=$(_linodetool_commands | cut -d' ' -f1 | sort -u)
    elif [ "$COMP_CWORD" -eq 2 ]; then
        words=$(_linodetool_commands | sed -nE "s/^$noun ([a-z-]+).*/\1/p")
    else
        read -ra arguments < <(_linodetool_commands | sed -nE "s/^$noun $verb (.*)/\1/p")
        case ${arguments[COMP_CWORD - 3]-} in
            NODE | '[NODE]') words=$(_linodetool_names label) ;;
            NAME)
                words=$(_linodetool_names cluster)
                [ "$noun" = profile ] && words='default lab'
                ;;
            PLAN | FILE) compopt -o filenames -o default ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _linodetool linodetool
