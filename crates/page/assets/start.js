// Remembers in which language calls are shown.
const KEY = 'trackside-language';
const choices = [...document.querySelectorAll('.tabs [name=language]')];

// Storage may be switched off.
try {
  const kept = choices.find(({ id }) => id === localStorage.getItem(KEY));
  if (kept) kept.checked = true;
} catch { /* The usual one stays. */ }
for (const choice of choices) {
  choice.addEventListener('change', () => {
    try { localStorage.setItem(KEY, choice.id); } catch { /* It is forgotten. */ }
  });
}
