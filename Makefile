# The developers' verbs. ./run and ./test need no make: these are the same, and the rest.
.DEFAULT_GOAL := help
.PHONY: help run demo test check translations bench lock messages screenshots clean

DEV = ROOT="$(CURDIR)"; . scripts/environment.sh; prepare dev
UV = .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
HEADER = "\# made by: make lock"
# The versions already in the file are kept unless pyproject.toml says otherwise; `make lock UPGRADE=--upgrade` takes the newest.
lock = $(UV) $(UPGRADE) $(2) -o requirements/$(1).txt && { echo $(HEADER); cat requirements/$(1).txt; } > requirements/.new && mv requirements/.new requirements/$(1).txt

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: ## set everything up and start the demo portal (./run)
	@./run

demo: run ## the same

test: ## the whole suite: SQLite, PostgreSQL, Redis/Celery, browser (./test)
	@./test

check: ## lint, types, imports, migrations, translations, production settings
	@sh scripts/check.sh

translations: ## are all messages translated?
	@$(DEV); .venv/bin/python scripts/messages.py check

messages: ## bring the catalogues of locale/ up to date with the sources
	@$(DEV); .venv/bin/python scripts/messages.py update

bench: ## the benchmarks, each figure with its ratio to its floor (benchmarks/)
	@$(DEV); .venv/bin/python -m benchmarks

screenshots: ## the pictures of the README, from the demo
	@$(DEV); .venv/bin/python scripts/screenshots.py

lock: ## resolve pyproject.toml into requirements/*.txt
	@$(DEV)
	@$(call lock,app,pyproject.toml)
	@$(call lock,test,pyproject.toml --group test)
	@$(call lock,dev,pyproject.toml --group test --group dev)
	@echo uv | $(call lock,uv,-)

clean: ## remove what the tools leave behind; neither var/ nor .venv
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results
	@find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +
