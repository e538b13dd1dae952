// suite - tests as sentences, one after the other, and the line that sums them up.

const counts = { passed: 0, failed: 0, skipped: 0 };

const TEST_MS = 30_000;

function deadline(ms) {
    let timer;
    const passed = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms`)), ms);
    });
    return { passed, stop: () => clearTimeout(timer) };
}

export async function test(sentence, body) {
    const limit = deadline(TEST_MS);
    try {
        await Promise.race([body(), limit.passed]);
        counts.passed++;
    } catch (error) {
        counts.failed++;
        console.log(
            `FAILED ${sentence}\n    ${String(error.message ?? error).replaceAll("\n", "\n    ")}`,
        );
    } finally {
        limit.stop();
    }
}

export function skip(sentence, why) {
    counts.skipped++;
    console.log(`skipped ${sentence}: ${why}`);
}

// Prints the closing line; answers the status to exit with.
export function close() {
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Waits until probe() answers something true, and answers that.
export async function until(what, ms, probe) {
    const end = performance.now() + ms;
    for (;;) {
        const found = probe();
        if (found) return found;
        if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
        await pause(5);
    }
}
