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

// What needs no fixture: any server must pass it.
const GENERIC = {
    "2025-11-25": [
        "dns-rebinding-protection",
        "ping",
        "server-initialize",
        "server-session-lifecycle",
        "tools-list",
    ],
    "2026-07-28": [
        "dns-rebinding-protection",
        "http-header-validation",
        "input-required-result-unsupported-methods",
        "server-stateless",
        "tools-list",
    ],
};

function required(revision) {
    const list = requirements(NEXT, revision);
    assert.equal(list.length, SIZES[revision].required, `required by ${revision}`);
    return list;
}

const revisions = Object.keys(SIZES);

export const runs = (fixture, product) => [
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
        required: GENERIC[revision],
        all: false,
    })),
];
