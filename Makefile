# Bare `make` lists the targets. Each target does its own set-up: a virtual environment in .venv with pinned versions.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench judges train docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "The venv module is missing: install your system's python3-venv package"; exit 1; }
	@echo "Setting up $(VENV) (a minute or two, once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1" --constraint constraints.txt
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[extract,llm]' --group dev
	@touch $@

demo: $(READY) ## A sample newsroom, real mails, an inbox in your browser
	@$(RUN)/dispatcher demo

test: $(READY) ## All tests; what a missing judge skips is counted
	@$(RUN)/pytest

check: $(READY) ## Format, lint, types, import contracts
	@$(RUN)/ruff format --check --quiet . || { echo "make fix formats"; exit 1; }
	@$(RUN)/ruff check --quiet .
	@$(RUN)/mypy --no-error-summary
	@$(RUN)/lint-imports --no-logo | tail -n 2

fix: $(READY) ## Format, and mend what the linter can
	@$(RUN)/ruff check --fix --quiet . || true
	@$(RUN)/ruff format --quiet .

bench: $(READY) ## Measure speed and quality; ratios within one run (GROUP=smtp: that one)
	@$(RUN)/python -m tests.benchmarks $(GROUP)

judges: ## The judges of mail that come from npm, into .judges
	@mkdir -p .judges && cp tests/lab/package.json .judges/
	@cd .judges && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error

train: $(READY) ## Train the model of roles anew (two hours; needs the shared corpora)
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group train
	@$(RUN)/python -m tests.training.roles

docs: $(READY) ## Write the generated pages of docs/reference
	@$(RUN)/python -m tests.repository.reference --write

clean: ## Remove the virtual environment and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist .judges .bench
