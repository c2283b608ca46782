# Kargro: two commands matter. `make run` shows the site, `make test` proves it.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
ROOM ?=
BIN := .venv/bin
ENVIRON := PYTHONPATH=site:.
LANGUAGES := nl de fr
NPM := $(shell command -v npm 2>/dev/null)

.PHONY: help run test lint format shell migrations messages screenshots requirements audit lock bench coverage record compare

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: .venv/installed ## Start the site, its worker and its CMS, with sample content (PORT=, DATABASE_URL=)
	@PORT=$(PORT) $(ENVIRON) $(BIN)/python -m kargro.develop

test: .venv/installed-dev ## Prove everything: lint, SQLite, PostgreSQL, real Chromium (ROOM=leads/inbox: that folder of tests/)
	@$(ENVIRON) $(BIN)/python -m tests.run --room=$(ROOM)

lint: .venv/installed-dev $(if $(NPM),node_modules/.installed) ## Check style, types, layers, templates, scripts and style sheets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(ENVIRON) $(BIN)/python -m tests.security_rules
	@$(ENVIRON) $(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/djlint --quiet --lint site/templates home leads privacy
	@$(if $(NPM),node_modules/.bin/biome lint --error-on-warnings,echo "Scripts and style sheets were not checked: that needs Node with npm.")

format: .venv/installed-dev ## Format the Python code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

shell: .venv/installed ## Open Python with the site's models loaded (the database of `make run`, or DATABASE_URL=)
	@$(BIN)/python manage.py shell

migrations: .venv/installed ## Say which migrations are missing, and fail when any is
	@$(BIN)/python manage.py makemigrations --check --dry-run

messages: .venv/installed-dev ## Collect strings for translation into locale/ (needs gettext)
	@$(BIN)/python manage.py makemessages $(foreach l,$(LANGUAGES),-l $(l)) --no-obsolete --add-location=file -i .venv -i node_modules -i var -i tests
	@$(ENVIRON) $(BIN)/python -m kargro.catalogues --drop-guesses

screenshots: .venv/installed-dev ## Draw the pictures of the docs anew, from a sample site of its own (Chromium; minutes)
	@$(ENVIRON) $(BIN)/python -m tests.screenshots

requirements: ## Print what tests prove, prove by half, and do not prove
	@$(PYTHON) tests/requirement_numbers.py

audit: .venv/installed-dev ## Look for known vulnerabilities in what is installed; fails where it could not look
	@$(BIN)/python -m tests.audit

coverage: .venv/installed-dev ## Count the lines that tests without a browser reach (SQLite)
	@$(ENVIRON) $(BIN)/python -m kargro.catalogues
	@rm -f var/tests-kept/sqlite-* var/coverage.*
	@$(ENVIRON) VAR_DIR=$(CURDIR)/var/tests-coverage $(BIN)/coverage run -m pytest -m "not bench and not browser"
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

bench: .venv/installed-dev ## Measure (PostgreSQL; minutes)
	@$(ENVIRON) $(BIN)/python -m tests.run --bench

record: .venv/installed-dev ## Write down what the site does, before or after a move (FILE=; minutes)
	@$(ENVIRON) $(BIN)/python -W ignore -m tests.behaviour record "$(FILE)"

compare: .venv/installed-dev ## Hold two recordings against each other (BEFORE=, AFTER=, RENAMED=, SUMMARY=1)
	@$(ENVIRON) $(BIN)/python -m tests.behaviour compare "$(BEFORE)" "$(AFTER)" $(if $(RENAMED),--renamed "$(RENAMED)") $(if $(SUMMARY),--summary)

lock: .venv/installed-dev ## Pin the three requirements files again, with hashes
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements-scan.in -o requirements-scan.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements-dev.in -o requirements-dev.txt

.venv/bin/python:
	@sh .ci/python $(PYTHON)

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing what the site runs on…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what proves it…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@echo "Installing what checks scripts and style sheets…"
	@$(NPM) ci --loglevel=error
	@touch $@
