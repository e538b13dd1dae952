// place - a clean place for a server to run in: no settings, no cache and no key but ours.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Appears nowhere but in what is sent upstream: every other place is searched for it.
export const CANARY = "sk-or-v1-c4n4ry0123456789abcdef0123456789abcdef0123456789abcdef01234567";

export class Place {
    constructor(server, baseUrl, { env = {}, config } = {}) {
        this.dir = mkdtempSync(join(tmpdir(), "openrouter-mcp-client-"));
        this.server = server;
        this.env = {
            PATH: process.env.PATH,
            HOME: this.dir,
            XDG_CONFIG_HOME: join(this.dir, "config"),
            XDG_STATE_HOME: join(this.dir, "state"),
            XDG_CACHE_HOME: join(this.dir, "cache"),
            OPENROUTER_BASE_URL: baseUrl,
            OLLAMA_HOST: "127.0.0.1:1",
            OPENROUTER_API_KEY: CANARY,
            OPENROUTER_MCP_BUDGET_SESSION_USD: "1000",
            OPENROUTER_MCP_BUDGET_DAY_USD: "1000",
            OPENROUTER_MCP_REPEAT_WINDOW_S: "0", // the same question is asked on purpose
            ...env,
        };
        if (config) this.write("config/openrouter-mcp/config.json", JSON.stringify(config));
    }

    write(name, text) {
        const path = join(this.dir, name);
        mkdirSync(join(path, ".."), { recursive: true });
        writeFileSync(path, text);
        return path;
    }

    // As an SDK's stdio transport takes it.
    command() {
        return { command: this.server, args: [], env: this.env, cwd: this.dir, stderr: "pipe" };
    }

    // Every file that the server left behind, as one text.
    leavings() {
        const files = readdirSync(this.dir, { recursive: true, withFileTypes: true });
        return files
            .filter((file) => file.isFile())
            .map((file) => readFileSync(join(file.parentPath, file.name), "latin1"))
            .join("\n");
    }

    remove() {
        rmSync(this.dir, { recursive: true, force: true });
    }
}
