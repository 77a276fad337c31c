# Steerco's commands. Python 3.11 or later and make are enough; everything else goes into .venv.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
CASE ?=
WORKERS ?= auto
PARTS ?=

BIN := .venv/bin
RUN_READY := .venv/ready-to-run
DEV_READY := .venv/ready-to-test
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run present test lint bench lock clean chromium libreoffice

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUN_READY) ## Open the app; PORT=8501, HOST=127.0.0.1 and CASE=<folder> choose where and which case.
	@if [ -n "$(CASE)" ]; then \
		[ -e "$(CASE)" ] || { \
			echo "CASE=$(CASE) is not here. Give the folder that holds case.yaml, or a .zip of it." >&2; exit 2; }; \
		STEERCO_CASE=$$($(BIN)/python -c 'import pathlib, sys; print(pathlib.Path(sys.argv[1]).resolve())' "$(CASE)"); \
		export STEERCO_CASE; \
	fi; \
	exec $(BIN)/streamlit run app.py --server.address "$(HOST)" --server.port "$(PORT)"

present: STAGE ?= 0.0.0.0:8502
present: export STEERCO_STAGE = $(STAGE)
present: run ## The same, with a second address for guests on your network; STAGE=0.0.0.0:8502 chooses it.

test: $(DEV_READY) chromium libreoffice ## Run all tests, those in Chromium last.
	@status=0; \
	$(BIN)/python -m pytest -m "not browser" -n $(WORKERS) --maxprocesses 8 --dist loadfile || status=$$?; \
	$(BIN)/python -m pytest -m browser -n $(WORKERS) --maxprocesses 2 --dist loadfile || status=$$?; \
	exit $$status

lint: $(DEV_READY) ## Check style, formatting and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEV_READY) ## Measure speed and write bench/results.md; PARTS="filter people" measures some parts alone.
	$(BIN)/python -m bench $(PARTS)

lock: $(DEV_READY) ## Resolve requirements*.in again to exact versions with hashes.
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove the environment and all caches; the room's own store in var/ stays.
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

chromium: $(DEV_READY)
	@$(BIN)/python -m tests.browser.chromium

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Steerco needs Python 3.11 or later, and $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one: make PYTHON=python3.12 run" >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; }

$(RUN_READY): requirements.txt | $(BIN)/python
	@echo "Installing what Steerco needs, once; this takes a minute."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need, once; this takes a minute."
	@$(INSTALL) -r requirements-dev.txt
	@touch $(RUN_READY) $@

libreoffice: $(DEV_READY)
	@$(BIN)/python -m tests.libreoffice
