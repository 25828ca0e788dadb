# Lilyroot from a fresh clone. Everything is installed in .venv, everything is kept in .lilyroot; see README.md.
PYTHON ?= python3
PORT ?= 8000
export LILYROOT_HOME ?= $(CURDIR)/.lilyroot
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint pins clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

run:  ## install, prepare the sample organisation, serve it (PORT=8000)
	@$(PYTHON) tools/setup.py run
	@$(BIN)/python tools/prepare_sample.py
	@exec $(BIN)/lilyroot serve --demo --port $(PORT)

test:  ## install what tests need (a Chromium too) and run everything
	@$(PYTHON) tools/setup.py test
	@$(BIN)/python tools/browser.py
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2

lint:  ## style, types and the walls between the rooms (after make test has installed the tools)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pins:  ## resolve requirements/*.in anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade requirements/run.in -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -c requirements/run.txt requirements/test.in -o requirements/test.txt

clean:  ## remove .venv; what you took in stays in .lilyroot
	rm -rf .venv
