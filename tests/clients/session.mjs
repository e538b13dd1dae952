// session - what every client must be able to do, in each era.

import assert from "node:assert/strict";

import { isModern } from "./eras.mjs";
import { LONG, PACED, PACED_MS, PLAIN, REFUSING, SLOW, SLOW_MS, STALLING } from "./models.mjs";
import { CANARY, Place } from "./place.mjs";
import { abortSeen } from "./upstream.mjs";
import { pause, test, until } from "./suite.mjs";

const CLOSE_MS = 400; // a client that waits no longer than this sees a clean end
const ABORT_MS = 250; // far above what is needed, far below any timer of ours

function textOf(result) {
    assert.ok(result.content.length > 0, "an answer has content");
    for (const block of result.content) assert.equal(block.type, "text");
    assert.equal(result.structuredContent, undefined, "structuredContent would hide the text");
    return result.content.map((block) => block.text).join("\n");
}

async function knowsTheServer(era, { client }) {
    assert.match(client.getServerVersion().name, /^openrouter/);
    const instructions = client.getInstructions();
    assert.ok(instructions.length > 0 && Buffer.byteLength(instructions) <= 2000);
    if (client.getNegotiatedProtocolVersion)
        assert.equal(client.getNegotiatedProtocolVersion(), era.revision);
}

async function listsTheTools({ client }) {
    const { tools } = await client.listTools();
    assert.deepEqual(
        tools.map((tool) => tool.name),
        ["ask_model", "list_models", "review_diff", "score_review", "show_usage"],
    );
    for (const tool of tools) {
        assert.equal(tool.inputSchema.type, "object");
        assert.equal(tool.outputSchema, undefined);
        assert.equal(tool.annotations.readOnlyHint, tool.name !== "score_review");
        assert.ok(Buffer.byteLength(tool.description) <= 1200);
    }
}

async function reportsProgress({ call }) {
    const seen = [];
    const begin = performance.now();
    const result = await call(
        "ask_model",
        { prompt: "Count.", model: PACED },
        { onprogress: (progress) => seen.push(progress) },
    );
    const seconds = (performance.now() - begin) / 1000;
    const before = seen.length;
    assert.match(textOf(result), new RegExp(`\\n— ${PACED}`));
    assert.notEqual(result.isError, true);
    assert.ok(seen.length >= 2, `${seen.length} notifications in ${seconds} s`);
    assert.ok(seen.length <= 2 * seconds + 1, `${seen.length} notifications in ${seconds} s`);
    for (let i = 1; i < seen.length; i++) assert.ok(seen[i].progress > seen[i - 1].progress);
    assert.ok(seen.every((progress) => typeof progress.message === "string"));
    await pause(100);
    assert.equal(seen.length, before, "nothing after the answer");
}

async function asksInParallel(upstream, { call }) {
    const before = upstream.chats(SLOW).length;
    const begin = performance.now();
    const prompts = ["One?", "Two?", "Three?"];
    await Promise.all(prompts.map((prompt) => call("ask_model", { prompt, model: SLOW })));
    const took = performance.now() - begin;
    assert.equal(upstream.chats(SLOW).length, before + 3);
    assert.ok(took >= SLOW_MS && took < 1.8 * SLOW_MS, `three at once took ${took} ms`);
}

async function passesErrorsOn({ call }) {
    const refused = await call("ask_model", { prompt: "Hi", model: REFUSING });
    assert.equal(refused.isError, true);
    assert.match(textOf(refused), /429|rate|slow down/i);

    const wrong = await call("ask_model", { prompt: "Hi", model: PLAIN, effort: "gigantic" });
    assert.equal(wrong.isError, true);
    assert.match(textOf(wrong), /effort/);

    const unknown = await call("ask_model", { prompt: "Hi", model: "openai/gpt-77-nanno" });
    assert.equal(unknown.isError, true);
    assert.match(textOf(unknown), /openai\/gpt-77-nano/);
}

async function refusesUnknownTools({ call }) {
    await assert.rejects(call("no_such_tool", {}), (error) => error.code === -32602);
}

