# What serving.sh and service.sh ask of a node that is to be ready: this lies before them.
# shellcheck shell=sh

have() {
    command -v "$1" >/dev/null 2>&1
}

listens() { # PORT
    awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && $2 ~ port "$" { found = 1 }
        END { exit !found }' /proc/net/tcp /proc/net/tcp6
}

answers() { # URL
    if have curl; then
        curl -fsS -m 5 -o /dev/null "$1"
    elif have wget; then
        wget -q -T 5 -t 1 -O /dev/null "$1"
    else
        echo "to ask for $1 it needs curl or wget"
        return 1
    fi
}

# A port that somebody listens at, a page that answers, or a command that ends well.
is_ready() { # WHAT
    case $1 in
    *[!0-9]*) ;;
    *)
        listens "$1" || {
            echo "nobody listens at port $1"
            return 1
        }
        return
        ;;
    esac
    case $1 in
    http://* | https://*) answers "$1" ;;
    *) timeout 30 sh -c "$1" ;;
    esac
}

# Asks again and again, for so many seconds at most.
await() { # WHAT SECONDS EVERY
    end=$(($(date +%s) + $2))
    until is_ready "$1" >said 2>&1; do
        if [ "$(date +%s)" -ge "$end" ]; then
            echo "it is not ready after $2 s: $(tail -n 3 said)" >&2
            exit 1
        fi
        sleep "$3"
    done
    rm -f said
}
