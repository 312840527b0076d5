// Sorts, searches and unfolds the table, and shows the cases that are asked for.
(() => {
  document.documentElement.classList.add('js');
  const { learn, spellOut, name, grid, panel, plural, unpack, cannotUnpack } = cases;
  let submissions, inOrder, search, filter, count;
  const sorted = { by: '', up: true };

  // What is shown, in the address: #STUDENT/CASE?search=...&show=...&sort=...

  /** The two halves of an address. */
  const halves = (hash) => { const at = hash.indexOf('?'); return at < 0 ? [hash, null] : [hash.slice(0, at), hash.slice(at + 1)]; };
  const kept = () => {
    const sort = sorted.by && `${sorted.up ? '' : '-'}${sorted.by}`;
    const all = [['search', search.value.trim()], ['show', filter.value], ['sort', sort]].filter(([, value]) => value);
    return all.length ? `?${new URLSearchParams(all)}` : '';
  };
  const keep = () => {
    const [where] = halves(location.hash);
    const hash = (where || '#') + kept();
    if (hash !== (location.hash || '#')) history.replaceState(null, '', hash);
  };
  const restore = (kept) => {
    const asked = new URLSearchParams(kept);
    search.value = asked.get('search') ?? '';
    filter.value = asked.get('show') ?? '';
    if (filter.selectedIndex < 0) filter.value = '';
    const [, down, by] = (asked.get('sort') ?? '').match(/^(-?)(.*)$/);
    const button = [...document.querySelectorAll('.sort')].find((button) => button.dataset.by === by);
    arrange(button, !down);
    narrow();
  };

  const unfold = (body, open) => {
    body.classList.toggle('unfolded', open);
    body.querySelector('.toggle').setAttribute('aria-expanded', open);
    if (open && !body.loading) near.observe(body);
  };

  /** Whoever unfolds a whole class waits only for what can be seen of it. */
  const near = new IntersectionObserver((seen) => {
    for (const { target } of seen.filter((entry) => entry.isIntersecting)) load(target);
  }, { rootMargin: '50%' });

  /** What is known of a submission's cases: unpacked and shown when it is first asked for. */
  const load = (body) => (body.loading ??= (async () => {
    near.unobserve(body);
    const why = cannotUnpack();
    if (why) {
      body.querySelector('tr.more > td').append(why);
      return { texts: [], parts: [] };
    }
    const data = await unpack(body.querySelector('script.data'));
    for (const part of data.parts) {
      spellOut(part);
      sectionOf(body, part).querySelector('.cases').append(...grid(data.texts, body.id, part));
    }
    return data;
  })());
  const sectionOf = (body, part) => [...body.querySelectorAll('.scenario')].find((section) => section.dataset.part === part.name);

  /** Shows what the address names: a student, and perhaps a part of the lab and a case of it. */
  const goto = async (hash) => {
    const [where, asksFor] = halves(hash);
    if (asksFor !== null) restore(asksFor); else keep();
    let wanted;
    try { wanted = decodeURIComponent(where.slice(1)); } catch { return; } // an address that somebody mistyped
    const [key, ...rest] = wanted.split('/');
    const body = document.getElementById(key);
    if (!body?.classList.contains('submission')) return;
    if (body.hidden) { search.value = filter.value = ''; narrow(); keep(); }
    unfold(body, true);
    const { texts, parts } = await load(body);
    if (halves(location.hash)[0] !== where) return; // something else was asked for meanwhile
    const asked = rest.join('/');
    const part = parts.find((part) => asked === part.name || asked.startsWith(`${part.name}-seed`));
    const cases = part?.cases.filter((seen) => name(part, seen) === asked || name(part, seen).startsWith(`${asked}-`)) ?? [];
    const exact = part?.all.find((seen) => name(part, seen) === asked);
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
    const shown = panel(texts, part, seen);
    place.append(shown);
    shown.draw();
    shown.focus({ preventScroll: true });
    shown.scrollIntoView();
  };

  /** What a search looks at besides names: what went wrong, in words. */
  const said = (body) => (body.said ??= [...body.querySelectorAll('.what, .problem')]
    .map((node) => node.textContent).join(' ').toLowerCase());

  const narrow = () => {
    // From the beginning of a word on: `late` is not found in `calculated`.
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
      .map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`, 'u'));
    let shown = 0;
    for (const body of submissions) {
      const { who, tokens } = body.dataset;
      const fits = (!filter.value || tokens.split(' ').includes(filter.value)) && words.every((word) => word.test(who) || word.test(tokens) || word.test(said(body)));
      body.hidden = !fits;
      shown += fits;
    }
    count.value = shown === submissions.length ? plural(shown, 'submission') : `${shown} of ${plural(submissions.length, 'submission')}`;
    document.getElementById('None').hidden = shown > 0;
    for (const link of document.querySelectorAll('a[data-filter]')) link.ariaCurrent = link.dataset.filter === filter.value ? 'true' : null;
  };

  /** Puts the table in the order of a head; without one, in that of the class. */
  const arrange = (button, up) => {
    sorted.by = button?.dataset.by ?? '';
    sorted.up = up;
    for (const head of document.querySelectorAll('#Table > thead [aria-sort]')) {
      head.setAttribute('aria-sort', head !== button?.closest('th') ? 'none' : up ? 'ascending' : 'descending');
    }
    const { by } = sorted;
    const value = (body) => by === 'name' ? body.querySelector('.toggle').textContent
      : Number(by === 'points' ? body.dataset.points : body.dataset.parts.split(' ')[Number(by)]);
    const compare = by === 'name' ? new Intl.Collator(undefined, { numeric: true }).compare : (one, other) => one - other;
    const keyed = inOrder.map((body) => [by && value(body), body]);
    if (by) keyed.sort(([one], [other]) => (up ? 1 : -1) * compare(one, other));
    submissions = keyed.map(([, body]) => body);
    document.getElementById('Table').append(...submissions);
  };

  const sort = (button) => {
    const was = button.closest('th').getAttribute('aria-sort');
    arrange(button, was === 'none' ? button.dataset.by === 'name' : was === 'descending');
    keep();
  };

  /** Says of the cell under the pointer which check it is, and marks its name. */
  const point = ({ target, clientX }) => {
    const cells = target.closest?.('#Table svg.heat');
    const place = cells?.closest('td.part');
    document.querySelector('.checks-of .pointed')?.classList.remove('pointed');
    if (!place) return;
    const { left, width } = cells.getBoundingClientRect();
    const names = document.querySelectorAll('.heads .checks-of')[place.dataset.part].children;
    const name = names[Math.floor(((clientX - left) / width) * names.length)];
    name?.classList.add('pointed');
    const how = target.closest('path')?.getAttribute('class');
    place.title = name ? name.querySelector('span').textContent + (how ? `: ${how === 'waits' ? 'open' : how}` : '') : '';
  };

  const start = () => {
    learn(JSON.parse(document.getElementById('Words').textContent));
    [search, filter, count] = ['Search', 'Filter', 'Count'].map((id) => document.getElementById(id));
    const table = document.getElementById('Table');
    submissions = inOrder = [...table.querySelectorAll('tbody.submission')];
    for (const button of table.querySelectorAll('.toggle')) button.setAttribute('aria-expanded', 'false');
    const changed = () => { narrow(); keep(); };
    search.addEventListener('input', changed);
    filter.addEventListener('change', changed);
    table.addEventListener('pointermove', point);
    table.addEventListener('pointerleave', point);
    document.getElementById('All').addEventListener('click', (event) => {
      const shown = submissions.filter((body) => !body.hidden);
      const open = shown.some((body) => !body.classList.contains('unfolded'));
      for (const body of shown) unfold(body, open);
      event.target.textContent = open ? 'Close all shown' : 'Open all shown';
    });
    document.addEventListener('click', (event) => {
      const { target } = event;
      const link = target.closest('a[href^="#"]');
      if (link?.dataset.filter) {
        event.preventDefault();
        filter.value = filter.value === link.dataset.filter ? '' : link.dataset.filter;
        search.value = '';
        changed();
        document.getElementById('Controls').scrollIntoView({ block: 'nearest' });
      } else if (link && link.hash === halves(location.hash)[0]) {
        event.preventDefault();
        goto(link.hash);
      }
      const button = target.closest('.sort');
      if (button) sort(button);
      const head = target.closest('tr.head');
      if (head && (target.closest('.toggle') || getSelection().isCollapsed)) unfold(head.parentNode, !head.parentNode.classList.contains('unfolded'));
    });
    document.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const isTyping = event.target.matches('input, select');
      if (event.key === '/' && !isTyping) { event.preventDefault(); search.focus(); search.select(); }
      if (event.key === 'Escape' && event.target === search) { search.value = ''; changed(); }
      const body = event.target.closest('tr.head .toggle')?.closest('tbody');
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!body || !step) return;
      const shown = submissions.filter((other) => !other.hidden);
      const next = shown[shown.indexOf(body) + step];
      if (next) { event.preventDefault(); next.querySelector('.toggle').focus(); }
    });
    addEventListener('hashchange', () => goto(location.hash));
    addEventListener('resize', () => { for (const shown of document.querySelectorAll('.panel')) shown.draw(); });
    narrow();
    if (location.hash) goto(location.hash);
  };
  addEventListener('DOMContentLoaded', start);
})();
