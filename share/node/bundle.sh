# The runner of a bundle, read by sh from the stdin of one channel. Behind it come, for each step,
# lct_file sections with what the step needs, then one lct_step line. A step runs once, detached:
# it goes on when this channel is cut, and who asks again gets its result.
#
# $LCT_STATE/.trees/<digest>/: files that were left here for more than one step.
# $LCT_STATE/<step>/: digest started status output lock gate; script and files while it runs.
# Each step answers one JSON line: {"step":"..","status":N,"output":".."} and more.
# Programs are started only where sh itself cannot do it: they are most of what a bundle costs.
umask 077
: "${LCT_STATE:=/var/lib/lct}"
lct_in=$LCT_STATE/.in.$$
lct_output_max=65536
trap 'rm -rf "$lct_in"' EXIT
trap 'exit 129' HUP INT TERM PIPE

# stdin as the inside of a JSON string: pure ASCII whatever it holds, bad UTF-8 becomes U+FFFD.
lct_escape() {
    od -An -v -tx1 | awk '
    function digit(c) { return index("0123456789abcdef", c) - 1 }
    function put(n) {
        if (n == 0) n = 65533
        if (n == 34) printf "\\\""
        else if (n == 92) printf "\\\\"
        else if (n == 10) printf "\\n"
        else if (n >= 32 && n < 127) printf "%c", n
        else if (n < 65536) printf "\\u%04x", n
        else { n -= 65536; printf "\\u%04x\\u%04x", 55296 + int(n / 1024), 56320 + n % 1024 }
    }
    function broken() { if (left) put(65533); left = 0 }
    function byte(b) {
        if (left && b >= 128 && b < 192) {
            point = point * 64 + b - 128
            if (--left) return
            if (point < least || point > 1114111 || (point >= 55296 && point < 57344)) point = 65533
            put(point)
            return
        }
        broken()
        if (b < 128) put(b)
        else if (b >= 194 && b < 224) { left = 1; point = b - 192; least = 128 }
        else if (b >= 224 && b < 240) { left = 2; point = b - 224; least = 2048 }
        else if (b >= 240 && b < 245) { left = 3; point = b - 240; least = 65536 }
        else put(65533)
    }
    { for (i = 1; i <= NF; i++) byte(digit(substr($i, 1, 1)) * 16 + digit(substr($i, 2, 1))) }
    END { broken() }'
}

# lct_report STEP STATUS WHAT FILE: WHAT is ran, recorded, interrupted, refused or lacking. lct_late is the
# time limit, in seconds, that ended it; 0: none did.
lct_late=0
lct_report() {
    lct_cut=false
    if [ -s "$4" ] && [ "$(wc -c <"$4")" -gt "$lct_output_max" ]; then
        lct_cut=true
    fi
    printf '{"step":"%s","status":%d,"late":%d,"what":"%s","cut":%s,"output":"' "$1" "$2" \
        "$lct_late" "$3" "$lct_cut"
    [ ! -s "$4" ] || tail -c "$lct_output_max" "$4" | lct_escape
    printf '"}\n'
}

# lct_line FILE: sets lct_got to its first line, to nothing where there is none.
lct_line() {
    lct_got=''
    [ ! -e "$1" ] || read -r lct_got <"$1" || :
}

lct_refuse() {
    mkdir -p "$lct_in"
    printf '%s\n' "$2" >"$lct_in/refused"
    lct_report "$1" -2 refused "$lct_in/refused"
    exit 1
}

# lct_file NAME MODE [SIZE] <content: keeps a file for the next step. What is beyond the size is the
# line end that it was sent with.
lct_file() {
    [ -d "$lct_in/files" ] || mkdir -p "$lct_in/files"
    if [ -n "${3-}" ]; then head -c "$3"; else cat; fi >"$lct_in/files/$1" &&
        { [ "$2" = 600 ] || chmod "$2" "$lct_in/files/$1"; }
}

