// inspector - the protocol's own inspector on the command line, in both eras.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { PLAIN, REFUSING } from "./models.mjs";
import { CANARY, Place } from "./place.mjs";
import { test } from "./suite.mjs";

const DONE = 0;
const TOOL_ERROR = 5;
const OTHER = 1;

function program() {
    const manifest = createRequire(import.meta.url).resolve(
        "@modelcontextprotocol/inspector/package.json",
    );
    return join(dirname(manifest), "clients/launcher/build/index.js");
}

function inspect(place, era, words) {
    const file = place.write(
        `${era}.json`,
        JSON.stringify({
            mcpServers: {
                it: { command: place.server, args: [], env: place.env, protocolEra: era },
            },
        }),
    );
    const args = [
        program(),
        "--cli",
        "--config",
        file,
        "--server",
        "it",
        ...words,
        "--format",
        "json",
    ];
    const child = spawn(process.execPath, args, { env: place.env, cwd: place.dir });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"])
        child[name].on("data", (chunk) => (output[name] += chunk));
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...output })));
}

const ask = (model) => [
    "--method",
    "tools/call",
    "--tool-name",
    "ask_model",
    "--tool-args-json",
    JSON.stringify({ model, prompt: "Hi" }),
];

const read = (uri) => ["--method", "resources/read", "--uri", uri];
const prompt = (name, ...args) => [
    "--method",
    "prompts/get",
    "--prompt-name",
    name,
    ...args.flatMap((arg) => ["--prompt-args", arg]),
];

const offered = [
    ["lists the prompts", ["--method", "prompts/list"], '"second_opinion"'],
    ["gets a prompt", prompt("second_opinion"), "Get a second opinion"],
    ["gets a prompt with arguments", prompt("review", "target=main", "model=a/b"), "Review `main`"],
    ["lists the resources", ["--method", "resources/list"], '"openrouter://models"'],
    ["lists the templates", ["--method", "resources/templates/list"], "{author}/{slug}"],
    ["reads the list of models", read("openrouter://models"), "best at coding first"],
    ["reads the page of a model", read("openrouter://models/openai/gpt-77"), "providers: "],
];

export async function inspector(server, upstream) {
    for (const era of ["legacy", "modern"]) {
        const place = new Place(server, upstream.baseUrl);
        const check = (claim, words, wanted, part) =>
            test(`the inspector (${era}) ${claim}`, async () => {
                const { code, stdout, stderr } = await inspect(place, era, words);
                assert.equal(code, wanted, stdout + stderr);
                assert.ok((stdout + stderr).includes(part), stdout + stderr);
                assert.ok(!(stdout + stderr).includes(CANARY));
            });
        await check("lists the tools", ["--method", "tools/list"], DONE, '"list_models"');
        await check("asks a model", ask(PLAIN), DONE, PLAIN);
        await check("sees an error as one", ask(REFUSING), TOOL_ERROR, "429");
        for (const [claim, words, part] of offered) await check(claim, words, DONE, part);
        await check("is told what there is", read("openrouter://none"), OTHER, "openrouter://models");
        place.remove();
    }
}
