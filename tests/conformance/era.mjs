// era - what clients of both eras write, as text, to a puppet behind the bridge.

import { fileURLToPath } from "node:url";

import { Bridge } from "./bridge.mjs";

export const REVISION = "2026-07-28";
const PREFIX = "io.modelcontextprotocol/";

const puppet = fileURLToPath(new URL("puppet.mjs", import.meta.url));

export const startPuppet = (program, options, ...words) =>
    Bridge.start(program, [process.execPath, puppet, ...words], options);

// A request with a raw id that makes the puppet say these lines. The rest are members of its params
// and of their _meta.
export function asks(id, say, { method = "puppet/say", params, meta } = {}) {
    const body = { say, ...params, ...(meta && { _meta: meta }) };
    return `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${JSON.stringify(body)}}`;
}

export const modernMeta = (more) => ({
    [PREFIX + "protocolVersion"]: REVISION,
    [PREFIX + "clientCapabilities"]: {},
    ...more,
});

// The same at 2026-07-28.
export const modernAsks = (id, say, { meta, ...rest } = {}) =>
    asks(id, say, { ...rest, meta: modernMeta(meta) });

export const modernHeaders = (more) => ({
    "MCP-Protocol-Version": REVISION,
    "Mcp-Method": "puppet/say",
    ...more,
});

// What the puppet may be made to say.
export const answer = (result = "{}") => `{"jsonrpc":"2.0","id":$ID,"result":${result}}`;
export const refusal = (code) =>
    `{"jsonrpc":"2.0","id":$ID,"error":{"code":${code},"message":"no"}}`;
export const notice = (params, method = "notifications/message") =>
    `{"jsonrpc":"2.0","method":"${method}","params":${params}}`;
export const tagged = (id) => `"_meta":{"${PREFIX}subscriptionId":${id}}`;

// Opens a session: its headers, and the answer that opened it.
export async function initialize(bridge, say = [answer()]) {
    const reply = await bridge.send("POST", asks(0, say, { method: "initialize" }));
    return { reply, headers: { "Mcp-Session-Id": reply.headers["mcp-session-id"] } };
}

// Every line that the server has read so far: the one of a session, or the one of all.
export async function heard(bridge, headers) {
    const say = [answer('{"heard":$HEARD}')];
    const reply = headers
        ? await bridge.send("POST", asks(99, say), headers)
        : await bridge.send("POST", modernAsks(99, say), modernHeaders());
    return reply.json.result.heard;
}

// Waits until the server has read a line that holds this text; answers that line.
export async function heardOf(bridge, text, headers) {
    for (let tries = 0; tries < 500; tries++) {
        const lines = await heard(bridge, headers);
        const line = lines.findLast((line) => line.includes(text) && !line.includes("$HEARD"));
        if (line) return line;
    }
    throw new Error(`the server was not told ${text}`);
}

// The raw id by which the server knows the request that has this text in it.
export const nameOf = async (bridge, text, headers) =>
    (await heardOf(bridge, text, headers)).match(/"id":("[^"]*"|-?\d+)/)[1];
