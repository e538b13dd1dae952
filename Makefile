# openrouter-mcp. `make help` lists what there is.
#
# Variants are the same rules with other words: SANITIZE=address,undefined or thread, CC=clang,
# PORTABLE=1 (nothing that only Linux has), each in a folder of its own below build/.

CC       ?= gcc
PREFIX   ?= /usr/local
VERSION  := $(shell sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)
# A folder of real data for the tests that can use it; without it they say "skipped".
DATA     ?=

, := ,
variant  := $(strip  $(if $(filter clang%,$(CC)),clang) $(subst $(,),-,$(SANITIZE)) $(if $(PORTABLE),portable))
empty    :=
BUILD    ?= build$(if $(variant),/$(subst $(empty) ,-,$(variant)))

PACKAGES := libcjson libcurl libsodium libpcre2-8 sqlite3 libgit2
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' $(if $(PORTABLE),-DPORTABLE) -Ilib -I. -I$(BUILD) \
            $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
CFLAGS   += -std=c17 -O2 -g -Wall -Wextra -Wformat=2 -Wconversion -Wsign-conversion -Wvla -Walloca \
            -Wimplicit-fallthrough -Wstrict-prototypes -Wmissing-prototypes -Wshadow -Wno-missing-field-initializers -Werror \
            -fstack-protector-strong -fno-strict-aliasing -fno-delete-null-pointer-checks -fPIE
LDFLAGS  += -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed

ifeq ($(filter clang%,$(CC)),)
CFLAGS   += -Wtrampolines -Wbidi-chars=any -fstack-clash-protection -fzero-call-used-regs=used-gpr
endif
ifeq ($(shell uname -m),x86_64)
CFLAGS   += -fcf-protection=full
endif
ifdef SANITIZE
CFLAGS   += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer -DSANITIZED
LDFLAGS  += -fsanitize=$(SANITIZE)
else
CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
CFLAGS   += $(if $(filter clang%,$(CC)),,-ftrivial-auto-var-init=zero)
endif

# A folder is a layer: what each may be linked with, foreign libraries last.
needs_base       := base
needs_json       := json base
needs_vault      := vault base
needs_net        := net vault base
needs_schema     := schema json base
needs_mcp        := mcp vault schema json base
needs_store      := store vault json base
needs_files      := files json base
needs_review     := review files json base
needs_openrouter := openrouter net vault json base
needs_server     := server mcp store review files openrouter net vault schema json base
needs_upstream   := upstream json base
needs_witness    := witness schema json base
needs_cases      := cases witness upstream schema json base
needs_demo       := witness schema json base
needs_live       := openrouter net vault witness schema json base
layers           := base json schema vault net mcp store files review openrouter
foreign_json     := $(shell pkg-config --libs libcjson 2>/dev/null) -lm
foreign_schema   := $(shell pkg-config --libs libpcre2-8 2>/dev/null)
foreign_vault    := $(shell pkg-config --libs libsodium 2>/dev/null)
foreign_net      := $(shell pkg-config --libs libcurl 2>/dev/null)
foreign_store    := $(shell pkg-config --libs sqlite3 2>/dev/null)
foreign_files    := $(shell pkg-config --libs libgit2 2>/dev/null)
foreign_upstream := $(shell pkg-config --libs openssl 2>/dev/null)
archives          = $(foreach l,$(needs_$1),$(BUILD)/$l.a)
libraries         = $(archives) $(foreach l,$(needs_$1),$(foreign_$l))

sources_server   := $(filter-out mcp-server/main.c,$(wildcard mcp-server/*.c mcp-server/*/*.c))
sources_upstream := $(filter-out %/main.c,$(wildcard tests/upstream/*.c))
sources_witness  := $(wildcard tests/witness/*.c)
sources_cases    := $(filter-out %/main.c,$(wildcard tests/cases/*.c))
$(foreach l,$(layers),$(eval sources_$l := $(wildcard lib/$l/*.c lib/$l/*/*.c)))
objects           = $(patsubst %.c,$(BUILD)/%.o,$1)

