// Draws cases. Everything that a program said reaches the page as the text of a node, never as markup: there is no innerHTML
// here, and the page's policy would stop what it lets in.
'use strict';
const cases = (() => {
  const SIGNS = { pass: '\u2713', fail: '\u2717', open: '?' };
  const STATUSES = ['pass', 'open', 'fail'];
  const SIDES = ['client', 'server'];
  let deliveries, unseen, silent, allPasses, halfPasses, restsOn, againWithStandIn, furtherRuns, secondClient, tooOld;

  // Nodes

  const fill = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
    return node;
  };
  const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
  const svg = (name, attributes = {}, ...children) =>
    fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
  const plural = (number, word) => `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;

  /** A sentence with `code` in it. */
  const sentence = (text) => {
    const pieces = visible(text).split('`');
    return pieces.length % 2 ? pieces.map((piece, at) => (at % 2 ? el('code', {}, piece) : piece)) : text;
  };

  // Text of unknown origin

  const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|[\u{f0000}-\u{f00ff}]/u;
  const hex = (number, digits) => number.toString(16).padStart(digits, '0');
  const isByte = (code) => code >= 0xf0000 && code <= 0xf00ff;

  /** How a character that cannot be seen is written; null where it can be. */
  const escaped = (char, inOneLine) => {
    if (char === '\n') return inOneLine ? '\\n' : null;
    if (char === '\t') return inOneLine ? '\\t' : null;
    if (char === '\r') return '\\r';
    if (!HIDDEN.test(char)) return null;
    const code = char.codePointAt(0);
    if (isByte(code)) return `\\x${hex(code - 0xf0000, 2)}`;
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
  };
  const visible = (text) => Array.from(text, (char) => escaped(char, true) ?? char).join('');

  /** The same as nodes, with a mark wherever one of `pieces` ends: their lengths are in bytes. */
  const nodes = (text, inOneLine, pieces = []) => {
    const out = [];
    const ends = pieces.reduce((all, length) => [...all, (all.at(-1) ?? 0) + length], []);
    let [run, at] = ['', 0];
    const flush = () => { if (run) out.push(document.createTextNode(run)); run = ''; };
    for (const char of text) {
      if (ends[0] <= at && at > 0) {
        while (ends[0] <= at) ends.shift();
        flush();
        out.push(el('span', { class: 'cut', 'aria-hidden': 'true' }, '\u00a6'));
      }
      const code = char.codePointAt(0);
      at += isByte(code) || code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      const shown = escaped(char, inOneLine);
      if (shown === null) run += char;
      else { flush(); out.push(el('span', { class: 'esc' }, shown)); }
    }
    flush();
    return out;
  };

  /** Text that may have been shortened. */
  const excerpt = (texts, [head, rest], inOneLine, pieces) => [
    nodes(texts[head], inOneLine, pieces),
    rest ? [el('span', { class: 'gap' }, ` \u2026 ${plural(rest[0], 'byte')} left out \u2026 `), nodes(texts[rest[1]], inOneLine)] : [],
  ];

  // What happened in a case, in order

  const events = (body, seen) => {
    let [all, next] = [[], 0];
    const time = () => (next++ === 0 ? 0 : seen.t[next - 1]);
    (body.wire ?? []).forEach((wire, index) => {
      const tag = body.wire.length > 1 ? `${index + 1}: ` : '';
      const from = `${wire.from}:${seen.c[index]}`;
      all.push({ kind: 'opens', at: time(), way: 0, text: `${tag}connects to ${wire.to}`, from });
      wire.m.forEach((message, place) => {
        if (wire.left_out?.[0] === place) all.push(gap(wire.left_out, all.at(-1).at));
        all.push({ kind: 'sends', at: time(), way: message[0], message, index });
      });
      if (wire.left_out?.[0] === wire.m.length) all.push(gap(wire.left_out, all.at(-1).at));
      wire.r.forEach((reset, way) => {
        if (reset === null) return;
        all.push({ kind: reset ? 'resets' : 'closes', at: time(), way, text: tag + (reset ? 'breaks off (reset)' : 'closes') });
      });
    });
    all.sort((one, other) => one.at - other.at);
    for (const to of body.refused ?? []) all.push({ kind: 'refused', way: 0, text: `tries ${to}: nothing listens` });
    for (const [way, to, length] of body.datagrams ?? []) {
      all.push({ kind: 'datagram', way, text: `UDP to ${to}, ${plural(length, 'byte')}` });
    }
    if (body.more) all.push({ kind: 'gap', way: 0, text: `${plural(body.more, 'more connection')}, not shown` });
    return all;
  };
  const gap = ([, messages, bytes], at) => ({
    kind: 'gap', at, way: 0, text: `${plural(messages, 'more message')}, ${plural(bytes, 'byte')}, not shown`,
  });

  /** When, since the first event. */
  const since = (event) => {
    if (event.at === undefined) return '';
    const ms = event.at / 1000;
    return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(1)} ms`;
  };

  /** What a case took of processor and of waiting. */
  const took = ({ s: ms }) => (ms < 1000 ? plural(ms, 'millisecond') : `${(ms / 1000).toFixed(1)} seconds`);

  // The diagram

  const diagram = (texts, body, seen, width) => {
    const all = events(body, seen);
    const [left, right] = [width < 500 ? 68 : 96, width - 14];
    const x = (side) => (side === 0 ? left : right);
    const clip = (text, kind) => { // by the width of a letter
      const most = Math.floor((right - left - 20) / (kind.includes('dim') ? 6.65 : 7.55));
      return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
    };
    const marks = [];
    let y = 48;
    const label = (text, kind, at, anchor = 'start', dx = 12) =>
      svg('text', { x: (anchor === 'start' ? left : right) + (anchor === 'start' ? dx : -dx), y: at, 'text-anchor': anchor, class: kind }, clip(text, kind));
    const arrow = (way, at, kind, until = x(1 - way)) => {
      const tip = until + (way === 0 ? -9 : 9);
      return svg('path', { class: `arrow ${SIDES[way]} ${kind}`, d: `M${x(way)} ${at}H${until}M${tip} ${at - 5}L${until} ${at}L${tip} ${at + 5}` });
    };
    const cross = (cx, at) => svg('path', { class: 'cross', d: `M${cx - 6} ${at - 6}l12 12M${cx + 6} ${at - 6}l-12 12` });
    let before = null;
    for (const event of all) {
      const { kind, way, message } = event;
      const line = y + 20;
      const time = since(event);
      if (time) marks.push(svg('text', { x: 0, y: line + 4, class: 'dim' }, width < 500 ? time.replace(' ', '\u2009') : `+${time}`));
      if (kind === 'sends') {
        const [, length, [head, rest], cuts] = message;
        const [shown, pieces] = cuts ?? [];
        const text = nodes(texts[head].slice(0, 300), true, shown).map((node) => node.textContent).join('');
        marks.push(label(text + (rest || texts[head].length > 300 ? '\u2026' : ''), '', line - 7), arrow(way, line, ''));
        const isMerged = seen.delivery === 'coalesced' && before?.way === way && before.index === event.index;
        const how = [pieces > 1 ? ` in ${plural(pieces, 'piece')}` : '', isMerged ? ', with the one before' : ''];
        marks.push(label(plural(length, 'byte') + how.join(''), 'dim', line + 15));
        if (pieces > 1) {
          let bytes = 0;
          const ends = shown.slice(0, 60).map((piece) => (bytes += piece)).filter((end) => end < length);
          const place = (end) => left + ((right - left) * end) / length; // from its first byte, as it is read
          marks.push(svg('path', { class: 'cuts', d: ends.map((end) => `M${place(end).toFixed(1)} ${line - 4}v8`).join('') }));
        }
        if (isMerged) marks.push(svg('path', { class: 'merged', d: `M${x(1 - way)} ${before.line}V${line}` }));
        before = { way, line, index: event.index };
        y += 48;
        continue;
      }
      before = null;
      if (kind === 'gap') marks.push(label(`\u22ee ${event.text}`, 'dim', line + 4));
      else if (kind === 'closes' || kind === 'resets') {
        const end = x(way) + (way === 0 ? 26 : -26);
        marks.push(svg('path', { class: `arrow ${SIDES[way]}`, d: `M${x(way)} ${line}H${end}M${end} ${line - 6}v12` }));
        if (kind === 'resets') marks.push(cross(end, line));
        marks.push(label(`${SIDES[way]} ${event.text}`, kind === 'resets' ? 'bad' : 'dim', line + 4, way === 0 ? 'start' : 'end', 38));
      } else {
        const stops = kind === 'refused' ? (left + right) / 2 : undefined;
        marks.push(label(event.text, kind === 'refused' ? 'bad' : 'dim', line - 7), arrow(way, line, 'weak', stops));
        if (stops) marks.push(cross(stops, line));
        if (event.from) marks.push(label(`from ${event.from}`, 'dim', line + 15));
        y += 14;
      }
      y += 30;
    }
    if (!all.length) { marks.push(label(body.wire ? silent : unseen, 'dim', y + 16)); y += 34; }
    const ends = [];
    [body.client, body.server].forEach((program, side) => {
      const at = y + 22;
      const [anchor, dx] = side === 0 ? ['start', 12] : ['end', 12];
      ends.push(at);
      const [, end, isWell] = program ?? [0, 0, true];
      const text = program ? visible(texts[end]) : 'was not started here';
      marks.push(svg('rect', { x: x(side) - 5, y: at - 5, width: 10, height: 10, class: isWell ? SIDES[side] : 'bad' }));
      marks.push(label(`${width < 500 ? '' : `${SIDES[side]} `}${text}`, isWell ? 'dim' : 'dim bad', at + 4, anchor, dx));
      y += 26;
    });
    const height = y + 16;
    const who = (side) => (seen.p?.[0] === side ? `grader\u2019s ${SIDES[side]}` : SIDES[side]);
    const lives = [0, 1].map((side) => svg('path', { class: 'life', d: `M${x(side)} 30V${ends[side]}` }));
    const sends = all.filter((event) => event.kind === 'sends').length;
    const told = `${plural(sends, 'message')} between client and server. The list under the picture says the same.`;
    return svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'The conversation' },
      svg('title', {}, 'The conversation'), svg('desc', {}, told), lives,
      svg('text', { x: left, y: 18, class: 'who client', 'text-anchor': 'middle' }, who(0)),
      svg('text', { x: right + 8, y: 18, class: 'who server', 'text-anchor': 'end' }, who(1)), marks);
  };

  /** The same as a list. */
  const messages = (texts, body, seen) => {
    const all = events(body, seen);
    const entry = (event) => {
      const from = [el('span', { class: 'from' }, event.kind === 'gap' ? '\u22ee' : SIDES[event.way]), ' '];
      const when = event.at === undefined ? '' : `, +${since(event)}`;
      if (event.kind !== 'sends') return el('li', {}, from, event.text + when);
      const [, length, shown, cuts] = event.message;
      const cut = cuts?.[1] > 1 ? `, handed over in ${cuts[1]} pieces (\u00a6)` : '';
      return el('li', {}, from, `sends ${plural(length, 'byte')}${when}${cut}`, pre(excerpt(texts, shown, true, cuts?.[0])));
    };
    return el('details', {}, el('summary', {}, `All of it as text (${plural(all.length, 'event')})`), el('ol', { class: 'messages' }, all.map(entry),
      ['client', 'server'].map((side) => body[side] && el('li', {}, el('span', { class: 'from' }, side), ` ${visible(texts[body[side][1]])}`))));
  };

  /** Can be scrolled by keyboard too. */
  const pre = (children) => el('pre', { tabindex: '0' }, children);

  // A case

  const outputs = (texts, body) => {
    const stream = (name, shown) => (shown ? [el('h5', {}, name), pre(excerpt(texts, shown, false))] : []);
    const program = (side) => {
      if (!body[side]) return [];
      const [command, , , out, err] = body[side];
      const printed = [stream('standard output', out), stream('standard error', err)];
      return el('section', {}, el('h4', {}, `What the ${side} printed`), el('p', { class: 'meaning' }, el('code', {}, nodes(texts[command], true))),
        out || err ? printed : el('p', { class: 'meaning' }, 'Nothing.'));
    };
    return el('div', { class: 'outputs' }, program('client'), program('server'));
  };

  const repeat = (command) => {
    const text = pre([visible(command)]);
    const button = el('button', { type: 'button', class: 'plain' }, 'Copy');
    button.addEventListener('click', async () => {
      const selection = getSelection();
      selection.selectAllChildren(text);
      try {
        await navigator.clipboard.writeText(command);
        button.textContent = 'Copied';
      } catch { // not allowed here: what is selected can be copied by hand
        button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected';
      }
    });
    return el('div', { class: 'repeat' }, text, button);
  };

  const panel = (texts, part, seen) => {
    const body = part.bodies[seen.b];
    const [, , withStandIn] = seen.p ?? [];
    const finding = ([check, status, what, hint, [mend, evidence] = [null, []]]) => el('li', { class: status === 'open' ? 'waits' : status },
      el('span', { class: 'mark', role: 'img', 'aria-label': status }, SIGNS[status]), el('code', {}, check),
      mend === null ? [] : el('span', { class: 'whose' }, texts[mend]),
      el('p', { class: 'what' }, sentence(texts[what])), hint === null ? [] : el('p', { class: 'hint' }, sentence(texts[hint])),
      evidence.length ? el('div', { class: 'evidence' }, restsOn, el('ul', {}, evidence.map((place) => el('li', {}, sentence(texts[place]))))) : []);
    const figure = el('figure', { class: 'diagram' });
    const aside = (words) => el('p', { class: 'meaning' }, sentence(words));
    const out = el('div', { class: 'panel', tabindex: '-1' },
      el('h4', {}, `${part.name}, seed ${seen.seed}, ${seen.delivery}${seen.q ? `, run ${seen.q + 1}` : ''}${seen.p ? `, ${texts[withStandIn]}` : ''}${seen === part.second ? ', the second client' : ''}`),
      aside((deliveries.get(seen.delivery) ?? '') + (seen.s ? ` It took ${took(seen)}.` : '')),
      seen.findings.length ? el('ul', { class: 'checks' }, seen.findings.map(finding)) : el('p', {}, seen.p ? halfPasses : allPasses),
      figure, (body.wire ?? []).flatMap((wire) => wire.notes ?? []).map((note) => aside(texts[note])),
      body.trouble === undefined ? [] : aside(texts[body.trouble]),
      seen.k ? el('p', {}, el('a', { href: seen.k.split('/').map(encodeURIComponent).join('/'), download: '' }, 'The packets, for Wireshark (pcapng)')) : [],
      messages(texts, body, seen), outputs(texts, body), el('h4', {}, 'Again, in the folder of this student’s files'), repeat(texts[part.again] + (seen.a ?? ` --seed ${seen.seed} --delivery ${seen.delivery}`)),
      part.needs === undefined ? [] : aside(texts[part.needs]), seen.p ? aside(againWithStandIn) : []);
    out.draw = () => {
      const width = Math.round(Math.min(Math.max(figure.clientWidth - 16, 260), 860));
      if (figure.dataset.width === String(width)) return;
      figure.dataset.width = width;
      figure.replaceChildren(diagram(texts, body, seen, width));
    };
    return out;
  };

  const name = (part, seen) => seen.p?.[3] ?? `${part.name}-seed${seen.seed}-${seen.delivery}${seen.q ? `-repeat-${seen.q}` : ''}${seen === part.second ? '-second-client' : ''}`;

  /** A row a seed; a column for each of what `columnOf` says of cases. */
  const table = (key, part, caption, all, columnOf) => {
    const rows = new Map();
    for (const seen of all) rows.set(seen.seed, (rows.get(seen.seed) ?? new Map()).set(columnOf(seen), seen));
    const columns = [...new Set(all.map(columnOf))];
    const cell = (seen, column) => el('td', {}, seen ? el('a', {
      href: `#${key}/${encodeURIComponent(name(part, seen))}`, class: seen.status, 'data-case': name(part, seen),
      'aria-label': `seed ${seen.seed}, ${column}: ${seen.status}`, title: took(seen),
    }, SIGNS[seen.status]) : []);
    return el('div', { class: 'grid' }, el('table', {}, el('caption', {}, caption),
      el('thead', {}, el('tr', {}, el('td'), columns.map((column) => el('th', { scope: 'col' }, column)))),
      el('tbody', {}, [...rows].map(([seed, seen]) => el('tr', {}, el('th', { scope: 'row' }, `seed ${seed}`), columns.map((column) => cell(seen.get(column), column)))))));
  };

  /** All cases of a part; behind them the further runs of one; behind these, a table a role, those in which the grader played it. */
  const grid = (texts, key, part) => [
    table(key, part, 'Cases: choose one to see what happened', part.cases, (seen) => seen.delivery),
    part.repeats.length ? table(key, part, furtherRuns, part.repeats, (seen) => `${seen.delivery}, run ${seen.q + 1}`) : [],
    [0, 1].map((side) => part.stand_ins.filter((seen) => seen.p[0] === side)).filter((all) => all.length)
      .map((all) => table(key, part, `The same ${texts[all[0].p[2]]}`, all, (seen) => `${seen.delivery}, try ${seen.p[1]}`)),
    part.second ? table(key, part, secondClient, [part.second], (seen) => seen.delivery) : [],
  ].flat(2);

  /** Sentences that stand in the page's data. */
  const learn = ([said, sentences]) => {
    deliveries = new Map(said);
    [unseen, silent, allPasses, halfPasses, restsOn, againWithStandIn, furtherRuns, secondClient, tooOld] = sentences;
  };

  /** What the page stores of cases in short, in full. */
  const spellOut = (part) => {
    part.repeats ??= [];
    part.stand_ins ??= [];
    part.all = [...part.cases, ...part.repeats, ...part.stand_ins, ...(part.second ? [part.second] : [])];
    for (const seen of part.all) {
      [seen.delivery, seen.status] = [part.names.deliveries[seen.d], STATUSES[seen.r]];
      seen.findings = (seen.f ?? []).map(([check, status, ...words]) => [part.names.checks[check], STATUSES[status], ...words]);
    }
  };

  /** What stands packed in a node: JSON, as gzip, as base64. */
  const unpack = async (node) => {
    const bytes = Uint8Array.from(atob(node.textContent), (char) => char.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
  };
  /** What is said where that cannot be had; nothing where it can. */
  const cannotUnpack = () => ('DecompressionStream' in window ? null : el('p', { class: 'meaning' }, tooOld));

  return { learn, spellOut, name, grid, panel, diagram, plural, unpack, cannotUnpack };
})();