# lct_tree NAME DIGEST <base64 of a tar archive: unpacks it into a folder for the next step; left here, too,
# where there is a digest. lct_lost says why it cannot be.
lct_lost=''
lct_trees=$LCT_STATE/.trees
lct_tree() {
    mkdir -p "$lct_in/files" &&
        (umask 022 && mkdir "$lct_in/files/$1" && base64 -d | tar -xf - -C "$lct_in/files/$1") \
            2>"$lct_in/lost" && { [ "$2" = - ] || lct_leave "$1" "$2"; } || {
        lct_line "$lct_in/lost"
        lct_lost="cannot unpack its $1: $lct_got"
    }
}

lct_leave() {
    mkdir -p "$lct_trees" && cp -a "$lct_in/files/$1" "$lct_in/tree" 2>"$lct_in/lost" || return 1
    [ -d "$lct_trees/$2" ] || mv "$lct_in/tree" "$lct_trees/$2"
}

# lct_kept NAME DIGEST: a copy of what was left, for the next step. lct_lacking: it was not.
lct_lacking=''
lct_kept() {
    if mkdir -p "$lct_in/files" && cp -a "$lct_trees/$2" "$lct_in/files/$1" 2>/dev/null; then
        touch "$lct_trees/$2" "$lct_in/files/$1"
    else
        lct_lacking=yes
    fi
}

# What runs detached: $1 the step's folder, $2 seconds or 0, $3 chatty or nothing. The status gets the
# seconds behind it when the script was ended for them: only one that had them all, as others end with
# 124, too, or are killed. Descriptor 9 is its lock and must not pass to the script, whose children may
# outlive it.
#
# The output of a chatty script may be of any size. Kept are its beginning, as it comes, and its last
# MiB, once it has ended. It is read on and on: the script never waits for it, nor does it end of it.
# A program that the script leaves behind may have its output still: soon after the script closed
# "gone", which only the shell around it has open, that is read and thrown away.
# shellcheck disable=SC2016
lct_detached='
cd "$1" || exit 1
run() {
    umask 022
    if [ "$2" -gt 0 ] && command -v timeout >/dev/null 2>&1; then
        set -- timeout -k 10 "$2"
    else
        set --
    fi
    . ./env
    first=""
    read -r first <script || :
    case $first in
    "#!"*) set -- "$@" ./script ;;
    *) set -- "$@" sh ./script ;;
    esac
    [ ! -e args ] || . ./args
    exec "$@"
}
uptime() {
    read -r now _ </proc/uptime || now=0
    now=${now%.*}
}
all() {
    uptime
    begun=$now
    (run "$1" "$2") </dev/null 2>&1 6>&- 9>&-
    status=$?
    uptime
    case $status in
    124 | 137 | 143) [ "$2" = 0 ] || [ $((now - begun)) -lt "$2" ] || status="$status $2" ;;
    esac
    echo "$status" >status.new
}
beginning_and_end() {
    dd bs=512 count=512 2>/dev/null
    LC_ALL=C dd bs=65536 2>count | tail -c 1048576 >tail
}
keep() {
    exec 3<&0
    beginning_and_end <relay >output &
    keeper=$!
    cat <&3 >relay 9>&- &
    reader=$!
    { read -r word; sleep 5; : >left; kill $reader; } <gone 9>&- &
    watcher=$!
    wait $keeper
    kill $watcher
    if [ -e left ]; then # asked here: in the background it would be after "left" is gone
        cat <&3 >/dev/null 9>&- &
    fi
}
join() {
    missing=0
    while read -r n word rest; do
        [ "$word" != bytes ] || missing=$((n - $(wc -c <tail)))
    done <count
    [ "$missing" = 0 ] || printf "\n[%d bytes are missing here]\n" "$missing"
    cat tail
}
if [ "$3" = chatty ]; then
    rm -f gone relay left
    mkfifo gone relay
    all "$1" "$2" 6>gone | keep
    join >>output
    rm -f gone relay left count tail
else
    all "$1" "$2" >output
fi
rm -rf script env args secret vars files
mv status.new status
'

