#!/bin/sh
# Builds the image from its Dockerfile, without a network, and runs it: as nobody, on a root that cannot be written.
#
# usage: deploy/check-docker.sh
#
#   DEBIAN_TREE=DIR   a debootstrapped Debian 12 with Python, the stand-in for the base image
#   WHEELS=DIR        packages/ for that Debian's Python (check-systemd.sh leaves one at SYSTEMD_TREE/opt/packages)
#   SCRATCH=DIR       where all of it lies meanwhile (a new folder under TMPDIR)
#
# What is checked is the last commit. Needs root, buildah, unshare, chroot and git.
set -eu
cd "$(dirname -- "$0")/.."

skip() {
    echo "check-docker: skipped: $*"
    exit 0
}
say() { printf '\n### %s\n' "$*"; }

[ "$(id -u)" -eq 0 ] || skip "this needs root, for chroot and namespaces"
for tool in buildah unshare nsenter chroot git ip ps timeout python3; do
    command -v "$tool" >/dev/null || skip "$tool is not here"
done
[ -x "${DEBIAN_TREE:-}/usr/bin/python3" ] || skip "DEBIAN_TREE names no tree"
[ -e "${WHEELS:-}/MANIFEST" ] || skip "WHEELS names no packages/"
unshare --net --mount --pid --fork true 2>/dev/null || skip "namespaces are not allowed here"

scratch=$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/check-docker-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
builder() { buildah --storage-driver vfs --root "$scratch/images" --runroot "$scratch/run" "$@"; }
# Nobody's network: what is not in packages/ cannot be had.
lonely() { timeout 900 unshare --net buildah --storage-driver vfs --root "$scratch/images" --runroot "$scratch/run" "$@"; }

