// Sorts, searches and unfolds the table, and shows the cases that are asked for.
(() => {
  document.documentElement.classList.add('js');
  const { learn, spellOut, name, grid, panel, plural } = cases;
  let submissions, search, filter, count;

  const unfold = (body, open) => {
    body.classList.toggle('unfolded', open);
    body.querySelector('.toggle').setAttribute('aria-expanded', open);
    if (open && !body.data) near.observe(body);
  };

  /** Whoever unfolds a whole class waits only for what can be seen of it. */
  const near = new IntersectionObserver((seen) => {
    for (const { target } of seen.filter((entry) => entry.isIntersecting)) load(target);
  }, { rootMargin: '50%' });

  const load = (body) => {
    near.unobserve(body);
    if (body.data) return;
    body.data = JSON.parse(body.querySelector('script.data').textContent);
    for (const part of body.data.parts) {
      spellOut(part);
      sectionOf(body, part).querySelector('.cases').append(...grid(body.data.texts, body.id, part));
    }
  };
  const sectionOf = (body, part) => [...body.querySelectorAll('.scenario')].find((section) => section.dataset.part === part.name);

  /** Shows what the address names: a student, and perhaps a part of the lab and a case of it. */
  const goto = (hash) => {
    let wanted;
    try { wanted = decodeURIComponent(hash.slice(1)); } catch { return; } // an address that somebody mistyped
    const [key, ...rest] = wanted.split('/');
    const body = document.getElementById(key);
    if (!body?.classList.contains('submission')) return;
    if (body.hidden) { search.value = filter.value = ''; narrow(); }
    unfold(body, true);
    load(body);
    const asked = rest.join('/');
    const part = body.data.parts.find((part) => asked === part.name || asked.startsWith(`${part.name}-seed`));
    const cases = part?.cases.filter((seen) => name(part, seen) === asked || name(part, seen).startsWith(`${asked}-`)) ?? [];
    const exact = [...part?.cases ?? [], ...part?.stand_ins ?? []].find((seen) => name(part, seen) === asked);
    const seen = asked === part?.name ? undefined : exact ?? cases.find((seen) => seen.status === 'fail') ?? cases[0];
    if (!seen) {
      (part ? sectionOf(body, part) : body).scrollIntoView();
      body.querySelector('.toggle').focus({ preventScroll: true });
      return;
    }
    const place = sectionOf(body, part).querySelector('.cases');
    for (const link of place.querySelectorAll('.grid a')) {
      link.ariaCurrent = link.dataset.case === name(part, seen) ? 'true' : null;
    }
    place.querySelector('.panel')?.remove();
    const shown = panel(body.data.texts, part, seen);
    place.append(shown);
    shown.draw();
    shown.focus({ preventScroll: true });
    shown.scrollIntoView();
  };

  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const body of submissions) {
      const { who, tokens } = body.dataset;
      const fits = (!filter.value || tokens.split(' ').includes(filter.value)) && words.every((word) => who.includes(word) || tokens.includes(word));
      body.hidden = !fits;
      shown += fits;
    }
    count.value = shown === submissions.length ? plural(shown, 'submission') : `${shown} of ${plural(submissions.length, 'submission')}`;
    document.getElementById('None').hidden = shown > 0;
  };

  const sort = (button) => {
    const [head, { by }] = [button.closest('th'), button.dataset];
    const was = head.getAttribute('aria-sort');
    const up = was === 'none' ? by === 'name' : was === 'descending';
    for (const other of document.querySelectorAll('#Table > thead [aria-sort]')) other.setAttribute('aria-sort', 'none');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const value = (body) => by === 'name' ? body.querySelector('.toggle').textContent
      : Number(by === 'points' ? body.dataset.points : body.dataset.parts.split(' ')[Number(by)]);
    const compare = by === 'name' ? new Intl.Collator(undefined, { numeric: true }).compare : (one, other) => one - other;
    const keyed = submissions.map((body) => [value(body), body]).sort(([one], [other]) => (up ? 1 : -1) * compare(one, other));
    submissions = keyed.map(([, body]) => body);
    document.getElementById('Table').append(...submissions);
  };

  const start = () => {
    learn(JSON.parse(document.getElementById('Words').textContent));
    [search, filter, count] = ['Search', 'Filter', 'Count'].map((id) => document.getElementById(id));
    const table = document.getElementById('Table');
    submissions = [...table.querySelectorAll('tbody.submission')];
    for (const button of table.querySelectorAll('.toggle')) button.setAttribute('aria-expanded', 'false');
    search.addEventListener('input', narrow);
    filter.addEventListener('change', narrow);
    document.getElementById('All').addEventListener('click', (event) => {
      const shown = submissions.filter((body) => !body.hidden);
      const open = shown.some((body) => !body.classList.contains('unfolded'));
      for (const body of shown) unfold(body, open);
      event.target.textContent = open ? 'Close all shown' : 'Open all shown';
    });
    document.addEventListener('click', (event) => {
      const { target } = event;
      const link = target.closest('a[href^="#"]');
      if (link?.dataset.filter) { filter.value = link.dataset.filter; search.value = ''; narrow(); }
      if (link && link.hash === location.hash) goto(location.hash);
      const button = target.closest('.sort');
      if (button) sort(button);
      const head = target.closest('tr.head');
      if (head && (target.closest('.toggle') || getSelection().isCollapsed)) unfold(head.parentNode, !head.parentNode.classList.contains('unfolded'));
    });
    document.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const isTyping = event.target.matches('input, select');
      if (event.key === '/' && !isTyping) { event.preventDefault(); search.focus(); search.select(); }
      if (event.key === 'Escape' && event.target === search) { search.value = ''; narrow(); }
      const body = event.target.closest('tr.head .toggle')?.closest('tbody');
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!body || !step) return;
      const shown = submissions.filter((other) => !other.hidden);
      const next = shown[shown.indexOf(body) + step];
      if (next) { event.preventDefault(); next.querySelector('.toggle').focus(); }
    });
    addEventListener('hashchange', () => goto(location.hash));
    addEventListener('resize', () => { for (const shown of document.querySelectorAll('.panel')) shown.draw(); });
    if (location.hash) goto(location.hash);
  };
  addEventListener('DOMContentLoaded', start);
})();
