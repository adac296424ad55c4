#!/bin/sh
# make check: everything about the code that a machine can say without running it. All the checks run; one that fails
# tells why and the last line counts them.
set -u
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$ROOT/scripts/environment.sh"
prepare dev
cd "$ROOT" || exit 1
BIN="$ROOT/.venv/bin"
failures=0

step() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        printf '✓ %s\n' "$name"
    else
        printf '✗ %s\n%s\n' "$name" "$output" | sed '2,$s/^/    /'
        failures=$((failures + 1))
    fi
}

# No service is contacted: production settings only have to be complete.
deploy() {
    folder=$(mktemp -d)
    mkdir "$folder/static"
    env DJANGO_SETTINGS_MODULE=rse_portal.settings.production VAR_DIR="$folder" ALLOWED_HOSTS=portail.example \
        SECRET_KEY="$("$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        DATABASE_URL=postgres://portail@127.0.0.1/portail CELERY_BROKER_URL=redis://127.0.0.1/0 EMAIL_URL=smtp://127.0.0.1 \
        "$PYTHON" manage.py check --deploy --fail-level WARNING
    status=$?
    rm -rf "$folder"
    return $status
}

migrations() {
    folder=$(mktemp -d)
    env -u DATABASE_URL VAR_DIR="$folder" "$PYTHON" manage.py makemigrations --check --dry-run
    status=$?
    rm -rf "$folder"
    return $status
}

step "ruff : erreurs" "$BIN/ruff" check --quiet --output-format concise .
step "ruff : présentation" "$BIN/ruff" format --check .
step "mypy : types" "$BIN/mypy"
step "import-linter : sens des dépendances" "$BIN/lint-imports" --no-cache
step "djlint : gabarits" "$BIN/djlint" --lint --quiet templates
step "migrations à jour" migrations
step "traductions complètes" "$PYTHON" scripts/messages.py check
step "fichiers tiers intacts" "$PYTHON" scripts/vendor.py --check
step "réglages de production" deploy

if [ "$failures" -gt 0 ]; then
    printf '%s vérification(s) en échec.\n' "$failures"
    exit 1
fi
printf 'Tout est en ordre.\n'
