# Two commands do everything on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

node_modules/.package-lock.json: package.json package-lock.json
	@echo "Installing npm packages"
	npm ci
	@touch $@

sources := $(shell find src -name '*.ts')
bundler := scripts/bundle.js scripts/compile-validators.js
tests := $(shell find test scripts -name '*.ts' -o -name '*.js')

MINUTES ?= 20
KILLS ?= 0

dist/cli/main.js: node_modules/.package-lock.json tsconfig.json $(bundler) $(sources)
	@echo "Building"
	rm -rf dist
	npm run --silent build
	@chmod +x $@

# Tests, benches and scripts as plain JavaScript, beside a build of the sources.
.dev/build/stamp: node_modules/.package-lock.json tsconfig.test.json $(sources) $(tests)
	npm run --silent build:dev
	@touch $@

.PHONY: build run test check lint demo bench faults soak status install-agent uninstall-agent help clean

build: dist/cli/main.js ## set up and build

run: dist/cli/main.js ## set up and run the daemon in the foreground
	@node dist/cli/main.js run --install-gopls

test: dist/cli/main.js .dev/build/stamp ## set up and run all tests
	@scripts/run-tests

check: dist/cli/main.js .dev/build/stamp ## everything that is checked: types, format, lint, floors, dead code, tests
	npm run --silent lint
	@scripts/run-tests

lint: node_modules/.package-lock.json ## format, lint, floors, dead code
	npm run --silent lint

demo: dist/cli/main.js .dev/build/stamp ## show a real session that hangs and is healed, and a death
	@node .dev/build/scripts/demo.js "$$(node .dev/build/scripts/ensure-gopls.js)"

bench: dist/cli/main.js .dev/build/stamp ## measure speed and size beside the alternatives
	@node .dev/build/test/bench/run.js "$$(node .dev/build/scripts/ensure-gopls.js)"

faults: dist/cli/main.js .dev/build/stamp ## play the fault matrix against a real gopls; ROWS="…" for some of it
	@GOPLS_GUARDIAN_GOPLS="$$(node .dev/build/scripts/ensure-gopls.js)" node .dev/build/test/faults/run.js $(ROWS)

soak: dist/cli/main.js .dev/build/stamp ## editors at work for MINUTES=20 on real workspaces; KILLS=1 kills gopls meanwhile
	@MINUTES=$(MINUTES) KILLS=$(KILLS) node .dev/build/test/soak/run.js "$$(node .dev/build/scripts/ensure-gopls.js)"

status: dist/cli/main.js ## show what the daemon says of every gopls
	@node dist/cli/main.js status

install-agent: dist/cli/main.js ## install the background agent of launchd, or upgrade it (macOS)
	@node dist/cli/main.js agent install

uninstall-agent: dist/cli/main.js ## take the background agent away; configuration and logs stay
	@node dist/cli/main.js agent uninstall

clean: ## remove what was built and installed into this folder
	rm -rf dist .dev .tap node_modules

help: ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18
