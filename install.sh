#!/bin/sh
# Sets Atlas up in an environment of its own, and runs it or tests it. Doing it twice is harmless.
set -eu

usage() {
    cat <<'EOF'
usage: ./install.sh [VERB] [OPTION…]

  (no verb)    set Atlas up: environment, folders, `atlas` on the PATH; then look at the machine and capture a page
  run          set up what is missing, then run Atlas here in the foreground
  test         set up with the development tools, then run every check and test; words after -- go to pytest
  service      let this machine start Atlas by itself, and keep house for it: systemd's units, launchd's agents on a Mac
  packages     fill packages/ so that a machine of this very kind can be set up without a network

  --offline    install from packages/ and nothing else
  --prefix DIR the environment's place (.venv beside this script)
  --home DIR   where the folders are (ATLAS_HOME, or beside this script)
  --user, --system   service: for you alone, or for the whole machine (which root gets without asking)
  --path       service: no daemon; the system watches the inbox and starts Atlas for what comes
  --web        service: open the HTTP door, too
  --upgrades   service: with --user, look each day whether [upgrade] source has a release that mends something dangerous
  --remove     service: stop it, and take its units away
  --dry-run    say what would be done, and do nothing
  --uninstall  remove the environment and the `atlas` link; what you keep in the folders stays
  --help       this text

PYTHON=python3.12 ./install.sh chooses the interpreter. Python 3.11 or newer is needed, with its venv module.
EOF
}

