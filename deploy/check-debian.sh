#!/bin/sh
# Sets Atlas up on a fresh Debian 12 without a network, as an ordinary person would, and runs every test there.
#
# usage: deploy/check-debian.sh [-- ARGUMENT OF PYTEST…]
#
#   DEBIAN_TREE=DIR   a debootstrapped tree to copy (made with debootstrap, and kept there, where it is missing)
#   SCRATCH=DIR       where the copies lie meanwhile (a new folder under TMPDIR)
#
# Two copies: one with a network, to fill packages/ for that system's own Python; then one without, to be set up.
# What is checked is the last commit, as a clone would have it. Needs root, debootstrap, unshare and git.
set -eu
cd "$(dirname -- "$0")/.."
[ "${1:-}" != -- ] || shift

skip() {
    echo "check-debian: skipped: $*"
    exit 0
}
say() { printf '\n### %s\n' "$*"; }

[ "$(id -u)" -eq 0 ] || skip "this needs root, for chroot and namespaces"
for tool in unshare chroot git ip timeout; do
    command -v "$tool" >/dev/null || skip "$tool is not here"
done
unshare --net --mount --pid --fork true 2>/dev/null || skip "namespaces are not allowed here"

scratch=$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/check-debian-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
tree=${DEBIAN_TREE:-$scratch/bookworm}
if [ ! -x "$tree/usr/bin/python3" ]; then
    command -v debootstrap >/dev/null || skip "debootstrap is not here, and DEBIAN_TREE names no tree"
    say "Making a Debian 12 in $tree"
    timeout 900 debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$tree"
fi

# A fresh Debian with a person, friend, and a fresh clone in her home.
fresh() {
    cp -a "$tree" "$1"
    # The installer writes this file; debootstrap does not.
    printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$1/etc/hosts"
    chroot "$1" useradd --create-home friend
    mkdir "$1/home/friend/atlas"
    git archive HEAD | tar -x -C "$1/home/friend/atlas"
    chroot "$1" chown -R friend: /home/friend
}

# inside SECONDS TREE COMMAND, without a network unless `net` is empty: as friend in the tree, in namespaces of their own, which end with the command.
inside() {
    # shellcheck disable=SC2016  # the inner shell expands these
    timeout --kill-after=10 "$1" unshare ${net:+--net} --mount --pid --fork --kill-child sh -eu -c '
        ip link set lo up
        # A root that is a mount, as on any machine: Atlas asks what kind its disk is.
        mount --bind "$1" "$1"
        cd "$1"
        for mount in "proc proc" "tmpfs dev/shm" "devpts dev/pts"; do
            mkdir -p "$1/${mount#* }"
            mount -t "${mount% *}" none "$1/${mount#* }"
        done
        chmod 1777 "$1/dev/shm"
        exec chroot "$1" su - friend -c "cd atlas && $2"
    ' sh "$2" "$3" </dev/null
}

say "Filling packages/ in a Debian 12 with a network"
fresh "$scratch/filler"
# The filler borrows this machine's way to the network; its whole person is thrown away.
cp -L /etc/resolv.conf "$scratch/filler/etc/resolv.conf"
cp -L /etc/hosts "$scratch/filler/etc/hosts"
cp -L /etc/ssl/certs/ca-certificates.crt "$scratch/filler/etc/ssl/certs/ca-certificates.crt" || :
proxies=$(env | sed -n "s/^\(\(https\{0,1\}\|no\|HTTPS\{0,1\}\|NO\)_\(proxy\|PROXY\)=.*\)/'\1'/p" | tr '\n' ' ')
net=''
inside 900 "$scratch/filler" "env $proxies ./install.sh packages"

say "Setting up in a Debian 12 without a network"
fresh "$scratch/debian"
rm -rf "$scratch/debian/etc/resolv.conf"
mv "$scratch/filler/home/friend/atlas/packages" "$scratch/debian/home/friend/atlas/packages"
net=none
inside 600 "$scratch/debian" './install.sh --offline'
say "The second time is quick and changes nothing"
inside 60 "$scratch/debian" './install.sh --offline'
say "The command is on the PATH of the next login"
inside 60 "$scratch/debian" 'atlas --help >/dev/null && command -v atlas'
say "Every check and test"
inside 1200 "$scratch/debian" "./install.sh --offline test -- $*"
say "Removed, but for what is kept"
inside 60 "$scratch/debian" './install.sh --uninstall && test -d inbox && test ! -e .venv && ! command -v atlas'
say "In order"
