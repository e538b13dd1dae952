// sessions - the bridge before 2026-07-28: each session has a process of its own.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { test, until } from "../clients/suite.mjs";
import { Bridge, eventsSeen } from "./bridge.mjs";
import { answer, asks, heard, initialize, nameOf, notice, refusal, startPuppet } from "./era.mjs";

const PID = [answer('{"pid":$PID}')];

export async function sessions(program) {
    const stubborn = obstinacy(program); // takes its time
    const dir = mkdtempSync(join(tmpdir(), "openrouter-mcp-bridge-"));
    const record = join(dir, "record.txt");
    const bridge = await startPuppet(program, { args: ["--record", record] });
    await life(bridge);
    await talk(bridge);
    await stream(bridge);
    await test("every server ends well when the bridge is told to end by SIGTERM", async () => {
        const { reply } = await initialize(bridge, PID);
        assert.equal(await bridge.stop("SIGTERM"), 0, bridge.said);
        assert.ok(!existsSync(`/proc/${reply.json.result.pid}`));
    });
    await test("the record has what servers read and wrote", () => {
        const lines = readFileSync(record, "utf8").split("\n").slice(0, -1);
        assert.ok(lines.every((line) => /^[<>] [{[]/.test(line)));
        assert.ok(
            lines.some((line) =>
                line.startsWith('> {"jsonrpc":"2.0","id":0,"method":"initialize"'),
            ),
        );
        assert.ok(
            lines.some((line) => line.startsWith('< {"jsonrpc":"2.0","id":0,"result":{"pid":')),
        );
    });
    rmSync(dir, { recursive: true });
    await stubborn;
    await crowd(program);
    await test("a server that cannot be started is a status, not a hang", async () => {
        const none = await Bridge.start(program, ["/nonexistent/server"]);
        const reply = await none.send("POST", asks(0, [], { method: "initialize" }));
        assert.equal(reply.status, 502);
        assert.equal(await none.stop(), 1);
    });
}

async function life(bridge) {
    await test("two sessions are two processes", async () => {
        const [one, two] = [await initialize(bridge, PID), await initialize(bridge, PID)];
        assert.match(one.headers["Mcp-Session-Id"], /^[0-9a-f]{32}$/);
        assert.notEqual(one.headers["Mcp-Session-Id"], two.headers["Mcp-Session-Id"]);
        assert.notEqual(one.reply.json.result.pid, two.reply.json.result.pid);
    });
    await test("a request without a session has the status 400, with an unknown one 404", async () => {
        for (const [headers, status] of [
            [{}, 400],
            [{ "Mcp-Session-Id": "0".repeat(32) }, 404],
        ]) {
            assert.equal((await bridge.send("POST", asks(1, PID), headers)).status, status);
            if (status === 404)
                for (const method of ["GET", "DELETE"])
                    assert.equal((await bridge.send(method, undefined, headers)).status, 404);
        }
    });
    await test("DELETE ends the session and its process", async () => {
        const { reply, headers } = await initialize(bridge, PID);
        assert.equal((await bridge.send("DELETE", undefined, headers)).status, 200);
        assert.equal((await bridge.send("POST", asks(1, PID), headers)).status, 404);
        assert.equal((await bridge.send("DELETE", undefined, headers)).status, 404);
        await until("no process", 5000, () => !existsSync(`/proc/${reply.json.result.pid}`));
    });
}

async function talk(bridge) {
    const { headers } = await initialize(bridge);
    const post = (text) => bridge.send("POST", text, headers);

    await test("ids and tokens pass as they are", async () => {
        const text = asks('"\\u0061"', [answer()], { meta: { progressToken: "t" } });
        assert.equal((await post(text)).text, '{"jsonrpc":"2.0","id":"\\u0061","result":{}}');
        assert.ok((await heard(bridge, headers)).includes(text));
    });
    await test("an answer is found by its id, however its characters are written", async () => {
        const reply = await post(asks('"\\u0061b"', ['{"jsonrpc":"2.0","id":"ab","result":{}}']));
        assert.equal(reply.json.id, "ab");
    });
    await test("answers come in any order", async () => {
        const waiting = [1, 2, 3].map((id) => post(asks(id, [], { params: { who: `n${id}` } })));
        for (const id of [1, 2, 3]) await nameOf(bridge, `n${id}`, headers);
        const say = [3, 1, 2].map((id) => `{"jsonrpc":"2.0","id":${id},"result":{"n":${id}}}`);
        await post(asks(4, [...say, answer()]));
        const replies = await Promise.all(waiting);
        assert.deepEqual(
            replies.map((reply) => reply.json.result.n),
            [1, 2, 3],
        );
    });
    await test("a server's request comes on the stream of the newest, and its answer goes back", async () => {
        const question = '{"jsonrpc":"2.0","id":"q","method":"roots/list"}';
        const open = await bridge.open("POST", asks(5, [question]), headers);
        await eventsSeen(open, 1);
        assert.equal(open.events[0], question);
        const back = '{"jsonrpc":"2.0","id":"q","result":{"roots":[]}}';
        assert.equal((await post(back)).status, 202);
        assert.ok((await heard(bridge, headers)).includes(back));
        await post(asks(6, ['{"jsonrpc":"2.0","id":5,"result":{}}', answer()]));
        await open.ended;
        assert.equal(open.events[1], '{"jsonrpc":"2.0","id":5,"result":{}}');
    });
    await test("a batch with a request in it gets its array, one without is accepted", async () => {
        const batch = (id, say) =>
            `[${notice("{}")},${asks(id, [])}]`.replace('"say":[]', `"say":[]${say}`);
        const waiting = post(batch(7, ',"who":"batch"'));
        await nameOf(bridge, "batch", headers);
        const said = '[{"jsonrpc":"2.0","id":7,"result":{}}]';
        const newer = await post(asks(8, [notice("{}"), said, answer()]));
        assert.equal(newer.events.length, 2);
        assert.equal((await waiting).text, said);
        assert.equal((await post(`[${notice("{}")}]`)).status, 202);
    });
    await test("errors have the status 200, but for those that name no request", async () => {
        for (const code of [-32601, -32602, -32002])
            assert.equal((await post(asks(9, [refusal(code)]))).status, 200);
        const nameless = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"no"}}';
        assert.equal((await post(asks("null", [nameless]))).status, 400);
    });
    await test("hanging up takes nothing back", async () => {
        const open = await bridge.open("POST", asks(10, [notice("{}")]), headers);
        open.leave();
        await post(asks(11, [answer()]));
        assert.ok(!(await heard(bridge, headers)).some((line) => line.includes("cancelled")));
    });
}

