// eras - the ways a client of today begins a connection, behind one face.

import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { StdioClientTransport as Stdio1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Client as Client2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Stdio2 } from "@modelcontextprotocol/client/stdio";

import { Wire } from "./wire.mjs";

const ME = { name: "openrouter-mcp-clients", version: "1.0.0" };

export const LEGACY = "2025-11-25";
export const MODERN = "2026-07-28";

// elicit: answers {params: {message, requestedSchema}} in the place of a user.

// A connected client, what the server writes, and one way to call a tool for both SDKs.
async function connect(client, transport, callTool) {
    const wire = Wire.tap(transport);
    await client.connect(transport);
    return {
        client,
        transport,
        wire,
        call: (name, args, options) => callTool({ name, arguments: args }, options),
        close: () => client.close(),
    };
}

// What a client declares whose user can be asked.
const abilities = (elicit) => (elicit ? { elicitation: { form: {} } } : {});

function sdk1(place, { elicit } = {}) {
    const client = new Client1(ME, { capabilities: abilities(elicit) });
    if (elicit) client.setRequestHandler(ElicitRequestSchema, elicit);
    return connect(client, new Stdio1(place.command()), (params, options) =>
        client.callTool(params, undefined, options),
    );
}

function sdk2(mode) {
    return (place, { elicit } = {}) => {
        const capabilities = abilities(elicit);
        const client = new Client2(ME, { capabilities, versionNegotiation: { mode } });
        if (elicit) client.setRequestHandler("elicitation/create", elicit);
        return connect(client, new Stdio2(place.command()), (params, options) =>
            client.callTool(params, options),
        );
    };
}

export const eras = [
    { name: "SDK 1 by initialize", revision: LEGACY, connect: sdk1 },
    { name: "SDK 2 by initialize", revision: LEGACY, connect: sdk2("legacy") },
    { name: "SDK 2 at 2026-07-28", revision: MODERN, connect: sdk2({ pin: MODERN }) },
    { name: "SDK 2 that finds out", revision: MODERN, connect: sdk2("auto") },
];

export const isModern = (era) => era.revision === MODERN;
