# The environment of ./run, ./test and make: sourced by them with ROOT set, POSIX sh.
#
#   prepare app|test|dev    .venv holds at least requirements/<that>.txt, translations are compiled
#
# Fast and offline the second time: .venv/locks/ keeps a copy of each lock installed, compared with cmp. The locks
# include one another (app < test < dev) and packages are only ever added, so ./run takes nothing from a developer.

PYTHON="$ROOT/.venv/bin/python"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

_recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

_find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && _recent_enough "$name"; then
            command -v "$name"
            return 0
        fi
    done
    if command -v python3 >/dev/null 2>&1; then
        fail "Python 3.11 ou plus récent est nécessaire ; $(command -v python3) est $(python3 -V 2>&1)."
    fi
    fail "Python 3.11 ou plus récent est nécessaire : installez python3 (Debian : sudo apt install python3 python3-venv)."
}

_make_venv() {
    if [ -e "$PYTHON" ] && "$PYTHON" -c '' 2>/dev/null; then
        return 0
    fi
    python=$(_find_python) || exit 1
    say "Création de l’environnement Python (.venv)…"
    if ! output=$("$python" -m venv --clear "$ROOT/.venv" 2>&1); then
        rm -rf "$ROOT/.venv"  # half made: the next start must try again
        say "$output"
        fail "Le module venv manque à $python. Debian, Ubuntu : sudo apt install python3-venv"
    fi
}

# The locks that hold at least what $1 asks for.
_at_least() {
    case $1 in
        app) echo app test dev ;;
        test) echo test dev ;;
        dev) echo dev ;;
        *) fail "lock inconnu : $1" ;;
    esac
}

_installed() {
    for lock in $(_at_least "$1"); do
        if cmp -s "$ROOT/requirements/$lock.txt" "$ROOT/.venv/locks/$lock.txt"; then
            return 0
        fi
    done
    return 1
}

_install() {
    lock=$1
    for bigger in $(_at_least "$lock"); do  # an environment that once held the dev lock is brought up to the new one
        if [ -e "$ROOT/.venv/locks/$bigger.txt" ]; then lock=$bigger; fi
    done
    say "Installation des paquets ($lock), quelques dizaines de secondes la première fois…"
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
    if [ ! -w "${HOME:-/nonexistent}" ]; then export UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1; fi
    requirements="$ROOT/requirements/$lock.txt"
    # uv is three times faster; where it has no wheel, or does not know the machine's index, pip does the same work.
    if "$PYTHON" -m pip install --quiet --require-hashes -r "$ROOT/requirements/uv.txt" 2>/dev/null &&
        "$ROOT/.venv/bin/uv" pip install --quiet --python "$PYTHON" --require-hashes -r "$requirements"; then
        :
    elif ! "$PYTHON" -m pip install --quiet --require-hashes -r "$requirements"; then
        fail "Les paquets n’ont pas pu être installés : la première installation demande un accès à PyPI."
    fi
    mkdir -p "$ROOT/.venv/locks"
    cp "$requirements" "$ROOT/.venv/locks/$lock.txt"
}

_compile_translations() {
    for po in "$ROOT"/locale/*/LC_MESSAGES/django.po; do
        [ -e "$po" ] || continue
        mo="${po%.po}.mo"
        if [ ! -e "$mo" ] || [ -n "$(find "$po" -newer "$mo")" ]; then
            "$PYTHON" "$ROOT/scripts/messages.py" compile || fail "Traductions illisibles : $po"
        fi
    done
}

prepare() {
    _make_venv
    _installed "$1" || _install "$1"
    _compile_translations
}