async function stream(bridge) {
    const { headers } = await initialize(bridge);
    const changed = (n) => notice(`{"n":${n}}`, "notifications/tools/list_changed");
    const tell = (n) => bridge.send("POST", asks(n, [answer(), changed(n)]), headers);

    await test("what belongs to no request waits for the GET, and comes there", async () => {
        await tell(1);
        await tell(2);
        const open = await bridge.open("GET", undefined, headers);
        await eventsSeen(open, 2);
        await tell(3);
        await eventsSeen(open, 3);
        assert.deepEqual(open.events, [1, 2, 3].map(changed));
        const other = await bridge.open("GET", undefined, headers);
        await open.ended;
        await tell(4);
        await eventsSeen(other, 1);
        await bridge.send("DELETE", undefined, headers);
        await other.ended;
        assert.deepEqual(other.events, [changed(4)]);
    });
}

async function obstinacy(program) {
    const bridge = await startPuppet(program, {}, "stubborn");
    const { reply } = await initialize(bridge, PID);
    const status = await bridge.stop();
    await test("a server that will not end is told by SIGTERM, then killed, and it is said", () => {
        assert.equal(status, 1);
        assert.match(bridge.said, /was sent signal 15[^]*was sent signal 9/);
        assert.ok(!existsSync(`/proc/${reply.json.result.pid}`));
    });
}

// cat is no server, but it is there, and small.
async function crowd(program) {
    const bridge = await Bridge.start(program, ["cat"]);
    const begin = async () => {
        const open = await bridge.open("POST", asks(0, [], { method: "initialize" }));
        return { "Mcp-Session-Id": open.headers["mcp-session-id"] };
    };
    await test("at 128 sessions, the one that was idle for longest makes room", async () => {
        const headers = [];
        while (headers.length < 128) headers.push(await begin());
        const status = async (i) => (await bridge.send("POST", notice("{}"), headers[i])).status;
        assert.deepEqual([await status(0), await status(1)], [202, 202]);
        headers.push(await begin());
        assert.deepEqual([await status(0), await status(2), await status(128)], [202, 404, 202]);
        assert.equal(await bridge.stop(), 0, bridge.said);
    });
}
