// The list of messages: following its end, announcing what is finished, keys of cards and versions.
(() => {
  const near = 48;

  // Keys of a question card. One listener for all cards: a card that has just been drawn has them at once.
  addEventListener('keydown', e => {
    const ask = e.target.closest?.('.card .ask');
    if (!ask || e.isComposing || e.keyCode === 229) return;
    if (e.target.tagName === 'INPUT') {
      if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) {
        e.preventDefault();
        const next = ask.nextElementSibling;
        (next?.querySelector('.chip, input') ?? ask.closest('.card').querySelector('.send')).focus();
      }
      return;
    }
    const chips = [...ask.querySelectorAll('.chip')];
    const at = chips.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (step && at >= 0) { e.preventDefault(); chips[(at + step + chips.length) % chips.length].focus(); }
    else if (/^[1-9]$/.test(e.key) && chips[e.key - 1] && collabPage.keys()) { e.preventDefault(); chips[e.key - 1].focus(); chips[e.key - 1].click(); }
  });

  // Alt and an arrow: the version before or after, of the message with the focus or of the last one that has any.
  addEventListener('keydown', e => {
    if (!e.altKey || !/^Arrow(Left|Right)$/.test(e.key)) return;
    const turn = document.activeElement?.closest('.turn') ?? [...document.querySelectorAll('.turn:has(.siblings)')].pop();
    const button = turn?.querySelector(e.key === 'ArrowLeft' ? '.siblings .before' : '.siblings .after');
    if (!button) return;
    e.preventDefault();
    button.click();
  });

  window.collabThread = {
    attach(scroller, button, status) {
      if (scroller.dataset.attached) return;
      scroller.dataset.attached = 'true';
      let follow = true, seen = 0, busy = false;
      const turns = () => scroller.querySelectorAll('.turn').length;
      const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near;
      const show = () => {
        const fresh = Math.max(0, turns() - seen);
        button.hidden = follow || scroller.scrollHeight <= scroller.clientHeight;
        button.querySelector('span').textContent = fresh > 0 ? `${fresh} new` : 'To the end';
      };
      scroller.addEventListener('scroll', () => { follow = atEnd(); if (follow) seen = turns(); show(); }, { passive: true });
      button.addEventListener('click', () => { follow = true; scroller.scrollTop = scroller.scrollHeight; show(); });
      new ResizeObserver(() => { if (follow) scroller.scrollTop = scroller.scrollHeight; show(); }).observe(scroller.firstElementChild);
      new MutationObserver(() => {
        const live = scroller.querySelector('[data-live]') !== null;
        // One sentence when a reply is finished, never one for each word.
        if (busy && !live) {
          const last = [...scroller.querySelectorAll('.reply')].pop();
          status.textContent = last ? `The reply is finished. ${(last.querySelector('.reply-body')?.innerText ?? '').slice(0, 300)}` : '';
        } else if (!busy && live) status.textContent = 'Writing a reply.';
        busy = live;
        if (follow) { seen = turns(); scroller.scrollTop = scroller.scrollHeight; }
        show();
      }).observe(scroller, { subtree: true, childList: true, characterData: true });
    },
  };
})();
