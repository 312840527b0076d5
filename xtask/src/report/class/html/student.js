// The page of one student: draws the conversation beside each mistake, and shows the cases that are asked for.
(() => {
  document.documentElement.classList.add('js');
  const { learn, spellOut, name, grid, panel, diagram } = cases;

  const show = (data, hash) => {
    let wanted;
    try { wanted = decodeURIComponent(hash.slice(1)); } catch { return; } // an address that somebody mistyped
    const asked = wanted.slice(wanted.indexOf('/') + 1);
    for (const part of data.parts) {
      const seen = part.all.find((seen) => name(part, seen) === asked);
      if (!seen) continue;
      const section = [...document.querySelectorAll('.scenario')].find((section) => section.dataset.part === part.name);
      section.closest('details').open = true;
      section.querySelector('.panel')?.remove();
      for (const link of section.querySelectorAll('.grid a')) {
        link.ariaCurrent = link.dataset.case === asked ? 'true' : null;
      }
      const shown = panel(data.texts, part, seen);
      section.querySelector('.cases').append(shown);
      shown.draw();
      shown.focus({ preventScroll: true });
      shown.scrollIntoView();
    }
  };

  /** The conversation of the case that a mistake is shown by. */
  const draw = (data) => {
    for (const figure of document.querySelectorAll('figure[data-case]')) {
      const part = data.parts.find((part) => part.name === figure.dataset.part);
      const seen = part.all.find((seen) => name(part, seen) === figure.dataset.case);
      const width = Math.round(Math.min(Math.max(figure.clientWidth - 16, 260), 860));
      if (!seen || !figure.clientWidth || figure.dataset.width === String(width)) continue;
      figure.dataset.width = width;
      figure.replaceChildren(diagram(data.texts, part.bodies[seen.b], seen, width));
    }
  };

  document.addEventListener('DOMContentLoaded', () => {
    const read = (id) => JSON.parse(document.getElementById(id).textContent);
    learn(read('Words'));
    const data = read('Cases');
    for (const part of data.parts) {
      spellOut(part);
      const section = [...document.querySelectorAll('.scenario')].find((section) => section.dataset.part === part.name);
      section.querySelector('.cases').append(...grid(data.texts, 'case', part));
    }
    draw(data);
    for (const details of document.querySelectorAll('.causes details')) details.addEventListener('toggle', () => draw(data));
    addEventListener('resize', () => draw(data));
    addEventListener('hashchange', () => show(data, location.hash));
    show(data, location.hash);
  });
})();
