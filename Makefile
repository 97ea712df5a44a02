# Everything a newcomer types. `make demo` and `make test` need Python 3.11 to 3.13 and make, nothing else.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps
ROOMS := tieout systems pipelines matching checks reverse_etl sandbox report

unexport PYTHONDONTWRITEBYTECODE  # compiled modules start the tools in half the time

.PHONY: demo test lint types parse check format docs bench clean

demo: .venv/.installed  ## the whole loop, twice, on the sandbox
	$(BIN)/tieout demo

test: .venv/.installed-dev  ## the test suite
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: .venv/.installed-dev  ## style of the Python and the SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar models checks

types: .venv/.installed-dev  ## mypy, strict
	$(BIN)/mypy

parse: .venv/.installed-dev  ## the dbt project is well-formed
	TIEOUT_WAREHOUSE=data/parse/warehouse.duckdb TIEOUT_LANDING=data/parse/landing.duckdb \
	$(BIN)/dbt parse --quiet --warn-error --profiles-dir . --target-path data/parse/target --log-path data/parse/logs

check: lint types parse test  ## what CI runs

format: .venv/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar models checks

docs: .venv/.installed-dev  ## the page of what the stand-ins do
	$(BIN)/python -m sandbox.operations docs/stand-ins.md

bench: .venv/.installed-dev  ## each number of the README, beside its baseline
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv data

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "tieout needs Python 3.11, 3.12 or 3.13: none found. Install one, or: make demo PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked dependencies into .venv (about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
