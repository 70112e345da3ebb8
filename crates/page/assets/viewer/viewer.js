// Makes the viewer follow the reader's colour scheme.
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => {
  const viewer = document.querySelector('rapi-doc');
  viewer.setAttribute('theme', dark.matches ? 'dark' : 'light');
  viewer.setAttribute('primary-color', dark.matches ? '#63d2b4' : '#0a6b58');
  viewer.setAttribute('bg-color', dark.matches ? '#1a1e21' : '#ffffff');
};
dark.addEventListener('change', follow);
follow();
