#!/usr/bin/env bash
# ./run as a newcomer gets it: a clone of the commit (plus what is not committed yet), nothing installed, one command;
# the pages answer, Ctrl-C stops everything, the second start takes seconds.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
pid=""
trap '[ -z "$pid" ] || kill -9 -- "-$pid" 2>/dev/null || true; rm -rf "$copy"' EXIT

cd "$root"
git ls-files -z --cached --others --exclude-standard | xargs -0 -I{} sh -c '[ ! -e "$1" ] || printf "%s\0" "$1"' _ {} |
    tar cf - --null -T - | tar xf - -C "$copy"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
address="http://127.0.0.1:$port"
status() { python3 - "$1" <<'PYTHON'
import sys, urllib.error, urllib.request
try:
    print(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as refusal:
    print(refusal.code)
except OSError:
    print(0)
PYTHON
}

fail() {
    echo "$1"
    cat "$copy/run.log"
    exit 1
}

start_and_stop() {
    local began=$SECONDS
    # A group of its own, as a terminal gives: the signal below is what Ctrl-C sends to it.
    PORT=$port VAR_DIR="$copy/var" setsid "$copy/run" >"$copy/run.log" 2>&1 </dev/null &
    pid=$!
    until grep -q "Le portail est prêt" "$copy/run.log"; do
        kill -0 "$pid" 2>/dev/null || fail "./run s’est arrêté."
        [ $((SECONDS - began)) -lt 300 ] || fail "./run n’est pas prêt après 300 s."
        sleep 0.2
    done
    echo "$1 : prêt en $((SECONDS - began)) s"
    for page in /healthz /connexion/ /static/css/tokens.css; do
        code=$(status "$address$page")
        [ "$code" = 200 ] || fail "$page répond $code"
    done
    kill -INT -- "-$pid"
    wait "$pid" || fail "./run finit avec le statut $? après Ctrl-C."
    pid=""
    if pgrep -f "$copy" >/dev/null; then
        pgrep -af "$copy"
        fail "Des processus restent après Ctrl-C."
    fi
    [ "$(status "$address/healthz")" = 0 ] || fail "Quelqu’un répond encore."
}

start_and_stop "Premier démarrage"
start_and_stop "Second démarrage"