async function cancels(upstream, { call, client }) {
    const before = upstream.aborts().length;
    const asked = upstream.chats(STALLING).length;
    const abort = new AbortController();
    const answer = call(
        "ask_model",
        { prompt: "Wait.", model: STALLING },
        { signal: abort.signal },
    );
    const rejected = assert.rejects(answer);
    await until("the question arrives", 2000, () => upstream.chats(STALLING).length > asked);
    await pause(50);
    abort.abort("the user pressed Esc");
    await rejected;
    await abortSeen(upstream, before, ABORT_MS);
    assert.equal((await client.listTools()).tools.length, 5, "the server goes on");
}

async function carriesMuch(upstream, { call }) {
    const prompt = '\u{1F41F}\u0007\u2028"\\'.repeat(60_000) + "end";
    await call("ask_model", { prompt, model: PLAIN });
    const sent = upstream.chats(PLAIN).at(-1).body.messages.at(-1).content;
    const text = typeof sent === "string" ? sent : sent.at(-1).text;
    assert.ok(text.endsWith(prompt), "the prompt arrives whole, character for character");

    const long = textOf(await call("ask_model", { prompt: "Tell all.", model: LONG }));
    assert.ok(long.length <= 400_000, `${long.length} characters reach the model`);
    assert.match(long, /\/state\/openrouter-mcp\//, "the rest is in a file that is named");
}

async function listsModels({ call }) {
    const text = textOf(await call("list_models", { vendor: "openai", limit: 5 }));
    assert.match(text, /openai\//);
    assert.ok(text.length <= 12_000);
}

// Also while a question is on its way: its connection ends with the server.
async function closes(upstream, { call, close, wire }) {
    const before = upstream.aborts().length;
    const asked = upstream.chats(STALLING).length;
    const pending = call("ask_model", { prompt: "Wait on.", model: STALLING }).catch(() => {});
    await until("the question arrives", 2000, () => upstream.chats(STALLING).length > asked);
    const begin = performance.now();
    await close();
    await until("the process ends", CLOSE_MS, () => wire.exit);
    assert.ok(wire.exit.at - begin < CLOSE_MS, `the end took ${wire.exit.at - begin} ms`);
    assert.deepEqual([wire.exit.code, wire.exit.signal], [0, null]);
    await abortSeen(upstream, before, ABORT_MS);
    await pending;
}

function wroteOnlyMessages(era, { wire }, place) {
    const messages = wire.messages().flat();
    const results = messages.filter((message) => "result" in message);
    assert.ok(results.length >= 9);
    if (isModern(era)) assert.ok(results.every(({ result }) => result.resultType === "complete"));
    for (const [where, text] of [
        ["stdout", Buffer.concat(wire.chunks).toString()],
        ["stderr", wire.stderr],
        ["a file", place.leavings()],
    ])
        assert.ok(!text.includes(CANARY.slice(-32)), `the key is in ${where}`);
    assert.equal(wire.stderr, "", "a server has nothing to say there in a good session");
    for (const error of messages.filter((message) => "error" in message))
        assert.ok(error.error.message.length <= 1000);
}

export async function sessions(server, upstream, eras) {
    for (const era of eras) {
        const say = (claim) => `${era.name}: ${claim}`;
        const place = new Place(server, upstream.baseUrl);
        let session;

        await test(say("connects within a second"), async () => {
            const begin = performance.now();
            session = await era.connect(place);
            assert.ok(performance.now() - begin < 1000);
        });
        if (!session) continue;
        await test(say("learns name, revision and instructions"), () =>
            knowsTheServer(era, session),
        );
        await test(say("lists the tools, each fit for a model"), () => listsTheTools(session));
        await test(say("sees progress, at most two a second, none after the answer"), () =>
            reportsProgress(session),
        );
        await test(say("asks three models in the time of one"), () =>
            asksInParallel(upstream, session),
        );
        await test(say("gets what goes wrong as a tool error in words"), () =>
            passesErrorsOn(session),
        );
        await test(say("gets a protocol error for a tool that does not exist"), () =>
            refusesUnknownTools(session),
        );
        await test(say("cancels, and the upstream connection closes"), () =>
            cancels(upstream, session),
        );
        await test(say("sends and receives much"), () => carriesMuch(upstream, session));
        await test(say("lists models within bounds"), () => listsModels(session));
        await test(say("closes in time, with a question on its way"), () =>
            closes(upstream, session),
        );
        await test(say("read nothing but messages, and the key nowhere"), async () =>
            wroteOnlyMessages(era, session, place),
        );
        place.remove();
    }
}
