// The colours that the reader has chosen, before anything is drawn. Without a choice, the system's.
(() => {
  const KEY = 'trackside-theme';
  const names = ['system', 'light', 'dark'];
  let theme = 'system';
  try { theme = localStorage.getItem(KEY) ?? theme; } catch { /* Storage may be switched off. */ }
  const show = () => { document.documentElement.dataset.theme = names.includes(theme) ? theme : 'system'; };
  show();
  document.addEventListener('DOMContentLoaded', () => {
    const select = document.querySelector('[data-testid=theme]');
    select.value = document.documentElement.dataset.theme;
    select.closest('label').hidden = false;
    select.addEventListener('change', () => {
      theme = select.value;
      show();
      try { localStorage.setItem(KEY, theme); } catch { /* It is forgotten. */ }
    });
  });
})();
