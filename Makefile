# Each target does the set-up it needs. `make help` says what there is.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.set-up
ARGS ?=
REPLAY ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format live docs wheel lock clean
.SILENT:
MAKEFLAGS += --no-print-directory

help: ## Show this list
	grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(STAMP) ## Make .venv with the locked requirements and this package

$(STAMP): requirements.txt pyproject.toml
	set -e; \
	fits='import sys; sys.exit(sys.version_info < (3, 11))'; \
	for python in $(PYTHON) python3.13 python3.12 python3.11 python3.14 none; do \
		if [ "$$python" = none ]; then \
			echo "Python 3.11 or newer is needed and none was found: install it, or name it: make setup PYTHON=/path/to/python" >&2; exit 1; \
		fi; \
		if command -v "$$python" >/dev/null 2>&1 && "$$python" -c "$$fits"; then break; fi; \
	done; \
	if ! { [ -x $(BIN)/python ] && $(BIN)/python -c "$$fits" && $(BIN)/python -m pip --version >/dev/null; } 2>/dev/null; then \
		echo "Making .venv with $$("$$python" --version)"; \
		"$$python" -m venv --clear .venv || { echo "$$python cannot make a virtual environment: on Debian and Ubuntu, install python3-venv" >&2; exit 1; }; \
	fi; \
	echo "Installing the locked requirements into .venv (a minute or so the first time)"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	touch $@

demo: setup ## Five real articles in, merged events out (REPLAY=1: from the recording, without a model)
ifeq ($(REPLAY),)
	$(BIN)/extractor demo --live -o runs/demo
else
	$(BIN)/extractor demo -o runs/demo-replay
endif

test: export PYTHONDONTWRITEBYTECODE = # else each of the many processes that they start compiles anew
test: setup ## Run the tests, offline and on every core (ARGS='-k name' passes options to pytest)
	$(BIN)/pytest -n logical --maxprocesses 8 --dist worksteal $(ARGS)

check: setup ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup ## Format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

live: setup ## Fetch a 93 MB model and send it a request through the real client
	EXTRACTOR_LIVE=1 $(BIN)/pytest tests/live $(ARGS)

docs: setup ## Build the documentation site into site/, for a browser, from the disk
	$(BIN)/python docs/build_site.py

wheel: setup ## Build the wheel into dist/
	rm -rf dist
	$(BIN)/hatchling build --target wheel

lock: ## Lock requirements.txt anew from pyproject.toml (needs uv)
	command -v uv >/dev/null || { echo "uv is needed: python3 -m pip install uv" >&2; exit 1; }
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-annotate --custom-compile-command "make lock" --quiet --output-file requirements.txt

clean: ## Remove .venv, builds and caches (runs and models stay)
	rm -rf .venv build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
