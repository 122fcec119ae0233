# Thin: each target installs what is missing, configures, builds, and does its job.
PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
# Conformance data that some tests read; they say aloud that they skip without it.
NOWORSE_SHARED_DATA ?=
export NOWORSE_SHARED_DATA

.PHONY: all demo test install clean program deps deps-test

all: program

demo: program
	build/program/cli/noworse demo

test: deps-test
	@cmake --preset debug >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build build/debug -j $(JOBS)
	@ctest --preset debug -j $(JOBS) --progress

install: program
	cmake --install build/program --prefix "$(PREFIX)" --strip

clean:
	rm -rf build

program: deps
	@cmake --preset program >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build build/program -j $(JOBS)

deps:
	@mkdir -p build
	@scripts/deps.sh build

deps-test:
	@mkdir -p build
	@scripts/deps.sh build test
