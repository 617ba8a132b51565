// Starts the application with our own words about a lost connection.
(() => {
  const pauses = [0, 500, 1000, 2000, 4000, 5000];
  let tries = 0;
  Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1000, retryIntervalMilliseconds: n => pauses[Math.min(tries = n, pauses.length - 1)] } } });
  const notice = document.getElementById('components-reconnect-modal');
  const again = async () => {
    if (notice.classList.contains('components-reconnect-rejected')) { location.reload(); return; }
    try { if (!await Blazor.reconnect() && !await (Blazor.resumeCircuit?.() ?? false)) location.reload(); } catch { /* still away; it is tried again */ }
  };
  document.getElementById('reconnect-now').addEventListener('click', again);
  addEventListener('online', () => { if (/reconnect-(show|retrying|failed)/.test(notice.className)) again(); });
  // The server no longer knows this page. Everything is in the log and the draft in this browser, so load it again.
  new MutationObserver(() => {
    const gone = notice.classList.contains('components-reconnect-rejected');
    document.documentElement.classList.toggle('offline', /components-reconnect-(show|retrying|paused|failed)/.test(notice.className));
    if (gone) location.reload();
  }).observe(notice, { attributes: true, attributeFilter: ['class'] });
})();
