// official - one run of the official suite against a server behind the bridge, scenario by scenario.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { skip, test } from "../clients/suite.mjs";
import { Bridge } from "./bridge.mjs";
import { known } from "./known.mjs";

const CLIENT = { name: "conformance", version: "1" };
const RUN_MS = 120_000;
const GOOD = new Set(["SUCCESS", "INFO", "SKIPPED"]);

const folder = (suite) => fileURLToPath(new URL(`node_modules/${suite}/`, import.meta.url));

// The names below "server:" in the frozen list of a revision.
export function requirements(suite, revision) {
    const text = readFileSync(join(folder(suite), "requirements", `${revision}.yaml`), "utf8");
    const list = text.match(/^server:\n((?: {2}- .*\n)+)/m)[1];
    return list.match(/[^- \n]+[^ \n]*/g);
}

// The capabilities that a server declares.
export async function declared(program, server, place) {
    const bridge = await Bridge.start(program, server, place);
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: CLIENT };
    const message = { jsonrpc: "2.0", id: 0, method: "initialize", params };
    const reply = await bridge.send("POST", JSON.stringify(message));
    await bridge.stop();
    return Object.keys(reply.json.result.capabilities);
}

// Runs the suite; answers a map from scenario to its checks.
async function results(suite, url, args, dir) {
    const program = join(folder(suite), "dist", "index.js");
    const child = spawn(process.execPath, [program, "server", "--url", url, ...args, "-o", dir], {
        stdio: "ignore",
        timeout: RUN_MS,
    });
    const [status] = await once(child, "exit");
    assert.ok(status === 0 || status === 1, `the suite ended with ${status}`);
    const found = new Map();
    for (const name of readdirSync(dir)) {
        const scenario = name.match(/^server-(.*)-\d{4}-\d\d-\d\dT[-\d]+Z$/)[1];
        const file = join(dir, name, "checks.json");
        found.set(scenario, existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
    }
    return found;
}

const sentence = (check) =>
    `${check.status} ${check.id}: ${(check.errorMessage ?? check.description).split("\n")[0]}`;

// Fails unless everything was checked and is good, but for the checks that are named.
function judge(checks, excepted = []) {
    const bad = checks.filter((check) => !GOOD.has(check.status));
    const news = bad.filter((check) => !excepted.includes(check.id)).map(sentence);
    const gone = excepted.filter((id) => !bad.some((check) => check.id === id));
    if (news.length > 0) assert.fail(news.join("\n"));
    if (gone.length > 0) assert.fail(`listed as failing, but does not: ${gone.join(", ")}`);
    assert.ok(
        checks.some((check) => check.status === "SUCCESS"),
        "it checked nothing",
    );
}

async function scenario(run, name, checks) {
    const row = known.find((row) => row.runs.includes(run.name) && row.scenarios.includes(name));
    const title = `${run.name}: ${name}`;

    if (!row || row.checks) {
        await test(title, () => judge(checks, row?.checks));
        return;
    }
    let passes = true;
    try {
        judge(checks);
    } catch {
        passes = false;
    }
    if (passes) await test(title, () => assert.fail("listed as failing, but passes"));
    else skip(title, row.reason);
}

// run: name; server (a command) and place (its env and cwd); data: a folder with the schemas; suite and args; size: how many
// scenarios that runs; required: what must pass; all: whether the rest is judged, too; skipped: what
// is not, and why.
export async function official(program, run) {
    const dir = mkdtempSync(join(tmpdir(), "openrouter-mcp-conformance-"));
    const args = run.data ? ["--data", run.data] : ["--judge"];
    const bridge = await Bridge.start(program, run.server, { ...run.place, args });
    let found = new Map();
    await test(`${run.name}: the suite runs to its end`, async () => {
        found = await results(run.suite, bridge.url.href, run.args, dir);
        const absent = run.required.filter((name) => !found.has(name));
        if (absent.length > 0) assert.fail(`no result: ${absent.join(", ")}`);
        assert.equal(found.size, run.size, "how many scenarios were run");
    });
    for (const [name, checks] of found)
        if (run.all || run.required.includes(name)) await scenario(run, name, checks);
    for (const row of run.skipped ?? []) skip(`${run.name}: ${row.name}`, row.reason);
    await test(`${run.name}: every message is right, and every server ends well`, async () => {
        assert.equal(await bridge.stop(), 0, bridge.said);
        const [, totals] = bridge.printed.split("\n");
        console.log(`${run.name}: ${totals}`);
        assert.match(totals, /^witness: [1-9]\d* messages, 0 invalid, /);
    });
    rmSync(dir, { recursive: true });
}
