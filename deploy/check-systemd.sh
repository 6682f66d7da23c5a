#!/bin/sh
# Boots a real systemd in a Debian 12 without a network, installs Atlas and its units there, and sees them at work.
#
# usage: deploy/check-systemd.sh [SCENE…]   (names of functions in check-services.py; all of them without one)
#
#   SYSTEMD_TREE=DIR  a tree with systemd and packages/ in it, made there (from DEBIAN_TREE, or debootstrapped) if missing
#   DEBIAN_TREE=DIR   a debootstrapped tree to begin with
#   SCRATCH=DIR       where the copy lies meanwhile (a new folder under TMPDIR)
#
# What is checked is the last commit. Needs root, systemd-nspawn (apt: systemd-container), unshare and git; and to make
# the tree once debootstrap and a network. What happens inside is deploy/check-services.py.
set -eu
cd "$(dirname -- "$0")/.."

skip() {
    echo "check-systemd: skipped: $*"
    exit 0
}
say() { printf '\n### %s\n' "$*"; }

[ "$(id -u)" -eq 0 ] || skip "this needs root, for namespaces"
for tool in systemd-nspawn unshare chroot git timeout; do
    command -v "$tool" >/dev/null || skip "$tool is not here"
done
unshare --net --mount --pid --fork true 2>/dev/null || skip "namespaces are not allowed here"

scratch=$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/check-systemd-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
tree=${SYSTEMD_TREE:-$scratch/tree}

# A place of its own for mounts, which end with the command.
within() {
    # shellcheck disable=SC2016  # the inner shell expands these
    timeout --kill-after=10 1200 unshare --mount --pid --fork --kill-child ${net:+--net} sh -eu -c '
        mount -t proc none "$1/proc"
        exec chroot "$1" sh -eu -c "$2"
    ' sh "$1" "$2" </dev/null
}

# What is filled in the tree for another lock than the one that is checked installs nothing.
filled() { grep -q "^lock $(git show HEAD:requirements-dev.lock | sha256sum | cut -d ' ' -f 1)\$" "$tree/opt/packages/MANIFEST" 2>/dev/null; }

if ! filled; then
    if [ ! -e "$tree/opt/packages/MANIFEST" ]; then
        say "Making a Debian 12 with systemd in $tree"
        if [ -x "${DEBIAN_TREE:-}/usr/bin/python3" ]; then
            cp -a "$DEBIAN_TREE" "$tree"
        else
            command -v debootstrap >/dev/null || skip "debootstrap is not here, and no tree is named"
            timeout 900 debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$tree"
        fi
    fi
    say "Filling its packages/ for this lock"
    # The tree borrows this machine's way to the network.
    cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt" || :
    rm -rf "$tree/opt/filler" "$tree/opt/packages"
    mkdir -p "$tree/opt/filler"
    git archive HEAD | tar -x -C "$tree/opt/filler"
    net=''
    # Proxies come along in the environment: in words, everybody on the machine could read their passwords.
    within "$tree" 'export DEBIAN_FRONTEND=noninteractive
        [ -x /lib/systemd/systemd ] || { apt-get update -qq
            apt-get install -y -qq --no-install-recommends systemd systemd-sysv dbus libpam-systemd iproute2; }
        cd /opt/filler && ./install.sh packages && mv packages /opt/packages && rm -rf /opt/filler'
fi

say "Setting Atlas up as a person would, without a network"
cp -a "$tree" "$scratch/debian"
printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' >"$scratch/debian/etc/hosts"
rm -f "$scratch/debian/etc/resolv.conf"
chroot "$scratch/debian" useradd --create-home friend
mkdir "$scratch/debian/home/friend/atlas"
git archive HEAD | tar -x -C "$scratch/debian/home/friend/atlas"
cp -a "$scratch/debian/opt/packages" "$scratch/debian/home/friend/atlas/packages"
chroot "$scratch/debian" chown -R friend: /home/friend
net=none
within "$scratch/debian" 'ip link set lo up; su - friend -c "cd atlas && ./install.sh --offline"'

say "Booting"
echo "$*" >"$scratch/debian/scenes"
cat >"$scratch/debian/etc/systemd/system/check.service" <<'UNIT'
[Unit]
After=multi-user.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /home/friend/atlas/deploy/check-services.py
StandardOutput=file:/check.log
StandardError=file:/check.log
TimeoutStartSec=600
UNIT
mkdir -p "$scratch/debian/etc/systemd/system/default.target.wants"
ln -s /etc/systemd/system/check.service "$scratch/debian/etc/systemd/system/default.target.wants/"
rm -f "$scratch/debian/etc/machine-id"
: >"$scratch/debian/etc/machine-id"
# What a machine of one's own may: Landlock, and filters for the addresses of a unit.
allowed='bpf landlock_create_ruleset landlock_add_rule landlock_restrict_self'
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout --kill-after=10 700 systemd-nspawn -q --register=no --keep-unit \
    --private-network --console=pipe --capability=CAP_BPF,CAP_NET_ADMIN,CAP_PERFMON --system-call-filter="$allowed" -D "$scratch/debian" --boot </dev/null >"$scratch/boot.log" 2>&1 || :
if [ ! -s "$scratch/debian/check.log" ]; then
    tail -n 40 "$scratch/boot.log"
    skip "systemd does not boot here; its last words are above"
fi
cat "$scratch/debian/check.log"
tail -n 1 "$scratch/debian/check.log" | grep -q '^In order' || exit 1
