// Speed of llama.cpp: the same token ids, the same number of threads, greedy. Times are milliseconds since the process began.
import { openLlama, serve } from "./llama.mjs";

let context;
let sequences;

await serve({
  async load({ model, threads, contextSize, count }) {
    const llama = await openLlama(threads);
    const loaded = await llama.loadModel({ modelPath: model, gpuLayers: 0 });
    context = await loaded.createContext({ contextSize, batchSize: 512, threads, sequences: count });
    sequences = Array.from({ length: count }, () => context.getSequence());
    return { version: llama.llamaCppRelease?.release ?? "" };
  },

  async prompt({ ids }) {
    await sequences[0].clearHistory();
    const start = performance.now();
    await sequences[0].evaluateWithoutGeneratingNewTokens(ids);
    return { milliseconds: performance.now() - start };
  },

  // Times of every token of every sequence; prompts are read before.
  async decode({ prompts, tokens }) {
    const used = sequences.slice(0, prompts.length);
    for (const [i, sequence] of used.entries()) {
      await sequence.clearHistory();
      await sequence.evaluateWithoutGeneratingNewTokens(prompts[i].slice(0, -1));
    }
    const times = await Promise.all(used.map(async (sequence, i) => {
      const seen = [];
      for await (const _ of sequence.evaluate(prompts[i].slice(-1), { temperature: 0, yieldEogToken: true })) {
        seen.push(performance.now());
        if (seen.length >= tokens) break;
      }
      return seen;
    }));
    return { times };
  },
});
