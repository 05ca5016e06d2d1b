# The one list of commands; the README explains them, the hook and the pipeline call them.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
# TEST_DATABASE_URL or DATABASE_URL points at a server of yours; otherwise one is started and thrown away.
ON_A_DATABASE = $(if $(TEST_DATABASE_URL)$(DATABASE_URL),DATABASE_URL="$(or $(TEST_DATABASE_URL),$(DATABASE_URL))",\
	$(PY) -m enforcement.embedded --throwaway)
ARGS ?=
export PORT
# many programs start one after another here: what is compiled once is kept
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

.PHONY: help setup setup-tests demo test check check-steps tests-only format bench translations reference lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup: ## install what the site needs
	@$(PYTHON) scripts/set_up.py

setup-tests: ## install what the tests need, too
	@$(PYTHON) scripts/set_up.py --tests

demo: setup ## the site with a demo bureau on http://127.0.0.1:PORT (PORT=8000)
	@$(PY) manage.py demo

test: setup-tests ## every check, then every test
	@$(ON_A_DATABASE) $(MAKE) check-steps tests-only

check: setup-tests ## lint, format, types, import contracts, migrations, sizes, generated files
	@$(ON_A_DATABASE) $(MAKE) check-steps

check-steps:
	@$(PY) scripts/check.py

tests-only: # make tests-only ARGS="tests/cases -x"; needs DATABASE_URL
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

format: ## write code and templates the way `check` wants them
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet . ; $(PY) -m djhtml --tabwidth 2 templates

bench: setup ## the benchmarks, as ratios to their floors, into bench-results.json
	@$(PY) manage.py bench --json bench-results.json

translations: ## collect what is to be translated into locale/
	@$(PY) manage.py translations

reference: ## write docs/reference/ anew
	@$(PY) manage.py reference

lock: ## pin anew what pyproject.toml names
	@uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	@uv pip compile pyproject.toml --group dev $(LOCK) -o requirements-dev.lock
LOCK := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean: ## remove what was installed and built, not the data in .run
	@rm -rf .venv node_modules static/build .run/tools .mypy_cache .ruff_cache .pytest_cache
