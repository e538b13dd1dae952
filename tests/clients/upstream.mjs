// upstream - the stand-in for OpenRouter as a child, and what it saw.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "./suite.mjs";

const CHAT = "/chat/completions";

export class Upstream {
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

    events() {
        if (!existsSync(this.recordFile)) return [];
        const lines = readFileSync(this.recordFile, "utf8").split("\n");
        return lines.slice(0, -1).map((line) => JSON.parse(line));
    }

    // The bodies of all questions so far, of one model where one is named.
    chats(model) {
        return this.events()
            .filter((event) => event.event === "request" && event.path.endsWith(CHAT))
            .map((event) => ({ ...event, body: JSON.parse(event.body) }))
            .filter((event) => !model || event.body.model === model);
    }

    aborts() {
        return this.events().filter((event) => event.event === "abort");
    }

    async stop() {
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        this.child.stdin.end();
        await ended;
        rmSync(this.dir, { recursive: true, force: true });
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
