#!/bin/sh
# Locks what Atlas needs, with the hash of every file of every system, and names no host. Needs uv, and a network.
set -eu
cd "$(dirname -- "$0")/.."

# usage: lock FILE [OPTION…]
lock() {
    file=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@" --output-file "$file" pyproject.toml
}

lock requirements.lock --group build --all-extras
lock requirements-dev.lock --group dev --all-extras --constraint requirements.lock
