// Colours and formulas of finished blocks. Both libraries are loaded from this server when the first block needs them.
(() => {
  const loaded = new Map();
  const load = (tag, url) => {
    if (!loaded.has(url)) loaded.set(url, new Promise((done, failed) => {
      const e = document.createElement(tag);
      if (tag === 'link') { e.rel = 'stylesheet'; e.href = url; } else e.src = url;
      e.onload = done;
      e.onerror = failed;
      document.head.append(e);
    }));
    return loaded.get(url);
  };
  window.collabMarkdown = {
    async enrich(block) {
      if (!block?.isConnected) return;
      const code = block.querySelectorAll('code[data-language]:not(.hljs)'), math = block.querySelectorAll('.math[data-display]:not(.done)');
      try {
        if (code.length) await load('script', 'lib/highlight/highlight.min.js');
        for (const c of code) {
          const language = hljs.getLanguage(c.dataset.language) ? c.dataset.language : null;
          if (!language) continue;
          c.innerHTML = hljs.highlight(c.textContent, { language, ignoreIllegals: true }).value;
          c.classList.add('hljs');
        }
        if (math.length) await Promise.all([load('script', 'lib/katex/katex.min.js'), load('link', 'lib/katex/katex.min.css')]);
        for (const m of math) {
          const tex = m.textContent;
          katex.render(tex, m, { displayMode: m.dataset.display === 'block', throwOnError: false, trust: false, maxExpand: 200, maxSize: 20, strict: 'ignore' });
          m.classList.add('done');
        }
      } catch (e) { console.warn('A block stays plain, which says the same.', e); }
    },
  };
})();
