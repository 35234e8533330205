# Waits until this node does what its plan calls ready, LCT_READY_S seconds at most. Beside this lies
# ready: a port that somebody listens at, a page that answers, or a command that ends well.
set -eu
what=$(cat ready)

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

is_ready() {
    case $what in
    *[!0-9]*) ;;
    *)
        listens "$what" || {
            echo "nobody listens at port $what"
            return 1
        }
        return
        ;;
    esac
    case $what in
    http://* | https://*) answers "$what" ;;
    *) timeout 30 sh -c "$what" ;;
    esac
}

end=$(($(date +%s) + LCT_READY_S))
until is_ready >said 2>&1; do
    if [ "$(date +%s)" -ge "$end" ]; then
        echo "it is not ready after $LCT_READY_S s: $(tail -n 3 said)" >&2
        exit 1
    fi
    sleep 1
done
rm -f ready said
