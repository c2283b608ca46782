# Kargro: two commands matter. `make run` shows the site, `make test` proves it.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
ENVIRON := PYTHONPATH=site:.
LANGUAGES := nl de fr

.PHONY: help run test lint format messages requirements audit lock bench record compare

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: .venv/installed ## Start the site, its worker and its CMS, with sample content (PORT=, DATABASE_URL=)
	@PORT=$(PORT) $(ENVIRON) $(BIN)/python -m kargro.develop

test: .venv/installed-dev ## Prove everything: lint, SQLite, PostgreSQL, real Chromium
	@$(ENVIRON) $(BIN)/python -m tests.run

lint: .venv/installed-dev ## Check style, types, layers and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(ENVIRON) $(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/djlint --quiet --lint site/templates home leads privacy

format: .venv/installed-dev ## Format the Python code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

messages: .venv/installed-dev ## Collect strings for translation into locale/ (needs gettext)
	@$(BIN)/python manage.py makemessages $(foreach l,$(LANGUAGES),-l $(l)) --no-obsolete --add-location=file -i .venv -i var -i tests
	@$(ENVIRON) $(BIN)/python -m kargro.catalogues --drop-guesses

requirements: ## Print the requirement numbers that no test names
	@$(PYTHON) tests/requirement_numbers.py

audit: .venv/installed-dev ## Look for known vulnerabilities in what is installed
	@$(BIN)/pip-audit --require-hashes -r requirements.txt

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
