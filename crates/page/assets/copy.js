// Buttons that copy the text of the element they name.
document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  let said = 'Copied';
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // Without permission, or beyond localhost without TLS, the text is selected for the reader to copy.
    getSelection().selectAllChildren(source);
    said = 'Selected';
  }
  button.textContent = said;
  clearTimeout(button.timer);
  button.timer = setTimeout(() => { button.textContent = 'Copy'; }, 1500);
});
