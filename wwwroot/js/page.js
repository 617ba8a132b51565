// Small things that only a browser can do. No state of its own beyond the browser's.
(() => {
  const read = (key, otherwise) => { try { return localStorage.getItem(key) ?? otherwise; } catch { return otherwise; } };
  const write = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };

  // GUID version 7: the time first, so that the log's index grows at its end. crypto.randomUUID is missing on plain-HTTP addresses.
  const guid7 = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    let t = Date.now();
    for (let i = 5; i >= 0; i--) { b[i] = t % 256; t = Math.floor(t / 256); }
    b[6] = (b[6] & 0x0f) | 0x70;
    b[8] = (b[8] & 0x3f) | 0x80;
    const h = [...b].map(x => x.toString(16).padStart(2, '0')).join('');
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  };

  const copy = async text => {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed or not there */ }
    const area = document.createElement('textarea');
    area.value = text;
    area.style.cssText = 'position:fixed;inset:0 auto auto -9999px';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  };

  // Keys of an open menu. MudBlazor's own way over the server and count from the first item, whatever has the focus, so they do not get there.
  const items = within => [...within.querySelectorAll('[role^=menuitem]:not([aria-disabled=true])')];
  const opener = () => document.querySelector('[aria-haspopup=menu][aria-expanded=true]');
  addEventListener('keydown', e => {
    const list = e.target.closest?.('[role=menu]');
    if (!list) {
      if (e.key === 'ArrowDown' && e.target.closest?.('[aria-haspopup=menu]')) { e.preventDefault(); e.target.click(); }
      return;
    }
    // With the focus back at the button, Tab goes on from there while the server closes the list.
    if (e.key === 'Escape' || e.key === 'Tab') { opener()?.focus(); return; }
    const all = items(list), at = all.indexOf(document.activeElement), last = all.length - 1;
    const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[e.key];
    if (to !== undefined) all[to]?.focus();
    else if (e.key === 'Enter' || e.key === ' ') e.target.click();
    else if (!e.key.startsWith('Arrow')) return;
    e.preventDefault();
    e.stopPropagation();
  }, true);

  const typing = e => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.target.isContentEditable;
  let shell = null;
  addEventListener('keydown', e => {
    if (!shell || e.isComposing || e.keyCode === 229) return;
    const ctrl = e.ctrlKey || e.metaKey, key = e.key.toLowerCase();
    const what = ctrl && e.shiftKey && key === 'o' ? 'new' : ctrl && !e.shiftKey && key === 'k' ? 'search' : ctrl && e.shiftKey && key === 's' ? 'rail'
      : e.key === '?' && !ctrl && !typing(e) && collabPage.keys() ? 'help' : null;
    if (e.shiftKey && e.key === 'Escape') { e.preventDefault(); document.querySelector('.composer textarea')?.focus(); return; }
    if (!what) return;
    e.preventDefault();
    shell.invokeMethodAsync('Shortcut', what).catch(() => { /* the circuit is gone */ });
  });

  document.addEventListener('click', e => {
    const button = e.target.closest('.code-copy');
    if (!button) return;
    copy(button.closest('.code').querySelector('code').textContent).then(done => {
      button.textContent = done ? 'Copied' : 'Not copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  });

  window.collabPage = {
    guid7, copy, read, write,
    attachShell(component) { shell = component; return { collapsed: read('collab.rail', 'open') === 'small', offset: -new Date().getTimezoneOffset(), theme: collabTheme.get(), dark: collabTheme.isDark() }; },
    isNarrow: () => matchMedia('(max-width: 1279px)').matches,
    keys: () => read('collab.keys', 'on') === 'on',
    setKeys(on) { write('collab.keys', on ? 'on' : 'off'); },
    enterMenu(list) { (list.querySelector('[aria-checked=true]') ?? items(list)[0])?.focus({ preventScroll: true }); },
    // Not where the focus has gone on by Tab; a click beside the list leaves it on what is around the list.
    leaveMenu(button) { const at = document.activeElement; if (at.closest('.menu-pop') || at.querySelector('.mud-popover-provider')) button.focus(); },
    select(element) { element.focus(); element.select(); },
  };
})();
