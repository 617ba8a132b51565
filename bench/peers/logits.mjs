// Log-probabilities of llama.cpp at given positions of a token sequence, for comparison with ours; and its tokens of a text.
import { openLlama, serve } from "./llama.mjs";

const llama = await openLlama(1);
let model;

await serve({
  async load({ model: modelPath }) {
    await model?.dispose();
    model = await llama.loadModel({ modelPath, gpuLayers: 0 });
    return {};
  },

  async tokenize({ text, special }) {
    return { ids: model.tokenize(text, special ?? false) };
  },

  // The probability of every token after the last id, as logarithms: logits up to one constant.
  async logits({ ids, adapter }) {
    const lora = adapter ? { adapters: [{ filePath: adapter, scale: 1 }] } : undefined;
    const context = await model.createContext({ contextSize: Math.max(64, ids.length + 8), threads: 1, sequences: 1, lora });
    try {
      const input = [...ids.slice(0, -1), [ids.at(-1), { generateNext: { probabilities: true } }]];
      const answers = await context.getSequence().controlledEvaluate(input);
      const probabilities = answers.at(-1).next.probabilities;
      return { tokens: [...probabilities.keys()], logs: [...probabilities.values()].map((p) => Math.log(p)) };
    } finally {
      await context.dispose();
    }
  },
});
