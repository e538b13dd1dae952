// upstream - the stand-in for OpenRouter as a child, and what it saw.

import { spawn } from "node:child_process";
import {
    closeSync,
    existsSync,
    fstatSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "./suite.mjs";

const CHAT = "/chat/completions";

export class Upstream {
    seen = [];
    readTo = 0;

    // tls: over TLS, with an authority of its own whose certificate is then this.caFile.
    static async start(program, { script, tls = false }) {
        const upstream = new Upstream();
        const dir = (upstream.dir = mkdtempSync(join(tmpdir(), "openrouter-mcp-upstream-")));
        const scriptFile = join(dir, "script.json");
        upstream.recordFile = join(dir, "record.jsonl");
        writeFileSync(scriptFile, JSON.stringify(script));
        const args = [
            "--port",
            "0",
            "--stdin",
            "--script",
            scriptFile,
            "--record",
            upstream.recordFile,
        ];
        if (tls) {
            mkdirSync(join(dir, "tls"));
            args.push("--tls", join(dir, "tls"));
            upstream.caFile = join(dir, "tls", "ca.pem");
        }
        upstream.child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
        upstream.baseUrl = await firstLine(upstream.child);
        return upstream;
    }

    // Everything it has written down so far. What was read before is not read again.
    events() {
        const bytes = existsSync(this.recordFile) ? readFrom(this.recordFile, this.readTo) : "";
        const whole = bytes.slice(0, bytes.lastIndexOf("\n") + 1);
        this.readTo += Buffer.byteLength(whole, "latin1");
        const lines = Buffer.from(whole, "latin1").toString().split("\n").slice(0, -1);
        this.seen.push(...lines.map((line) => JSON.parse(line)));
        return this.seen;
    }

    // The bodies of all questions so far, of one model where one is named.
    chats(model) {
        return this.events()
            .filter((event) => event.event === "request" && event.path.endsWith(CHAT))
            .map((event) => ({ ...event, body: JSON.parse(event.body) }))
            .filter((event) => !model || event.body.model === model);
    }

    aborts() {
        return this.events().filter((event) => event.outcome === "aborted");
    }

    async stop() {
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        this.child.stdin.end();
        await ended;
        rmSync(this.dir, { recursive: true, force: true });
    }
}

function readFrom(path, offset) {
    const fd = openSync(path, "r");
    try {
        const bytes = Buffer.alloc(fstatSync(fd).size - offset);
        return bytes.toString("latin1", 0, readSync(fd, bytes, 0, bytes.length, offset));
    } finally {
        closeSync(fd);
    }
}

function firstLine(child) {
    return new Promise((resolve, reject) => {
        let text = "";
        child.once("error", reject);
        child.once("exit", (code) => reject(new Error(`the stand-in ended with ${code}`)));
        child.stdout.on("data", (chunk) => {
            text += chunk;
            if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
        });
    });
}

export const abortSeen = (upstream, before, ms) =>
    until("the upstream connection closes", ms, () => upstream.aborts().length > before);
