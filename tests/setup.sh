#!/bin/sh
# What the tests need of the system: PostgreSQL's server, Redis and Chromium. As root with apt it installs what is
# missing; elsewhere it says what to install.
set -eu

missing() {
    # Debian keeps PostgreSQL's server off the PATH.
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || echo postgresql
    command -v redis-server >/dev/null || echo redis-server
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        echo chromium fonts-liberation
}

# The same Chromium without windows: the tests that sit before a page take a third of the processor with it. Only Debian has it.
lighter() {
    command -v chromium-headless-shell >/dev/null || apt-cache --names-only search '^chromium-headless-shell$' | cut -d' ' -f1
}

install() {
    echo "Installing" "$@"
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" </dev/null >/dev/null
}

packages=$(missing)
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    if [ -n "$packages" ]; then
        apt-get -qq -o DPkg::Lock::Timeout=300 update
        install $packages
    fi
    better=$(lighter)
    [ -z "$better" ] || install "$better" || echo "It cannot be had, so Chromium itself will do."
    packages=$(missing)
fi
if [ -n "$packages" ]; then
    echo "The tests need these, please install them (Debian's names):" $packages >&2
    exit 1
fi
