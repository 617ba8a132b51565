// Runs before the first paint.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const wanted = () => { try { return localStorage.getItem('collab.theme') || 'system'; } catch { return 'system'; } };
  const isDark = () => wanted() === 'dark' || (wanted() === 'system' && dark.matches);
  const apply = () => document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  apply();
  const listeners = new Set();
  dark.addEventListener('change', () => { apply(); for (const tell of listeners) tell(isDark()); });
  window.collabTheme = {
    get: wanted,
    isDark,
    set(value) { try { localStorage.setItem('collab.theme', value); } catch { /* private window: for this page only */ } document.documentElement.dataset.theme = value === 'dark' || (value === 'system' && dark.matches) ? 'dark' : 'light'; for (const tell of listeners) tell(isDark()); },
    listen(component) { listeners.add(on => component.invokeMethodAsync('ThemeChanged', on).catch(() => { /* the circuit is gone */ })); },
  };
})();
