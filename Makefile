PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm
PAGE := web/index.html web/vite.config.ts web/tsconfig.json $(shell find web/src web/public -type f ! -name schema.json)
COMPILE := UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url $(UPGRADE) pyproject.toml

.PHONY: run dev test check bench lock proto types clean help

run: .venv/run.done web/dist/index.html ## install what is missing, then serve a demo market on http://localhost:8000
	$(BIN)/bidroom demo

dev: .venv/dev.done web/dist/index.html ## the same, started again at every change of the server; `npm run dev` in web/ does the page
	$(BIN)/watchfiles --filter python '$(BIN)/bidroom demo' server

test: .venv/dev.done web/dist/index.html tests/js/node_modules/.package-lock.json ## install whatever the tests need, then check
	tests/setup.sh
	$(MAKE) --no-print-directory check

check: ## everything CI runs, on a machine that is set up
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python web/schema.py > web/src/api/schema.json
	$(NPM) --prefix web run --silent check
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

bench: .venv/dev.done tests/js/node_modules/.package-lock.json ## the speed and the bad days, with tables; BENCH='fanout storm' for some
	tests/setup.sh
	$(BIN)/python -m tests.load --write docs/performance.md $(BENCH)

lock: $(BIN)/uv ## write the locks after a change of dependencies; UPGRADE=--upgrade takes all to the newest
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group build --group dev -c requirements.lock -o requirements-dev.lock
	$(MAKE) --no-print-directory .venv/dev.done
	$(NPM) --prefix tests/js install --package-lock-only
	$(NPM) --prefix web install --package-lock-only

proto: $(BIN)/python ## write server/channels/client_pb2.py after a change of client.proto
	@$(PIP) install grpcio-tools==1.85.1
	$(BIN)/python -m grpc_tools.protoc -I. --python_out=. --pyi_out=. server/channels/client.proto

types: .venv/run.done web/node_modules/.package-lock.json ## write the page's types after a change of commands, queries or events
	$(BIN)/python web/schema.py > web/src/api/schema.json
	$(NPM) --prefix web run --silent types

clean: ## remove all that was installed or built; the database in var/ stays
	rm -rf .venv dist web/dist web/node_modules web/src/api/schema.json tests/js/node_modules
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

.venv/run.done: requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing the locked packages (the first time this takes a minute)'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The development lock holds the other one, at the same versions.
.venv/dev.done: requirements-dev.lock .venv/run.done
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bidroom needs Python 3.11 or newer; \
	this is %s. Name another: make PYTHON=python3.12" % sys.version.split()[0])'
	@$(PYTHON) -m venv --clear .venv

$(BIN)/uv: | $(BIN)/python
	@$(PIP) install uv==0.13.9

tests/js/node_modules/.package-lock.json: tests/js/package-lock.json .venv/dev.done
	$(NPM) --prefix tests/js ci --no-audit --no-fund
	@touch $@

web/dist/index.html: $(PAGE) web/node_modules/.package-lock.json
	$(NPM) --prefix web run --silent build

web/node_modules/.package-lock.json: web/package-lock.json .venv/run.done
	$(NPM) --prefix web ci
	@touch $@
