// runs - which server the official suite is run against, and what must pass.

import assert from "node:assert/strict";

import { requirements } from "./official.mjs";

const LATEST = "conformance-latest";
const NEXT = "conformance-next";

// How many scenarios there are: required by a revision of a server, run for it, and in the suite
// that is released. A suite that has lost some is not the one that was promised.
const SIZES = {
    "2025-11-25": { required: 30, run: 33 },
    "2026-07-28": { required: 37, run: 50 },
};
const LATEST_SIZE = 30;

// What needs no fixture: any server must pass it that declares these capabilities.
const GENERIC = {
    "2025-11-25": {
        "dns-rebinding-protection": [],
        ping: [],
        "prompts-list": ["prompts"],
        "resources-list": ["resources"],
        "server-initialize": [],
        "server-session-lifecycle": [],
        "tools-list": ["tools"],
    },
    "2026-07-28": {
        caching: ["prompts", "resources", "tools"],
        "dns-rebinding-protection": [],
        "http-header-validation": ["tools"],
        "input-required-result-unsupported-methods": [],
        "prompts-list": ["prompts"],
        "resources-list": ["resources"],
        "sep-2164-resource-not-found": ["resources"],
        "server-stateless": [],
        "tools-list": ["tools"],
    },
};

// The generic scenarios of a revision: which apply to a server that declares this, and which not.
function generic(revision, declared) {
    const rows = Object.entries(GENERIC[revision]).map(([name, needs]) => ({
        name,
        lacks: needs.filter((need) => !declared.includes(need)),
    }));
    return {
        required: rows.filter((row) => row.lacks.length === 0).map((row) => row.name),
        skipped: rows
            .filter((row) => row.lacks.length > 0)
            .map((row) => ({ name: row.name, reason: `it declares no ${row.lacks.join(", ")}` })),
    };
}

function required(revision) {
    const list = requirements(NEXT, revision);
    assert.equal(list.length, SIZES[revision].required, `required by ${revision}`);
    return list;
}

const revisions = Object.keys(SIZES);

// declared: the capabilities of the product.
export const runs = (fixture, product, declared) => [
    ...revisions.map((revision) => ({
        name: `fixture ${revision}`,
        ...fixture,
        suite: NEXT,
        args: ["--requirements", revision],
        size: SIZES[revision].run,
        required: required(revision),
        all: true,
    })),
    {
        name: "fixture, released suite",
        ...fixture,
        suite: LATEST,
        args: [],
        size: LATEST_SIZE,
        required: required("2025-11-25"),
        all: true,
    },
    ...revisions.map((revision) => ({
        name: `product ${revision}`,
        ...product,
        suite: NEXT,
        args: ["--requirements", revision],
        size: SIZES[revision].run,
        ...generic(revision, declared),
        all: false,
    })),
];
