// Buttons that copy the text of an element.
document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  let label = 'Copied';
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // Copying needs permission, and HTTPS or localhost. Otherwise the text is selected, so that the reader can copy it.
    getSelection().selectAllChildren(source);
    label = 'Selected';
  }
  button.textContent = label;
  clearTimeout(button.timer);
  button.timer = setTimeout(() => { button.textContent = 'Copy'; }, 1500);
});
