// Starts the application with our own words about a lost connection.
(() => {
  const pauses = [0, 500, 1000, 2000, 4000, 5000];
  const notice = document.getElementById('components-reconnect-modal');
  const count = notice.querySelector('.reconnect-count');
  let counting;
  const wait = tries => {
    const pause = pauses[Math.min(tries, pauses.length - 1)], until = Date.now() + pause;
    const tell = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      count.textContent = left > 0 ? ` in ${left} s` : '';
      if (left <= 0) clearInterval(counting);
    };
    clearInterval(counting);
    counting = setInterval(tell, 250);
    tell();
    return pause;
  };
  Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1000, retryIntervalMilliseconds: wait } } });
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
