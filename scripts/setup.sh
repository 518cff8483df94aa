#!/usr/bin/env bash
# What a fresh Debian machine lacks: the environment (`python FILE`), or what the tests drive beside
# it (`programs`): a browser, Java for Spark, poppler to read PDF, and nginx for replicas.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_debian() {
    command -v apt-get >/dev/null || {
        echo "Please install $* and run this again." >&2
        exit 1
    }
    echo "Installing $* …"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

environment() {
    python=$(command -v python3.11 || command -v python3 || true)
    if [ -z "$python" ]; then
        install_debian python3 python3-venv
        python=$(command -v python3)
    fi
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Python 3.11 or newer is needed; $python is older." >&2
        exit 1
    }
    # Debian keeps the part of Python that puts pip into an environment in a package of its own.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_debian python3-venv
    [ -x .venv/bin/pip ] || "$python" -m venv --clear .venv
    echo "Installing the packages of $1 …"
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
    # The build tool is among the locked packages, so nothing unlocked is fetched for it.
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
}

programs() {
    missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    # Playwright's own program needs libatomic, which a small Debian doesn't have.
    /sbin/ldconfig -p | grep -q libatomic.so.1 || missing+=(libatomic1)
    command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
    # Reads the one-page brief, so that tests see what a reader sees.
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || missing+=(nginx-light)
    [ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}"
    # Debian starts what it installs. The tests start an nginx of their own; nobody asked for another.
    case " ${missing[*]-} " in *" nginx-light "*) stop_nginx ;; esac
}

stop_nginx() {
    if [ -d /run/systemd/system ]; then
        as_root systemctl disable --quiet --now nginx
    else
        as_root service nginx stop >/dev/null 2>&1 || true
        as_root update-rc.d nginx disable
    fi
}

case "$1" in
    python) environment "$2" ;;
    programs) programs ;;
esac
