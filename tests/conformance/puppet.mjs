// puppet - a stdio server that says what it is told to, and remembers what it heard.
//
// A request's params name what happens: "say" is a list of lines, written as they are but for $ID
// and $TOKEN, the raw JSON of the request's id and progress token; "exit" a status to end with.
// Every other request stays without an answer. With the argument "stubborn", neither the end of
// its input nor SIGTERM moves it.

import { createInterface } from "node:readline";

const heard = [];
const stubborn = process.argv[2] === "stubborn";

const raw = (line, name) => line.match(new RegExp(`"${name}"\\s*:\\s*("[^"]*"|-?[0-9.]+)`))?.[1];

function obey(line) {
    let params;
    try {
        params = JSON.parse(line).params ?? {};
    } catch {
        return;
    }
    const lines = (params.say ?? []).map((text) =>
        text
            .replaceAll("$ID", () => raw(line, "id"))
            .replaceAll("$TOKEN", () => raw(line, "progressToken"))
            .replaceAll("$PID", () => process.pid)
            .replaceAll("$HEARD", () => JSON.stringify(heard)),
    );
    // In one write, so that nothing comes between them.
    if (lines.length > 0) process.stdout.write(lines.join("\n") + "\n");
    if (params.exit !== undefined) process.exit(params.exit);
}

createInterface({ input: process.stdin }).on("line", (line) => {
    heard.push(line);
    obey(line);
});
if (stubborn) {
    process.on("SIGTERM", () => {});
    setInterval(() => {}, 1000);
}