# Puts what was sent in place and starts it. Descriptor 9 holds the lock. The digest is written
# first and goes last: without it there is nothing of an earlier run.
lct_start() {
    if [ -e "$lct_dir/digest" ]; then
        rm -f "$lct_dir/started" "$lct_dir/status" "$lct_dir/output" "$lct_dir/digest"
        rm -rf "$lct_dir/files" # of one that was interrupted
    fi
    mv -f "$lct_in/files"/* "$lct_dir/" || return 1
    echo "$2" >"$lct_dir/digest" && : >"$lct_dir/started" && : >"$lct_dir/output" || return 1
    setsid sh -c "$lct_detached" lct "$lct_dir" "$3" "$4" </dev/null >/dev/null 2>&1 8>&- &
}

# May what is recorded be run again? $1: once, repeatable, retry or always.
lct_again() {
    if [ -s "$lct_dir/status" ]; then
        case $1 in
        always) return 0 ;;
        retry)
            lct_line "$lct_dir/status"
            [ "$lct_got" != 0 ]
            ;;
        *) return 1 ;;
        esac
    else
        [ "$1" != once ]
    fi
}

# Waits until nothing runs in the step's folder: whoever runs holds the lock.
lct_wait() {
    flock -s 7
} 7>>"$lct_lock"

# Outputs of scripts that ran long ago; what they ended with stays. Files that nobody used for long. Of
# what came and was never begun, nothing stays.
lct_prune() {
    find "$LCT_STATE"/*/output "$LCT_STATE"/*/answers -mtime +90 -exec rm -f {} + 2>/dev/null
    find "$LCT_STATE" -maxdepth 1 -name '.in.*' -mtime +0 -exec rm -rf {} + 2>/dev/null
    find "$lct_trees" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf {} + 2>/dev/null
}

# lct_step STEP DIGEST SECONDS MODE [chatty]
lct_step() {
    lct_dir=$LCT_STATE/$1
    lct_lock=$lct_dir/lock
    for lct_one in flock setsid od awk; do
        command -v "$lct_one" >/dev/null 2>&1 || lct_refuse "$1" "this node has no $lct_one"
    done
    [ -z "$lct_lost" ] || lct_refuse "$1" "$lct_lost"
    [ -d "$lct_dir" ] || mkdir -p "$lct_dir" || lct_refuse "$1" "cannot make $lct_dir"
    exec 8>>"$lct_dir/gate" 9>>"$lct_lock"
    flock 8
    lct_what=ran
    if ! flock -n -x 9; then
        # Running: the same one is joined, another is waited for. Or somebody waits for its end.
        lct_line "$lct_dir/digest"
        if [ "$lct_got" = "$2" ] && ! flock -n -s 9; then
            lct_what=recorded
        else
            flock -x 9
        fi
    fi
    if [ $lct_what = ran ]; then
        lct_line "$lct_dir/digest"
        if [ "$lct_got" = "$2" ] && [ -e "$lct_dir/started" ] && ! lct_again "$4"; then
            lct_what=recorded
        elif [ -n "$lct_lacking" ]; then
            lct_report "$1" -2 lacking /dev/null
            exit 1
        else
            [ -z "${5-}" ] || lct_prune
            lct_start "$1" "$2" "$3" "${5-}" || lct_refuse "$1" "cannot write to $lct_dir"
        fi
    fi
    exec 8>&- 9>&-
    [ $lct_what = ran ] || rm -rf "$lct_in"
    lct_wait
    for lct_one in secret vars; do # of one that was interrupted
        [ ! -e "$lct_dir/$lct_one" ] || rm -f "$lct_dir/$lct_one"
    done
    lct_line "$lct_dir/status"
    lct_status=${lct_got%% *}
    [ "$lct_got" = "$lct_status" ] || lct_late=${lct_got#* }
    if [ -z "$lct_status" ]; then
        lct_status=-1 lct_what=interrupted
    fi
    lct_report "$1" "$lct_status" $lct_what "$lct_dir/output"
    [ "$lct_status" = 0 ] || exit 1
}
