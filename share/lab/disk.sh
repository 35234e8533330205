# disk VERB FILE ... - what the lab does with the file that is a disk, or the folder that is a layer.
#   make FILE BYTES FILESYSTEM      sparse; "raw": nothing is on it
#   resize FILE BYTES FILESYSTEM    with what is on it
#   copy FILE FROM
#   remove FILE
# Done again after it was interrupted, it ends as if it had not been.
set -eu
PATH=$PATH:/usr/sbin:/sbin
umask 077
verb=$1 file=$2

# The check's status says what it has put right.
checked() {
    e2fsck -fy "$file" >/dev/null 2>&1 || [ $? -le 2 ] || {
        echo "the file system on the disk is broken" >&2
        exit 1
    }
}

case $verb in
make)
    mkdir -p "${file%/*}"
    rm -f "$file.new"
    truncate -s "$3" "$file.new"
    case $4 in
    ext*) "mkfs.$4" -q -F -E lazy_itable_init=1,lazy_journal_init=1,nodiscard "$file.new" ;;
    swap) mkswap "$file.new" >/dev/null ;;
    esac
    mv "$file.new" "$file"
    ;;
resize)
    before=$(stat -c %s "$file")
    found=$(blkid -p -o value -s TYPE "$file" || true)
    case $4:$found in
    ext*:ext*)
        [ "$3" -lt "$before" ] || truncate -s "$3" "$file"
        checked
        resize2fs "$file" "$(($3 / 1024))K" >/dev/null 2>&1 || {
            echo "what is on the disk does not fit" >&2
            exit 1
        }
        truncate -s "$3" "$file"
        ;;
    swap:swap)
        uuid=$(blkid -p -o value -s UUID "$file")
        truncate -s "$3" "$file"
        mkswap -U "$uuid" "$file" >/dev/null
        ;;
    *) truncate -s "$3" "$file" ;;
    esac
    ;;
copy)
    mkdir -p "${file%/*}"
    rm -rf --one-file-system "$file.new" "$file"
    cp -a --sparse=always --reflink=auto "$3" "$file.new"
    mv "$file.new" "$file"
    ;;
remove)
    rm -rf --one-file-system "$file.new" "$file"
    ;;
esac
