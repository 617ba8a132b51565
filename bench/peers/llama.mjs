// llama.cpp through node-llama-cpp: found in this folder's node_modules, or in the folder that PEER_MODULES names.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function openLlama(threads) {
  const home = process.env.PEER_MODULES ?? import.meta.dirname;
  const entry = createRequire(path.join(home, "package.json")).resolve("node-llama-cpp");
  const { getLlama } = await import(pathToFileURL(entry).href);
  return getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: threads, logLevel: "error" });
}

// One JSON object a line in, one out. A failure is an answer too: { "error": "…" }.
export async function serve(handlers) {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    let answer;
    try {
      const { op, ...rest } = JSON.parse(line);
      answer = await handlers[op](rest);
    } catch (error) {
      answer = { error: String(error?.stack ?? error) };
    }
    process.stdout.write(JSON.stringify(answer ?? {}) + "\n");
  }
  process.exit(0);
}
