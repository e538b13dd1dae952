// door - who may come in to the bridge, and what HTTP demands beyond JSON-RPC.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";

import { pause, test } from "../clients/suite.mjs";
import { answer, asks, initialize, modernAsks, modernHeaders, startPuppet } from "./era.mjs";

const SPECIAL = "=?base64?ZMOpasOgIHZ1?="; // "déjà vu"

export async function door(program) {
    const bridge = await startPuppet(program);
    await strangers(bridge);
    await mismatches(bridge);
    await garbage(bridge);
    await wire(bridge);
    await crowd(bridge);
    await deaths(program, bridge);
}

const ask = (bridge, headers) =>
    bridge.send("POST", modernAsks(1, [answer()]), modernHeaders(headers));

async function strangers(bridge) {
    for (const name of ["localhost", "127.0.0.1", "[::1]"])
        await test(`the host and origin ${name} may come in`, async () => {
            const host = `${name}:${bridge.url.port}`;
            assert.equal((await ask(bridge, { Host: host, Origin: `http://${host}` })).status, 200);
        });
    const strange = [
        { Host: "evil.example" },
        { Host: "localhost.evil.example" },
        { Origin: "http://evil.example" },
        { Origin: "null" },
        { Origin: "http://evil.example:80/localhost" },
    ];
    for (const headers of strange)
        await test(`${JSON.stringify(headers)} may not`, async () => {
            assert.equal((await ask(bridge, headers)).status, 403);
        });
    const elsewhere = [
        ["GET", "/mcp", 405],
        ["DELETE", "/mcp", 405],
        ["PUT", "/mcp", 405],
        ["POST", "/", 404],
        ["POST", "/mcp/x", 404],
    ];
    for (const [method, path, status] of elsewhere)
        await test(`${method} ${path} has the status ${status}`, async () => {
            const there = Object.assign(Object.create(bridge), { url: new URL(path, bridge.url) });
            assert.equal((await there.send(method, undefined, modernHeaders())).status, status);
        });
}

async function mismatches(bridge) {
    const tries = [
        ["no Mcp-Method", {}, { "Mcp-Method": "" }, false],
        ["another Mcp-Method", {}, { "Mcp-Method": "tools/list" }, false],
        ["an Mcp-Method in capitals", {}, { "Mcp-Method": "PUPPET/SAY" }, false],
        ["no version", {}, { "MCP-Protocol-Version": "" }, false],
        ["another version", {}, { "MCP-Protocol-Version": "2025-11-25" }, false],
        ["no Mcp-Name", { name: "a" }, {}, false],
        ["another Mcp-Name", { name: "a" }, { "Mcp-Name": "b" }, false],
        ["the same Mcp-Name", { name: "a" }, { "Mcp-Name": "a" }, true],
        ["an encoded Mcp-Name", { name: "déjà vu" }, { "Mcp-Name": SPECIAL }, true],
        ["another, encoded Mcp-Name", { name: "déjà vo" }, { "Mcp-Name": SPECIAL }, false],
        ["a broken Mcp-Name", { name: "déjà vu" }, { "Mcp-Name": "=?base64?ZMOpasOgIHZ1" }, false],
        ["no name at all", {}, {}, true],
    ];
    for (const [what, params, headers, passes] of tries)
        await test(`${what}: ${passes ? "passed on" : "refused"}`, async () => {
            const method =
                "name" in params || what.startsWith("no name") ? "tools/call" : "puppet/say";
            const text = modernAsks(1, [answer()], { method, params });
            const reply = await bridge.send(
                "POST",
                text,
                modernHeaders({ "Mcp-Method": method, ...headers }),
            );
            assert.equal(reply.status, passes ? 200 : 400);
            assert.equal(reply.json.error?.code, passes ? undefined : -32020);
            assert.equal(reply.json.id, 1);
        });
    for (const [method, member] of [
        ["resources/read", "uri"],
        ["prompts/get", "name"],
    ])
        await test(`${method} is named by its ${member}`, async () => {
            const text = modernAsks(1, [answer()], { method, params: { [member]: "x:y" } });
            for (const [name, status] of [
                ["x:y", 200],
                ["x:z", 400],
            ]) {
                const headers = modernHeaders({ "Mcp-Method": method, "Mcp-Name": name });
                assert.equal((await bridge.send("POST", text, headers)).status, status);
            }
        });
}

async function garbage(bridge) {
    for (const [text, code] of [
        ["", -32700],
        ["{", -32700],
        ["{}{}", -32700],
        ["\ufeff{}", -32700],
        ["5", -32600],
        ["{}", -32600],
        ['{"method":5,"id":1}', -32600],
        ["[]", -32600],
    ])
        await test(`the body ${JSON.stringify(text)} is refused with ${code}`, async () => {
            const reply = await bridge.send("POST", text, modernHeaders());
            assert.equal(reply.status, 400);
            assert.equal(reply.json.error.code, code);
            assert.equal(reply.json.id, text.includes('"id"') ? 1 : undefined);
        });
    await test("a body of 8 MiB is refused", async () => {
        assert.equal((await bridge.send("POST", " ".repeat(8 << 20), modernHeaders())).status, 413);
    });
}

