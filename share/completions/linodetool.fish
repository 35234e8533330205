# Completion of linodetool for fish. Commands and options come from its own help, names of clusters
# and nodes from its inventory: nothing here has to be kept up to date.

function __linodetool_commands
    command linodetool --help 2>/dev/null | sed -n '/^Everywhere/q; /^  [a-z]/{s/^  //; s/   *.*//; p;}'
end

function __linodetool_names
    command linodetool query --format "{$argv[1]}" 2>/dev/null | sort -u
end

function __linodetool_next
    set -l words (commandline -opc)
    set -l noun $words[2]
    set -l verb $words[3]
    if string match -q -- '-*' (commandline -ct)
        command linodetool $noun $verb --help 2>/dev/null | sed -nE 's/^  .*(--[a-z-]+).*/\1/p'
        return
    end
    switch (count $words)
        case 1
            __linodetool_commands | cut -d' ' -f1 | sort -u
        case 2
            __linodetool_commands | sed -nE "s/^$noun ([a-z-]+).*/\1/p"
        case '*'
            set -l arguments (__linodetool_commands | sed -nE "s/^$noun $verb (.*)/\1/p" | string split ' ')
            switch "$arguments[$(math (count $words) - 2)]"
                case NODE '[NODE]'
                    __linodetool_names label
                case NAME
                    __linodetool_names cluster
                case PLAN FILE
                    __fish_complete_path (commandline -ct)
            end
    end
end

complete -c linodetool -f -a '(__linodetool_next)'