say "A stand-in for the base image"
mkdir "$scratch/base" "$scratch/context"
tar -C "$DEBIAN_TREE" --one-file-system --exclude=./proc/* --exclude=./sys/* --exclude=./dev/* -cf "$scratch/base/rootfs.tar" .
printf 'FROM scratch\nADD rootfs.tar /\n' >"$scratch/base/Dockerfile"
builder bud --quiet --isolation chroot --format docker -t localhost/debian-python "$scratch/base"
rm "$scratch/base/rootfs.tar"

say "The image, without a network"
git archive HEAD | tar -x -C "$scratch/context"
cp -a "$WHEELS" "$scratch/context/packages"
lonely bud --quiet --isolation chroot --pull-never --format docker --build-arg BASE=localhost/debian-python \
    -f "$scratch/context/deploy/docker/Dockerfile" -t localhost/atlas-keeper "$scratch/context"

say "What it says of itself"
builder inspect --type image localhost/atlas-keeper >"$scratch/image.json"
python3 - "$scratch/image.json" <<'PYTHON'
import json, sys
docker = json.load(open(sys.argv[1]))["Docker"]["config"]
for key in ("User", "Entrypoint", "Cmd", "Env", "Volumes", "WorkingDir", "Healthcheck", "StopSignal", "Labels"):
    print(f"{key}: {docker.get(key)}")
assert docker["User"] == "10001:10001"
assert docker["Entrypoint"] + docker["Cmd"] == ["atlas", "watch"]
assert docker["Healthcheck"]["Test"][0] == "CMD"
assert docker["Labels"]["org.opencontainers.image.title"] == "Atlas"
PYTHON

say "A container: a root that cannot be written, nobody's user, Atlas as the first process"
root=$(builder mount "$(builder from --pull-never localhost/atlas-keeper)")
mkdir -p "$scratch/home"
chmod 700 "$scratch/home"
chown 10001:10001 "$scratch/home"
cat >"$scratch/inside.sh" <<'INSIDE'
set -eu
root=$1 home=$2
ip link set lo up
mount --bind "$root" "$root"
mkdir -p "$root/proc" "$root/dev"
mount --bind /dev "$root/dev"
mount --bind "$home" "$root/atlas"
mount -t tmpfs -o mode=1777 none "$root/tmp"
mount -o remount,bind,ro "$root"
enter() {
    chroot --userspec=10001:10001 "$root" env -i PATH=/opt/atlas/bin:/usr/bin:/bin ATLAS_HOME=/atlas HOME=/tmp \
        PYTHONDONTWRITEBYTECODE=1 ATLAS_FETCH__ALLOW_NETWORKS='["127.0.0.0/8"]' ATLAS_FETCH__HOST_GAP=0s \
        ATLAS_VITALS__FREE_DISK=1MB "$@"
}
mkdir "$root/tmp/site"
i=0
{ echo '<!doctype html><title>In a container</title><article><h1>In a container</h1>'
    while [ $i -lt 30 ]; do i=$((i + 1)); echo '<p>A page in a container is kept as well as any other, and read.</p>'; done
    echo '</article>'; } >"$root/tmp/site/index.html"
(cd "$root/tmp/site" && exec python3 -m http.server --bind 127.0.0.1 8099 >/dev/null 2>&1) &
site=$!
export root
# The first process of a namespace of its own, as in a container.
unshare --pid --fork --kill-child sh -c '
    mount -t proc none "$root/proc"
    exec chroot --userspec=10001:10001 "$root" env -i PATH=/opt/atlas/bin:/usr/bin:/bin ATLAS_HOME=/atlas HOME=/tmp \
        PYTHONDONTWRITEBYTECODE=1 ATLAS_FETCH__ALLOW_NETWORKS="[\"127.0.0.0/8\"]" ATLAS_FETCH__HOST_GAP=0s \
        ATLAS_VITALS__FREE_DISK=1MB atlas watch' 2>"$home.log" &
outer=$!
wait_for() {
    n=0
    while ! eval "$1"; do
        n=$((n + 1))
        if [ $n -gt 300 ]; then echo "not in time: $1"; cat "$home.log"; exit 1; fi
        sleep 0.1
    done
}
wait_for '[ -d "$home/inbox" ] && grep -q watches "$home.log"'
echo http://127.0.0.1:8099/ >"$home/inbox/.one"
chown 10001:10001 "$home/inbox/.one"
mv "$home/inbox/.one" "$home/inbox/one.txt"
wait_for '[ -n "$(find "$home/processed/drops" -name one.txt)" ]'
echo "ok    a drop is captured"
wait_for '[ -n "$(find "$home/processed/articles" -name "*.md")" ]'
echo "ok    and read"
code=0
enter sh -c 'atlas health >/dev/null; [ $? -lt 2 ]' || code=$?
[ $code -eq 0 ] || { echo "the health check says $code"; exit 1; }
echo "ok    its health check finds it well"
code=0
enter sh -c 'echo x >/opt/atlas/probe' 2>/dev/null || code=$?
[ $code -ne 0 ]
echo "ok    its root cannot be written"
first=$(cat "/proc/$outer/task/$outer/children" | tr -d ' ')
[ "$(awk '/^Uid:/ {print $2}' "/proc/$first/status")" = 10001 ]
[ "$(awk '/^NSpid:/ {print $NF}' "/proc/$first/status")" = 1 ]
# An orphan, made within: it is the first process's to bury.
nsenter --target "$first" --pid --mount sh -c '(sleep 0.1 & ) ; sleep 0.5'
[ -z "$(ps -e -o stat=,ppid= | awk -v first="$first" '$1 ~ /^Z/ && $2 == first')" ]
echo "ok    it is the first process, and leaves no orphan unburied"
kill -TERM "$first"
code=0
wait "$outer" || code=$?
[ $code -eq 0 ] || { echo "it ended with $code"; cat "$home.log"; exit 1; }
grep -q 'Atlas stops' "$home.log"
[ -z "$(tr -d ' \n' <"$home/.atlas/lock")" ]
echo "ok    told to stop, it finishes, says goodbye and exits 0"
kill $site
INSIDE
timeout --kill-after=10 300 unshare --net --mount sh "$scratch/inside.sh" "$root" "$scratch/home"
builder umount --all >/dev/null
say "In order"
