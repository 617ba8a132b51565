// The message field. Its text, its draft and its keys are the browser's business; the server gets whole messages.
(() => {
  const hosts = new WeakMap();
  const coarse = matchMedia('(pointer: coarse)');
  const draftOf = key => { try { return JSON.parse(collabPage.read(`collab.draft.${key}`, 'null')); } catch { return null; } };

  class Host {
    constructor(root, text, component) {
      Object.assign(this, { root, text, component, sending: false, queued: false, composedAt: 0 });
      this.slot = root.querySelector('.slot');
      this.hint = root.querySelector('.composer-hint');
      text.addEventListener('input', () => { this.queued = false; this.changed(); this.save(); });
      text.addEventListener('compositionend', e => { this.composedAt = e.timeStamp; });
      text.addEventListener('keydown', e => this.key(e));
      this.slot.addEventListener('click', () => this.act());
      this.leave = () => this.store();
      this.escape = e => {
        if (e.key !== 'Escape' || e.shiftKey || e.defaultPrevented || !this.running || document.querySelector('.mud-dialog, .menu-pop, .edit')) return;
        e.preventDefault();
        this.stop();
      };
      addEventListener('pagehide', this.leave);
      addEventListener('keydown', this.escape);
    }

    detach() { this.store(); removeEventListener('pagehide', this.leave); removeEventListener('keydown', this.escape); }

    open(key, running) {
      // Written before the page was ready, or while the message before was on its way: it belongs to what is opened now.
      const written = !this.draftKey || this.sending ? this.text.value : '';
      if (this.draftKey) this.store();
      this.draftKey = this.root.dataset.draft = key;
      this.running = running;
      const draft = draftOf(key), kept = draft?.text ?? '';
      this.ids = draft?.ids ?? null;
      this.text.value = written.startsWith(kept) ? written : kept + written;
      this.changed();
      if (written) this.store();
    }

    key(e) {
      // 229: an input method is at work. Safari sends the Enter that ends a composition just after compositionend.
      if (e.isComposing || e.keyCode === 229 || (e.key === 'Enter' && e.timeStamp - this.composedAt < 30)) return;
      if (e.key === 'Enter' && !e.shiftKey && !e.altKey && (!coarse.matches || e.ctrlKey || e.metaKey)) { e.preventDefault(); if (this.text.value.trim()) this.act(); }
      else if (e.key === 'ArrowUp' && !this.text.value && !this.running) { e.preventDefault(); this.component.invokeMethodAsync('EditLast').catch(() => { /* offline */ }); }
    }

    state() {
      const full = this.text.value.trim().length > 0;
      return this.running ? (full && !this.queued ? 'queue' : 'stop') : full && !this.sending ? 'send' : 'empty';
    }

    changed() {
      const state = this.state();
      this.slot.dataset.slot = state;
      this.slot.disabled = state === 'empty';
      this.slot.setAttribute('aria-label', { empty: 'Send', send: 'Send', stop: 'Stop', queue: 'Send after this reply' }[state]);
      this.slot.title = this.slot.getAttribute('aria-label');
      const hint = this.queued ? 'Will be sent after this reply' : { stop: 'Esc stops', queue: 'Sends after this reply' }[state] ?? '';
      if (this.hint.textContent !== hint) this.hint.textContent = hint;
      // Measuring a very long text line by line takes seconds, and it is taller than the field anyway.
      const long = this.text.value.length > 4000;
      this.text.style.cssText = long ? 'field-sizing: fixed; height: 205px' : '';
      if (!long && !CSS.supports('field-sizing', 'content')) { this.text.style.height = 'auto'; this.text.style.height = `${Math.min(this.text.scrollHeight, 8 * 26 + 4)}px`; }
    }

    save() { clearTimeout(this.timer); this.timer = setTimeout(() => this.store(), 150); }

    store() {
      clearTimeout(this.timer);
      const key = `collab.draft.${this.draftKey}`;
      if (!this.text.value && !this.sending) { this.ids = null; try { localStorage.removeItem(key); } catch { /* private window */ } return; }
      if (this.sending) return;
      this.ids ??= this.newIds();
      collabPage.write(key, JSON.stringify({ text: this.text.value, ids: this.ids }));
    }

    newIds() { return { session: this.draftKey === 'new' ? collabPage.guid7() : this.draftKey, message: collabPage.guid7(), reply: collabPage.guid7() }; }

    act() {
      const state = this.state();
      if (state === 'stop') this.stop();
      else if (state === 'queue') { this.queued = true; this.store(); this.changed(); }
      else if (state === 'send') this.send();
    }

    stop() {
      this.component.invokeMethodAsync('StopReply').catch(() => { /* offline: it goes on writing */ });
    }

    async send() {
      const text = this.text.value;
      this.store();
      const ids = this.ids ?? this.newIds(), key = this.draftKey;
      this.sending = true;
      this.text.value = '';
      this.changed();
      let taken = false;
      try {
        const bytes = new TextEncoder().encode(text);
        taken = await this.component.invokeMethodAsync('SendText', ids.session, ids.message, ids.reply, DotNet.createJSStreamReference(bytes));
      } catch { /* the connection went; the draft is still stored, under the same ids */ }
      this.sending = false;
      if (taken) {
        const written = draftOf(key);
        try { if (!written || written.ids?.message === ids.message) localStorage.removeItem(`collab.draft.${key}`); } catch { /* private window */ }
        this.ids = null;
      } else if (!this.text.value) this.text.value = text;
      if (this.text.value) this.store();
      this.changed();
    }

    setRunning(running) {
      this.running = running;
      if (!running && this.queued) { this.queued = false; this.changed(); this.send(); }
      else this.changed();
    }
  }

  window.collabComposer = {
    attach(root, text, component, key, running) {
      let host = hosts.get(root);
      if (!host) hosts.set(root, host = new Host(root, text, component));
      host.open(key, running);
      // Not from someone who is answering a question already.
      if (!coarse.matches && !document.activeElement?.closest('.turn')) text.focus({ preventScroll: true });
    },
    detach(root) { hosts.get(root)?.detach(); hosts.delete(root); },
    running(root, on) { hosts.get(root)?.setRunning(on); },
    fill(root, text) { const host = hosts.get(root); if (!host) return; host.text.value = text; host.changed(); host.store(); host.text.focus(); },
    textOf(element) { return new TextEncoder().encode(element.value); },
  };
})();