program          := $(BUILD)/openrouter-mcp
standin          := $(BUILD)/upstream
units            := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(filter-out tests/unit/test.c,$(wildcard tests/unit/*_*.c)))
targets          := $(basename $(notdir $(wildcard tests/fuzz/*_*.c)))
replays          := $(addprefix $(BUILD)/replay/,$(targets))

# Said before the compiler says it by a header; where packages are installed anyway, they will be.
ifneq ($(filter all install programs units,$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell pkg-config --exists $(PACKAGES) 2>/dev/null && echo yes),yes)
$(error pkg-config does not find all of $(PACKAGES); sh tests/deps.sh build installs what is missing)
endif
endif

# Who asks for tests has not asked for one compiler at a time.
build_with = $(MAKE) -s --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all help demo live check prove test lint fuzz fuzzers bench install uninstall deps clean units programs
.DELETE_ON_ERROR:
.SECONDARY:
all: $(program)
programs: $(program) $(standin)
units: $(units)

help:
	@echo 'make                   the program: $(program)'
	@echo 'make demo              a session with it: with OPENROUTER_API_KEY the real OpenRouter, else a stand-in'
	@echo 'make live              with OPENROUTER_API_KEY: what holds against OpenRouter itself, for at most $$0.25'
	@echo 'make check             units and transcripts (DATA=folder: with real data)'
	@echo 'make prove             the long forms: many processes killed over one ledger, a million rows'
	@echo 'make test              check, real clients, and the official conformance suite (Node)'
	@echo 'make lint              layers, words, shapes, clang-format, clang-tidy, gcc and clang'
	@echo 'make fuzz SECONDS=60   each fuzzer for that long'
	@echo 'make bench             speed and memory, beside raw libcurl in the same run'
	@echo 'make install PREFIX=   the program, its manual and completions; into $(PREFIX) (make uninstall takes them away)'
	@echo 'make deps              installs the packages that are missing'

quiet = @printf '  %-5s %s\n' '$1' '$(patsubst $(BUILD)/%,%,$@)';

$(BUILD)/%.o: %.c
	$(call quiet,CC)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

# The schemas and the skills, embedded; the tool table is their folder.
$(BUILD)/schemas.c $(BUILD)/schemas.h &: schemas/embed.sh $(wildcard schemas/*.json schemas/*/*.json schemas/*/*.md) \
    $(shell find .claude/skills -type f)
	$(call quiet,GEN)mkdir -p $(BUILD) && sh schemas/embed.sh $(BUILD)
$(call objects,$(sources_server) mcp-server/main.c $(wildcard tests/unit/server_*.c)): $(BUILD)/schemas.h
$(BUILD)/schemas.o: $(BUILD)/schemas.c
	$(call quiet,CC)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

define layer
$(BUILD)/$1.a: $(call objects,$(sources_$1)) $(if $(filter server,$1),$(BUILD)/schemas.o)
	@rm -f $$@ && $(AR) rcs $$@ $$^
endef
$(foreach l,$(layers) server upstream witness cases,$(eval $(call layer,$l)))

$(program): $(BUILD)/mcp-server/main.o $(call archives,server)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $< $(call libraries,server) -o $@

# The stand-in, and what runs the transcripts against it.
$(standin): $(BUILD)/tests/upstream/main.o $(call archives,upstream)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $< $(call libraries,upstream) -o $@

$(BUILD)/cases: $(BUILD)/tests/cases/main.o $(call archives,cases)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $< $(call libraries,cases) -o $@

# Both ends of the server in one process: what is promised of it when much happens at once.
$(BUILD)/load: $(call objects,$(wildcard tests/load/*.c)) $(call archives,cases)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,cases) -o $@

# What the official conformance suite, which speaks HTTP, reaches a server on stdio by.
$(BUILD)/bridge: $(call objects,$(wildcard tests/conformance/bridge*.c)) $(call archives,cases)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,cases) -o $@

# The server that the suite is run against, with all that lib/mcp can do.
$(BUILD)/fixture: $(call objects,$(wildcard tests/conformance/fixture*.c)) $(call archives,mcp)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,mcp) -o $@

$(BUILD)/demo: $(call objects,$(wildcard tests/demo/*.c)) $(call archives,demo)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,demo) -o $@

demo:
	@sh tests/deps.sh demo
	@$(build_with) $(program) $(standin) $(BUILD)/demo
	@$(BUILD)/demo $(program) $(standin) $(DATA)

# The same figures from the answer, the ledger and OpenRouter; the pieces of the demo play the client.
$(BUILD)/live: $(call objects,$(wildcard tests/live/*.c) $(addprefix tests/demo/,child.c session.c show.c)) \
    $(call archives,live)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,live) $(foreign_store) -o $@

live:
	@sh tests/deps.sh demo
	@$(build_with) $(program) $(BUILD)/live
	@$(BUILD)/live $(program) $(BUILD)/live-report.md

# Where syncs take no time.
fast := $(if $(wildcard /dev/shm/.),/dev/shm)
# Many processes and one ledger, killed at any moment; how long it takes with a million rows.
$(BUILD)/prove/ledger: $(call objects,$(addprefix tests/prove/,ledger.c spender.c audit.c)) $(call archives,store)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,store) -o $@
$(BUILD)/prove/calls: $(call objects,$(addprefix tests/prove/,calls.c calls_audit.c)) $(call archives,cases)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,cases) $(foreign_store) -o $@
# Hostile answers, and what comes out of them.
$(BUILD)/prove/forge: $(call objects,$(addprefix tests/prove/,forge.c forge_attack.c forge_judge.c)) $(call archives,cases)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,cases) -o $@
# Planted bugs, and what a panel of scripted reviewers makes of them.
$(BUILD)/prove/panel: $(call objects,$(addprefix tests/prove/,panel.c panel_corpus.c panel_script.c panel_judge.c)) $(call archives,cases)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,cases) -o $@
$(BUILD)/prove/rows: $(call objects,tests/prove/rows.c) $(call archives,store)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,store) -o $@
# What the secret scan refuses in a tree of public source, and its speed.
$(BUILD)/prove/secrets: $(call objects,tests/prove/secrets.c) $(call archives,files)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,files) -o $@
# Quotes of changed lines, in the history of a repository or in changes of its own.
$(BUILD)/prove/quotes: $(call objects,$(addprefix tests/prove/,quotes.c history.c)) $(call archives,review)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,review) -o $@
$(BUILD)/prove/swap: $(call objects,tests/prove/swap.c) $(call archives,files)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,files) -o $@

# What git ignores in random trees, and what we do.
$(BUILD)/prove/ignore: $(call objects,$(addprefix tests/prove/,ignore.c thicket.c)) $(call archives,files)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,files) -o $@

# What git diff says of a history's commits, and what we do.
$(BUILD)/prove/diff: $(call objects,$(addprefix tests/prove/,diff.c diff_history.c diff_history_disk.c diff_names.c diff_tally.c diff_text.c)) $(call archives,files)
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(call libraries,files) -o $@

checks = $(foreach u,$(units),'$u $(DATA)') \
         $(foreach t,$(targets),'$(BUILD)/replay/$t tests/fuzz/seeds/$t') '$(BUILD)/cases $(program) tests/cases "" $(DATA)' \
         $(foreach s,$(wildcard tests/cli/*.sh),'sh $s $(program) $(standin)') '$(BUILD)/load $(program) "" $(DATA)' \
         '$(BUILD)/live $(program) $(BUILD)/live-stand-in.md --stand-in $(standin)' \
         '$(BUILD)/prove/ledger 8 200 $(fast)' '$(BUILD)/prove/calls $(program) 30' '$(BUILD)/prove/swap 0.6' \
         '$(BUILD)/prove/ignore 3000' '$(BUILD)/prove/diff 300' '$(BUILD)/prove/forge $(program) 544' \
         '$(BUILD)/prove/panel $(program) tests/corpus' '$(BUILD)/prove/quotes 10'
proofs = $(addprefix $(BUILD)/prove/,ledger calls swap ignore diff forge panel quotes)
check:
	@sh tests/deps.sh check
	@$(build_with) $(program) $(standin) $(units) $(replays) $(BUILD)/cases $(BUILD)/load \
	    $(BUILD)/live $(proofs)
	@sh tests/run.sh $(checks)

prove: $(program) $(proofs) $(addprefix $(BUILD)/prove/,rows secrets)
	@sh tests/run.sh '$(BUILD)/prove/calls $(program) 1000' '$(BUILD)/prove/ledger 8 10000 $(fast)' '$(BUILD)/prove/ledger 8 500' \
	    '$(BUILD)/prove/rows 1000000 $(fast)' '$(BUILD)/prove/secrets' '$(BUILD)/prove/swap 30' '$(BUILD)/prove/ignore 10000' \
	    '$(BUILD)/prove/diff 5000' '$(BUILD)/prove/forge $(program) 10000' '$(BUILD)/prove/quotes 10 .'

test:
	@sh tests/deps.sh test
	@$(build_with) $(program) $(standin) $(units) $(replays) $(BUILD)/cases $(BUILD)/load \
	    $(BUILD)/live $(BUILD)/bridge $(BUILD)/fixture $(proofs)
	@sh tests/run.sh $(checks) \
	    'sh tests/clients/run.sh $(program) $(standin) $(DATA)' \
	    'sh tests/conformance/run.sh $(BUILD)/bridge $(BUILD)/fixture $(program) $(standin) $(DATA)'

lint:
	@sh tests/deps.sh lint
	@sh tests/run.sh 'sh tests/lint/layers.sh' 'sh tests/lint/words.sh' 'sh tests/lint/shape.sh' \
	    'sh tests/lint/format.sh' 'sh tests/lint/scripts.sh' 'sh tests/lint/rules.sh' 'sh tests/lint/faults.sh' 'sh tests/lint/selftest.sh' \
	    'sh tests/lint/tidy.sh' 'sh tests/lint/compilers.sh'

SECONDS ?= 60
fuzz:
	@sh tests/deps.sh lint
	@$(MAKE) -s --no-print-directory CC=clang SANITIZE=address,undefined,fuzzer-no-link fuzzers
	@sh tests/run.sh $(foreach t,$(targets),'sh tests/fuzz/run.sh build/clang-address-undefined-fuzzer-no-link/fuzz/$t $(SECONDS)')

fuzzers: $(addprefix $(BUILD)/fuzz/,$(targets))

# The driver, and the yardsticks that it measures us by.
yardsticks := $(addprefix $(BUILD)/bench/,echo floor rawcurl)
$(BUILD)/bench/yard.a: $(call objects,tests/bench/peers/engine.c tests/bench/peers/rpc.c)
	@mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^
$(yardsticks): $(BUILD)/bench/%: $(BUILD)/tests/bench/peers/%.o $(BUILD)/bench/yard.a $(BUILD)/base.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(foreign_net) $(foreign_json) -o $@
$(BUILD)/bench/driver: $(call objects,$(wildcard tests/bench/*.c)) $(BUILD)/base.a
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@

bench: $(program) $(standin) $(BUILD)/bench/driver $(yardsticks)
	@$(BUILD)/bench/driver $(program) $(standin) $(BUILD)/bench tests/bench/known.txt $(ROUNDS)

# What the program says of itself; without HOME it makes no directories of its own.
written := $(addprefix $(BUILD)/share/,openrouter-mcp.bash openrouter-mcp.zsh openrouter-mcp.fish openrouter-mcp.1)
$(BUILD)/share/openrouter-mcp.1: $(program)
	$(call quiet,GEN)mkdir -p $(@D) && env -i $(program) help --man >$@
$(BUILD)/share/openrouter-mcp.%: $(program)
	$(call quiet,GEN)mkdir -p $(@D) && env -i $(program) completion $* >$@

share    := $(DESTDIR)$(PREFIX)/share
installed = $(DESTDIR)$(PREFIX)/bin/openrouter-mcp $(share)/man/man1/openrouter-mcp.1 \
            $(share)/bash-completion/completions/openrouter-mcp $(share)/zsh/site-functions/_openrouter-mcp \
            $(share)/fish/vendor_completions.d/openrouter-mcp.fish
install: $(program) $(written)
	install -D -m 755 $(program) $(word 1,$(installed))
	install -D -m 644 $(BUILD)/share/openrouter-mcp.1 $(word 2,$(installed))
	install -D -m 644 $(BUILD)/share/openrouter-mcp.bash $(word 3,$(installed))
	install -D -m 644 $(BUILD)/share/openrouter-mcp.zsh $(word 4,$(installed))
	install -D -m 644 $(BUILD)/share/openrouter-mcp.fish $(word 5,$(installed))

uninstall:
	rm -f $(installed)

deps:
	@sh tests/deps.sh build test lint

clean:
	rm -rf build

layer_of = $(firstword $(subst _, ,$(notdir $1)))
# Beside its own layers a unit or a fuzz target may have a helper of the tests.
helpers_mcp := witness
helpers  = $(patsubst %,$(BUILD)/%.a,$(helpers_$1))
.SECONDEXPANSION:
$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/test.o $$(call helpers,$$(call layer_of,$$*)) \
    $$(call archives,$$(call layer_of,$$*))
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) \
	    $(call helpers,$(call layer_of,$@)) $(call libraries,$(call layer_of,$@)) -o $@

$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $$(call helpers,$$(call layer_of,$$*)) \
    $$(call archives,$$(call layer_of,$$*))
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer $(filter %.o,$^) \
	    $(call helpers,$(call layer_of,$@)) $(call libraries,$(call layer_of,$@)) -o $@

# A fuzz target without libFuzzer: for its seeds.
$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o \
    $$(call helpers,$$(call layer_of,$$*)) $$(call archives,$$(call layer_of,$$*))
	$(call quiet,LINK)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) \
	    $(call helpers,$(call layer_of,$@)) $(call libraries,$(call layer_of,$@)) -o $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