step() { printf '==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() {
    printf 'install.sh: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '    %s\n' "$line" >&2; done
    exit 1
}
misused() {
    printf 'install.sh: %s (./install.sh --help lists what there is)\n' "$1" >&2
    exit 2
}
act() {
    if [ -n "$dry" ]; then note "would: $*"; else "$@"; fi
}
absolute() {
    if [ -d "$1" ]; then (CDPATH='' cd -- "$1" && pwd -P) && return; fi
    case $1 in
    /*) printf '%s\n' "${1%/}" ;;
    *) printf '%s/%s\n' "$(pwd -P)" "${1%/}" ;;
    esac
}

# --- the interpreter ---------------------------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_uv() { uv --version >/dev/null 2>&1; }
makes_venvs() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Sets `python`; left empty, uv has to make the environment. The tested versions come first, newer ones last.
find_python() {
    python='' bare=''
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python3.14 python3.15}; do
        new_enough "$name" || continue
        if makes_venvs "$name"; then
            python=$name
            return
        fi
        bare=${bare:-$name}
    done
    if [ -z "${PYTHON:-}" ] && has_uv; then return; fi
    if [ -n "$bare" ]; then
        die "$bare is here, but it cannot make an environment (its venv and ensurepip modules are missing). Type:" \
            "$(cure "$bare")" "and run this again."
    fi
    die "Atlas needs Python 3.11 or newer${PYTHON:+, and $PYTHON is not}. Type:" "$(cure)" \
        "and run this again. Older systems have no such Python: the tool uv brings one, and this script uses uv if it is there."
}

# The line to type on this kind of system.
cure() {
    case $(uname -s) in
    Darwin) echo 'brew install python' ;;
    *)
        if ! command -v apt-get >/dev/null 2>&1; then
            echo "(with your system's package tool) install Python 3.11 or newer with its venv module"
        elif [ "${1:-python3}" = python3 ]; then
            echo 'sudo apt install python3 python3-venv'
        else
            echo "sudo apt install $1-venv"
        fi
        ;;
    esac
}

# --- the environment ---------------------------------------------------------------------------------------------------

ours() { [ -f "$stamp" ]; }
# A link leads to a release that `atlas upgrade` made or took over: it is not filled from this checkout.
upgraded() { [ -L "$venv" ] && [ -d "$venv.releases" ]; }
# Scripts in an environment hold its path: one that was moved is made anew.
unmoved() { [ "$(sed -n 2p "$stamp")" = "$venv" ]; }
whole() { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" && "$venv/bin/python" -c "import $1" 2>/dev/null; }

mark() { [ -n "$dry" ] || printf '%s\n%s\n' "$1" "$venv" >"$stamp"; }

make_environment() {
    if upgraded; then
        [ "$verb" = setup ] || [ "$verb" = run ] || die "$venv belongs to \`atlas upgrade\`: give this --prefix DIR."
        note "$venv belongs to \`atlas upgrade\`; what is at work there stays"
        return
    fi
    if ours && unmoved && { whole pip || { whole sys && has_uv; }; }; then return; fi
    if ! ours && [ -e "$venv" ] && [ -n "$(ls -A "$venv")" ]; then
        die "$venv is not empty, and this script did not make it." \
            "Remove it, or choose another place with --prefix DIR."
    fi
    find_python
    step "Making the environment $venv (${python:-uv})"
    act rm -rf "$venv"
    act mkdir -p "$venv"
    # Before anything else: an environment half made must be known as ours.
    mark unfinished
    if [ -n "$python" ]; then
        act "$python" -m venv "$venv"
    else
        act uv venv --quiet --allow-existing ${offline:+--offline} --python "${bare:->=3.11}" "$venv"
    fi
}

# What the environment's contents depend on, as one line.
fingerprint() {
    (cd "$here" && "$venv/bin/python" -c '
import hashlib, pathlib, sys
parts = [sys.version, sys.base_prefix, str(pathlib.Path.cwd())]
parts += [pathlib.Path(name).read_text("utf-8") for name in sys.argv[1:]]
print(hashlib.sha256("\0".join(parts).encode()).hexdigest())
' requirements.lock requirements-dev.lock pyproject.toml)
}

# The environment's own pip, or uv where uv made the environment.
install_packages() {
    if ! whole pip; then
        set -- uv pip install --quiet --python "$venv/bin/python" ${offline:+--offline --no-index --find-links "$wheels"} "$@"
    elif [ -n "$offline" ]; then
        # Nobody's settings may add a place to look in.
        set -- env PIP_CONFIG_FILE=/dev/null "$venv/bin/python" -m pip --isolated --disable-pip-version-check \
            install --quiet --no-input --no-index --find-links "$wheels" "$@"
    else
        set -- "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-input "$@"
    fi
    "$@" || die "the packages could not be installed; the lines above say why." \
        "Without a network: ./install.sh packages on a machine of the same kind, bring packages/ here, then add --offline."
}

# kind: what is wanted, runtime or dev. An environment with the development tools serves both.
fill_environment() {
    if upgraded; then return; fi
    kind=$1 lock=requirements.lock
    if [ "$kind" = dev ]; then lock=requirements-dev.lock; fi
    if [ -n "$dry" ]; then
        note "would: install $lock into $venv${offline:+ from packages/}, checking every hash"
        note "would: install this checkout itself, so that what is here is what runs"
        return
    fi
    print=$(fingerprint)
    case $(sed -n 1p "$stamp") in
    "$kind $print" | "dev $print") note "the environment is complete" && return ;;
    esac
    [ -z "$offline" ] || check_wheels
    step "Installing $lock, every hash checked (a minute or two on a Raspberry Pi)"
    install_packages --require-hashes --no-deps --only-binary :all: -r "$here/$lock"
    step "Installing this checkout"
    install_packages --no-deps --no-build-isolation -e "$here"
    mark "$kind $print"
    fresh=yes
}

# --- wheels for a machine without a network ----------------------------------------------------------------------------

# Says on stdout what is wrong with packages/; silence is good. `write` makes its MANIFEST instead.
manifest() {
    "$venv/bin/python" - "$1" "$wheels" "$here/requirements-dev.lock" <<'EOF'
import hashlib, pathlib, platform, sys, sysconfig

mode, folder, lock = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
digest = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
here = {
    "python": f"{sys.implementation.cache_tag} {platform.python_version()}",
    "platform": sysconfig.get_platform(),
    "lock": digest(lock),
}
if mode == "write":
    lines = [f"{key} {value}" for key, value in here.items()]
    lines += [f"{digest(wheel)} {wheel.name}" for wheel in sorted(folder.glob("*.whl"))]
    (folder / "MANIFEST").write_text("\n".join(lines) + "\n", "utf-8")
    sys.exit()
try:
    lines = (folder / "MANIFEST").read_text("utf-8", "replace").splitlines()
except FileNotFoundError:
    sys.exit(print("there is no packages/MANIFEST"))
rows = dict(line.split(" ", 1) for line in lines if " " in line)
for key in ("python", "platform"):
    if rows.get(key) != here[key]:
        print(f"{key}: packages/ was filled for {rows.get(key)}, and this is {here[key]}")
if rows.get("lock") != here["lock"]:
    print("lock: packages/ was filled from another requirements-dev.lock than the one here")
for key, name in rows.items():
    if key not in here and not (folder / name).is_file():
        print(f"missing: {name}")
    elif key not in here and digest(folder / name) != key:
        print(f"changed: {name} is not the file it was")
EOF
}

check_wheels() {
    step "Checking packages/ against its MANIFEST"
    wrong=$(manifest check)
    [ -z "$wrong" ] || die "packages/ does not serve this machine:" "$wrong" \
        "Fill it with ./install.sh packages here, or on a machine with the same system and Python."
}

fill_wheels() {
    if [ -z "$dry" ] && [ -z "$(manifest check)" ]; then
        step "packages/ is complete for this interpreter"
        return
    fi
    step "Filling packages/ for this interpreter"
    [ -n "$dry" ] || whole pip || die "this needs pip, and an environment made by uv has none." "Type:" "$(cure)" \
        "then ./install.sh --uninstall, and run this again."
    act rm -rf "$wheels"
    act mkdir -p "$wheels"
    act "$venv/bin/python" -m pip --disable-pip-version-check download --quiet --no-input --no-deps \
        --only-binary :all: --require-hashes -d "$wheels" -r "$here/requirements-dev.lock"
    [ -n "$dry" ] || manifest write
    note "now ./install.sh --offline works here, and on machines with the same system and Python"
}

# --- folders and link --------------------------------------------------------------------------------------------------

atlas() { ATLAS_HOME=$home "$venv/bin/atlas" "$@"; }

# Sets `inbox`, `raw`, `failed` and `state` to where the settings put them.
find_folders() {
    told=$(atlas config show --json) || die "the settings of $home are not in order; the lines above say what is wrong."
    told=$(printf '%s\n' "$told" | "$venv/bin/python" -c '
import json, sys
settings = {row["key"]: row["value"] for row in map(json.loads, sys.stdin)}
print(*(settings["paths." + name] for name in sys.argv[1:]), sep="\n")
' inbox raw failed state)
    { read -r inbox && read -r raw && read -r failed && read -r state; } <<EOF
$told
EOF
}

make_folders() {
    inbox=$home/inbox raw=$home/raw failed=$home/failed
    if [ -n "$dry" ]; then
        note "would: make the folders in $home that are missing, for you alone (700), and a config.toml where there is none"
        return
    fi
    # Modes are set once: what a person gives to a share later stays given.
    if [ -e "$home/config.toml" ]; then
        find_folders
        if [ -d "$state" ]; then return; fi
    fi
    step "Making the folders in $home, for you alone"
    atlas init
    find_folders
    for name in inbox raw processed failed .atlas; do
        if [ -d "$home/$name" ] && [ ! -L "$home/$name" ]; then chmod 700 "$home/$name"; fi
    done
}

link_atlas() {
    [ -n "${HOME:-}" ] || return 0
    link=$HOME/.local/bin/atlas
    if [ "$(readlink "$link" || :)" = "$venv/bin/atlas" ]; then return; fi
    if [ -e "$link" ]; then
        note "$link is there already and leads elsewhere: it stays. This Atlas is $venv/bin/atlas"
        return
    fi
    step "Putting atlas on the PATH: $link"
    act mkdir -p "$HOME/.local/bin"
    act rm -f "$link"
    act ln -s "$venv/bin/atlas" "$link"
    case :${PATH}: in
    *:"$HOME/.local/bin":*) ;;
    *) note "$HOME/.local/bin is not on the PATH yet: log in again, or type  export PATH=\"\$HOME/.local/bin:\$PATH\"" ;;
    esac
}

# --- does it work? -----------------------------------------------------------------------------------------------------

look_at_machine() {
    step "Looking at this machine (atlas doctor)"
    if [ -n "$dry" ]; then note "would: atlas doctor"; else
        atlas doctor || note "something here needs attention: see above. Atlas works as far as it can."
    fi
}

# Captures a page from a loopback server into a scratch home, as a person would: file in, page out.
capture_test() {
    step "Capturing a page from this machine itself"
    if [ -n "$dry" ]; then note "would: serve a page on 127.0.0.1, drop its link, and see it kept" && return; fi
    "$venv/bin/python" - "$venv/bin/atlas" <<'EOF'
import functools, http.server, json, os, pathlib, subprocess, sys, tempfile, threading


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def run(*words):
    done = subprocess.run([sys.argv[1], *words], env=env, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, timeout=90)
    told.append(f"$ atlas {' '.join(words)}\n" + (done.stdout + done.stderr).decode(errors="replace"))
    return done.stdout.decode()


told = []
with tempfile.TemporaryDirectory(prefix="atlas-self-test-") as scratch:
    home, site = pathlib.Path(scratch, "home"), pathlib.Path(scratch, "site")
    home.mkdir()
    site.mkdir()
    prose = "<p>Atlas keeps what you care about, and this page is here to be kept. " * 20
    (site / "index.html").write_text(f"<!doctype html><title>Self-test</title><article><h1>Self-test</h1>{prose}</article>")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {key: value for key, value in os.environ.items() if not key.startswith("ATLAS_")}
    env |= {"ATLAS_HOME": str(home), "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]'}
    env |= {"ATLAS_FETCH__HOST_GAP": "0s", "ATLAS_VITALS__FREE_DISK": "1MB"}
    url = f"http://127.0.0.1:{server.server_port}/"
    try:
        run("init")
        (home / "inbox" / "self-test.txt").write_text(url + "\n")
        run("drain", "--wait")
        kept = [row for row in map(json.loads, run("list", "--json").splitlines()) if row.get("url") == url]
        good = [row for row in kept if row["disposition"] == "captured" and (home / row["snapshot"]).is_file()]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as problem:
        good = told.append(repr(problem))
    if not good:
        sys.exit("\n".join([*told, "The page was not captured."]))
    print(f"    captured {url}: the link went in, the page came out")
EOF
}

check_set_up() {
    look_at_machine
    if capture_test; then return; fi
    [ "$verb" = run ] || die "the self-test failed: Atlas is set up, but cannot capture a page on this machine."
    note "the self-test failed; Atlas starts all the same, and keeps what it cannot capture yet"
}

# --- the verbs ---------------------------------------------------------------------------------------------------------

set_up() {
    make_environment
    fill_environment "$1"
    make_folders
    link_atlas
    if [ "$verb" = setup ] || [ -n "$fresh" ]; then check_set_up; fi
}

do_setup() {
    set_up runtime
    step "Atlas is set up"
    note "./install.sh run starts it here; drop links into $inbox"
    note "atlas finds its folders when called in $home, or from anywhere with  export ATLAS_HOME='$home'"
}

do_run() {
    set_up runtime
    step "Atlas runs. Drop links into $inbox"
    note "for example, in another window:  echo https://example.org/ > '$inbox/first.txt'"
    note "a file that vanishes from there is dealt with: the page lies in $raw, or the reason in $failed"
    note "Ctrl-C stops it; nothing is lost"
    if [ -n "$dry" ]; then note "would: atlas watch" && return; fi
    export ATLAS_HOME="$home"
    exec "$venv/bin/atlas" watch
}

check() {
    step "$*"
    if [ -n "$dry" ]; then return; fi
    program=$venv/bin/$1
    shift
    "$program" "$@" || disorder=yes
}

do_test() {
    set_up dev
    cd "$here"
    disorder=''
    check ruff check .
    check ruff format --check .
    check mypy
    check lint-imports
    [ -z "$disorder" ] || step "Not all is in order, see above: this run counts as failed whatever the tests say"
    step "pytest $*"
    if [ -n "$dry" ]; then return; fi
    "$venv/bin/python" -m pytest "$@" || exit
    [ -z "$disorder" ]
}

# What is written and told, deploy/units.py knows; a system without the environment can still take it away.
do_service() {
    python=$venv/bin/python
    if [ ! -x "$python" ]; then
        [ -n "$wished_remove" ] || die "Atlas is not set up at $venv: call ./install.sh first, as whoever is to own it."
        find_python
    fi
    step "Telling this machine to start Atlas by itself${wished_remove:+ no more}"
    # shellcheck disable=SC2086  # words without blanks, or nothing
    "$python" "$here/deploy/units.py" $wished ${dry:+--dry-run} --venv "$venv" --home "$home"
}

do_packages() {
    make_environment
    fill_wheels
}

# Units that would start an environment which is gone go with it; those of the whole machine need root.
stop_services() {
    for unit in "${XDG_CONFIG_HOME:-${HOME:-}/.config}/systemd/user/atlas.service" \
        "${HOME:-}/Library/LaunchAgents/atlas-keeper.daily.plist"; do
        case $(cat "$unit" 2>/dev/null || :) in
        *"$venv/bin/"*) wished="--user --remove" wished_remove=yes && do_service ;;
        esac
    done
    case $(cat /etc/systemd/system/atlas.service 2>/dev/null || :) in
    *"$venv/bin/"*) die "The whole machine starts this Atlas: call  sudo ./install.sh service --remove  first." ;;
    esac
}

do_uninstall() {
    stop_services
    if [ -n "${HOME:-}" ] && [ "$(readlink "$HOME/.local/bin/atlas" || :)" = "$venv/bin/atlas" ]; then
        step "Removing $HOME/.local/bin/atlas"
        act rm -f "$HOME/.local/bin/atlas"
    fi
    if upgraded; then
        step "Removing $venv and its releases"
        act rm -f "$venv"
        act rm -rf "$venv.releases"
    elif ours; then
        step "Removing $venv"
        act rm -rf "$venv"
    elif [ -e "$venv" ]; then
        note "$venv stays: this script did not make it"
    fi
    step "Atlas is removed. What you keep stays: $home"
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
verb=setup offline='' dry='' fresh='' wished='' wished_remove=''
venv=$here/.venv home=$(absolute "${ATLAS_HOME:-$here}") wheels=$here/packages
while [ $# -gt 0 ]; do
    case $1 in
    run | test | packages | service)
        [ "$verb" = setup ] || misused "$verb and $1 are two things"
        verb=$1
        ;;
    --uninstall) verb=uninstall ;;
    --user | --system | --path | --web | --upgrades) wished="$wished $1" ;;
    --remove) wished="$wished $1" wished_remove=yes ;;
    --offline) offline=yes ;;
    --dry-run) dry=yes ;;
    --prefix | --home)
        [ -n "${2:-}" ] || misused "$1 needs a folder"
        if [ "$1" = --prefix ]; then venv=$(absolute "$2"); else home=$(absolute "$2"); fi
        shift
        ;;
    --help | -h) usage && exit ;;
    --) shift && break ;;
    *) misused "$1 is not known" ;;
    esac
    shift
done
stamp=$venv/.atlas-set-up
[ -z "$wished" ] || [ "$verb" = service ] || misused "$wished: that is for ./install.sh service"
case $home/:$here/ in
"$venv"/* | *:"$venv"/*) misused "$venv is removed and made anew at will: nothing else can live there" ;;
esac
"do_$verb" "$@"