// Sends bytes as they are; answers what came until the bridge closes, or the pattern matches.
function raw(bridge, pieces, pattern) {
    return new Promise((resolve, reject) => {
        const socket = connect(bridge.url.port, "127.0.0.1");
        let text = "";
        socket.setNoDelay(true);
        socket.on("data", (chunk) => {
            text += chunk;
            if (pattern?.test(text)) socket.destroy();
        });
        socket.on("close", () => resolve(text));
        socket.on("error", reject);
        (async () => {
            for (const piece of pieces) await new Promise((sent) => socket.write(piece, sent));
        })();
    });
}

function request(bridge, id, more = "") {
    const body = modernAsks(id, [answer()]);
    const headers = modernHeaders({
        Host: bridge.url.host,
        "Content-Length": Buffer.byteLength(body),
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST /mcp HTTP/1.1\r\n${lines.join("")}${more}\r\n${body}`;
}

async function wire(bridge) {
    await test("two requests in one write get their answers in turn, on one connection", async () => {
        const text = await raw(bridge, [request(bridge, 1) + request(bridge, 2)], /"id":2/);
        assert.match(text, /"id":1,[^]*HTTP\/1.1 200 OK[^]*"id":2,/);
    });
    await test("a request that comes byte by byte gets its answer", async () => {
        assert.match(await raw(bridge, request(bridge, 3), /"id":3/), /200 OK/);
    });
    await test("a client that says so is hung up on after its answer", async () => {
        assert.match(
            await raw(bridge, [request(bridge, 4, "Connection: close\r\n")]),
            /"id":4,"result":{}}$/,
        );
    });
    await test("what is not HTTP is told so and hung up on", async () => {
        assert.match(await raw(bridge, ["hello\r\n\r\n"]), /^HTTP\/1.1 400 /);
    });
}

// Answers whether the bridge keeps a connection that says nothing.
function keeps(socket) {
    return new Promise((resolve) => {
        socket.on("close", () => resolve(false));
        socket.on("connect", () => setTimeout(() => resolve(true), 500));
    });
}

async function crowd(bridge) {
    await test("513 connections are one too many, and when some leave there is room", async () => {
        const sockets = Array.from({ length: 513 }, () => connect(bridge.url.port, "127.0.0.1"));
        const kept = await Promise.all(sockets.map(keeps));
        assert.equal(kept.filter((is) => is).length, 512);
        const gone = sockets.filter((_, i) => kept[i]).map((socket) => once(socket, "close"));
        for (const socket of sockets) socket.destroy();
        await Promise.all(gone);
        await pause(100); // until the bridge has seen it, too
        assert.equal((await ask(bridge)).status, 200);
    });
}

async function deaths(program, bridge) {
    for (const status of [3, 0])
        await test(`when the server ends with ${status}, who waits is told, and the next starts another`, async () => {
            const waiting = bridge.send("POST", modernAsks(1, []), modernHeaders());
            const text = modernAsks(2, [], { params: { exit: status } });
            const last = bridge.send("POST", text, modernHeaders());
            for (const reply of await Promise.all([waiting, last])) {
                assert.equal(reply.status, 502);
                assert.equal(reply.json.error.code, -32603);
            }
            assert.equal((await ask(bridge)).status, 200);
        });
    await test("the bridge says so, and ends with status 1", async () => {
        assert.equal(await bridge.stop(), 1);
        assert.match(bridge.said, /wait status 768, without being told to/);
        assert.match(bridge.said, /wait status 0, without being told to/);
    });
    await test("a line that is no message is said, too", async () => {
        const other = await startPuppet(program);
        const reply = await other.send("POST", modernAsks(1, ["hello", answer()]), modernHeaders());
        assert.equal(reply.status, 200);
        assert.equal(await other.stop(), 1);
        assert.match(other.said, /the server wrote no message: not JSON/);
    });
    await test("where messages are judged, a wrong one is said, and counted", async () => {
        const other = await startPuppet(program, { args: ["--judge"] });
        const text = asks(1, [answer(), answer()], { method: "ping" });
        const { headers } = await initialize(other);
        assert.equal((await other.send("POST", text, headers)).status, 200);
        assert.equal(await other.stop(), 1);
        assert.match(other.said, /what the server wrote is wrong: /);
        assert.match(other.printed, /witness: [3-9] messages, [1-9] invalid/);
    });
}
