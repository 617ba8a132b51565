// node greedy.mjs MODULE MODEL ADAPTER|- COUNT TOKEN: the likeliest continuation by llama.cpp, as a JSON array.
import { pathToFileURL } from "node:url";

const [module, model, adapter, count, ...prompt] = process.argv.slice(2);
const { getLlama } = await import(pathToFileURL(module));
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: 1, logLevel: "error" });
const loaded = await llama.loadModel({ modelPath: model });
const context = await loaded.createContext({ contextSize: 128, threads: 1, lora: adapter === "-" ? undefined : adapter });
const tokens = [];
for await (const token of context.getSequence().evaluate(prompt.map(Number), { temperature: 0, yieldEogToken: true })) {
  tokens.push(token);
  if (tokens.length === Number(count)) break;
}
console.log(JSON.stringify(tokens));
process.exit(0);
