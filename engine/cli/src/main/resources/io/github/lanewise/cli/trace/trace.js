'use strict';
(() => {
  const trace = JSON.parse(document.getElementById('numbers').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const cursor = { step: 0, unit: 0 };   // counted from 0; all plots share it
  let figures = [];
  let shown = 'all';

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figure4 = value => !Number.isFinite(value) ? 'not finite'
    : value === 0 ? '0'
    : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? String(+value.toPrecision(4)) : value.toExponential(2);

  const short = value => value === 0 || Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4 ? String(+value.toPrecision(3))
    : value.toExponential(0);
  const count = (number, name) => number + ' ' + name + (number === 1 ? '' : 's');

  // ---- numbers

  /** Of a plane: upper bytes of all numbers, then lower bytes; 65535 stands for what is not finite. */
  async function unpack(plane) {
    const packed = Uint8Array.from(atob(plane.data), c => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const length = bytes.length / 2;
    const unit = (plane.high - plane.low) / 65534;
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const q = bytes[i] << 8 | bytes[length + i];
      values[i] = q === 65535 ? NaN : plane.low + q * unit;
    }
    return values;
  }

  function numbers(matrix) {
    matrix.stepBins = Math.ceil(matrix.steps / matrix.stepsOfBin);
    matrix.unitBins = Math.ceil(matrix.units / matrix.unitsOfBin);
    matrix.ready ??= Promise.all([matrix.mean, matrix.min, matrix.max].map(plane => plane && unpack(plane)))
      .then(([mean, min, max]) => { matrix.planes = { mean, min: min ?? mean, max: max ?? mean }; });
    return matrix.ready;
  }

  /** For instance step 5, or steps 5–8. */
  const range = (name, bin, size, all) => {
    const from = bin * size + 1;
    const to = Math.min(all, (bin + 1) * size);
    return from === to ? name + ' ' + from : name + 's ' + from + '–' + to;
  };

  // ---- colours

  const parse = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));

  /** 256 colours; where zero is in the middle, the middle is the page's own background in the dark. */
  function colours(signed) {
    const stops = (signed ? trace.diverging : trace.sequential).map(parse);
    if (signed && dark.matches) {
      stops.splice(0, 5, parse('#9fd0ff'), parse('#3f86c9'), parse('#24292e'), parse('#c96f24'), parse('#ffc891'));
    }
    return Array.from({ length: 256 }, (_, i) => {
      const place = i / 255 * (stops.length - 1);
      const below = Math.min(Math.floor(place), stops.length - 2);
      return stops[below].map((from, k) => Math.round(from + (place - below) * (stops[below + 1][k] - from)));
    });
  }

  // ---- plots

  /** A canvas with a caption and a line that reads the cursor. A plot has draw(context, box), at(x, y, box), read() and move(dx, dy). */
  function addFigure(parent, id, title, meaning, height, plot) {
    const canvas = element('canvas', {
      tabindex: '0', role: 'img', 'aria-label': title + '. ' + meaning + '. Arrow keys move the cursor.' });
    const readout = element('output', { 'aria-live': 'polite' });
    const save = element('button', { type: 'button', 'aria-label': 'Save ' + title + ' as PNG' }, 'PNG');
    const holder = element('figure', { 'data-plot': id },
      element('figcaption', {}, element('strong', {}, title), element('small', {}, meaning), save), canvas, readout);
    parent.append(holder);
    const figure = { canvas, readout, plot, height, base: null, holder };
    save.onclick = () => {
      render(figure);
      const link = element('a', { href: canvas.toDataURL('image/png'), download: 'trace-' + id + '.png' });
      link.click();
    };
    canvas.onpointermove = canvas.onpointerdown = event => {
      const bounds = canvas.getBoundingClientRect();
      plot.at(event.clientX - bounds.left, event.clientY - bounds.top, box(figure));
      overlays();
    };
    canvas.onkeydown = event => {
      const far = event.shiftKey ? 10 : 1;
      const move = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far],
        Home: [-Infinity, 0], End: [Infinity, 0] }[event.key];
      if (!move) return;
      event.preventDefault();
      plot.move(...move);
      overlays();
    };
    figures.push(figure);
    return figure;
  }

  function box(figure) {
    const width = figure.canvas.clientWidth;
    const narrow = width < 500;
    const left = narrow ? 42 : 52;
    const right = width - (narrow ? 56 : 64);
    return { left, right, top: 8, bottom: figure.height - 36, width: right - left, height: figure.height - 44, narrow };
  }

  /** Draws everything but the cursor, and keeps it. */
  function render(figure) {
    const scale = devicePixelRatio || 1;
    const { canvas, height } = figure;
    if (!canvas.clientWidth) return;
    canvas.style.height = height + 'px';
    canvas.width = Math.round(canvas.clientWidth * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = css('--card');
    context.fillRect(0, 0, canvas.clientWidth, height);
    context.font = '12px system-ui, sans-serif';
    figure.plot.draw(context, box(figure));
    figure.base = document.createElement('canvas');
    figure.base.width = canvas.width;
    figure.base.height = canvas.height;
    figure.base.getContext('2d').drawImage(canvas, 0, 0);
  }

  /** The cursor on every plot, and what it reads there. */
  function overlays() {
    for (const figure of figures) {
      if (!figure.base) continue;
      const context = figure.canvas.getContext('2d');
      const scale = devicePixelRatio || 1;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(figure.base, 0, 0);
      context.setTransform(scale, 0, 0, scale, 0, 0);
      figure.plot.mark?.(context, box(figure));
      figure.readout.textContent = figure.plot.read();
    }
  }

  function renderAll() {
    figures.forEach(render);
    overlays();
  }

  function line(context, x1, y1, x2, y2, colour) {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
    context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
    context.stroke();
  }

  function write(context, text, x, y, align, baseline = 'middle') {
    context.fillStyle = css('--quiet');
    context.textAlign = align;
    context.textBaseline = baseline;
    context.fillText(text, x, y);
  }

  const niceDistance = (all, most) => {
    for (let power = 1; ; power *= 10) {
      for (const factor of [1, 2, 5]) if (all / (power * factor) <= most) return power * factor;
    }
  };

  /** Numbers of steps, or of units, below a plot. */
  function horizontalAxis(context, area, all, name) {
    line(context, area.left, area.bottom, area.right, area.bottom, css('--line'));
    const distance = niceDistance(all, area.width < 400 ? 5 : 10);
    for (let at = 1; at <= all; at = at === 1 && distance > 1 ? distance : at + distance) {
      write(context, String(at), area.left + area.width * (at - 0.5) / all, area.bottom + 5, 'center', 'top');
    }
    write(context, name, area.left + area.width / 2, area.bottom + 21, 'center', 'top');
  }

  function verticalName(context, area, name) {
    context.save();
    context.translate(9, area.top + area.height / 2);
    context.rotate(-Math.PI / 2);
    write(context, name, 0, 0, 'center');
    context.restore();
  }

  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

  /** Moves the shared step over bins of a size. */
  function moveStep(bins, size, by) {
    const bin = clamp(Math.floor(cursor.step / size) + by, 0, bins - 1);
    cursor.step = bin * size;
  }

  const stepBin = matrix => Math.floor(cursor.step / matrix.stepsOfBin);

  function markStep(context, area, bin, bins) {
    if (bin >= bins) return;
    const x = area.left + area.width * (bin + 0.5) / bins;
    line(context, x, area.top, x, area.bottom, css('--ink'));
  }

  /** Steps to the right, units downwards, a colour for each number. */
  function heatmap(matrix, letter, rowName) {
    const image = document.createElement('canvas');
    const unitBin = () => clamp(Math.floor(cursor.unit / matrix.unitsOfBin), 0, matrix.unitBins - 1);
    return {
      draw(context, area) {
        const palette = colours(matrix.signed);
        image.width = matrix.stepBins;
        image.height = matrix.unitBins;
        const pixels = new ImageData(matrix.stepBins, matrix.unitBins);
        const mean = matrix.planes.mean;
        for (let s = 0; s < matrix.stepBins; s++) {
          for (let u = 0; u < matrix.unitBins; u++) {
            const position = (mean[s * matrix.unitBins + u] - matrix.low) / (matrix.high - matrix.low);
            const colour = Number.isNaN(position) ? [128, 128, 128] : palette[clamp(Math.round(position * 255), 0, 255)];
            pixels.data.set([...colour, 255], 4 * (u * matrix.stepBins + s));
          }
        }
        image.getContext('2d').putImageData(pixels, 0, 0);
        // Where a pixel stands for several numbers it has their mean, not one of them.
        context.imageSmoothingEnabled = area.width < matrix.stepBins || area.height < matrix.unitBins;
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, area.left, area.top, area.width, area.height);
        horizontalAxis(context, area, matrix.steps, 'step');
        const distance = niceDistance(matrix.units, Math.max(1, Math.floor(area.height / 24)));
        for (let unit = 1; unit <= matrix.units; unit = unit === 1 && distance > 1 ? distance : unit + distance) {
          write(context, String(unit), area.left - 5, area.top + area.height * (unit - 0.5) / matrix.units, 'right');
        }
        verticalName(context, area, rowName);
        for (let y = 0; y < area.height; y++) {
          context.fillStyle = 'rgb(' + palette[Math.round(255 * (1 - y / area.height))].join(',') + ')';
          context.fillRect(area.right + 8, area.top + y, 8, 1.5);
        }
        write(context, short(matrix.high), area.right + 19, area.top, 'left', 'top');
        write(context, short(matrix.low), area.right + 19, area.bottom, 'left', 'bottom');
        if (matrix.signed) write(context, '0', area.right + 19, area.top + area.height / 2, 'left');
      },
      at(x, y, area) {
        cursor.step = clamp(Math.floor((x - area.left) / area.width * matrix.stepBins), 0, matrix.stepBins - 1)
          * matrix.stepsOfBin;
        cursor.unit = clamp(Math.floor((y - area.top) / area.height * matrix.unitBins), 0, matrix.unitBins - 1)
          * matrix.unitsOfBin;
      },
      move(steps, units) {
        moveStep(matrix.stepBins, matrix.stepsOfBin, steps);
        cursor.unit = clamp(unitBin() + units, 0, matrix.unitBins - 1) * matrix.unitsOfBin;
      },
      mark(context, area) {
        const bin = stepBin(matrix);
        if (bin >= matrix.stepBins) return;
        markStep(context, area, bin, matrix.stepBins);
        const y = area.top + area.height * (unitBin() + 0.5) / matrix.unitBins;
        line(context, area.left, y, area.right, y, css('--ink'));
      },
      read() {
        const bin = stepBin(matrix);
        if (bin >= matrix.stepBins) return '';
        const at = bin * matrix.unitBins + unitBin();
        const { mean, min, max } = matrix.planes;
        const where = range('step', bin, matrix.stepsOfBin, matrix.steps)
          + ', ' + range(rowName, unitBin(), matrix.unitsOfBin, matrix.units) + ': ' + letter;
        return matrix.min ? where + ' from ' + figure4(min[at]) + ' to ' + figure4(max[at]) + ', mean ' + figure4(mean[at])
          : where + ' = ' + figure4(mean[at]);
      } };
  }

  /** A line over steps, or the least and the greatest number of each bin. */
  function waveform(matrix, letter) {
    const y = (value, area) => area.bottom - area.height * clamp((value - matrix.low) / (matrix.high - matrix.low), 0, 1);
    return {
      draw(context, area) {
        const { min, max } = matrix.planes;
        line(context, area.left, y(0, area), area.right, y(0, area), css('--line'));
        context.strokeStyle = css('--accent');
        context.lineWidth = 1.25;
        context.beginPath();
        for (let s = 0; s < matrix.stepBins; s++) {
          const x = area.left + area.width * (s + 0.5) / matrix.stepBins;
          context.lineTo(x, y(max[s], area));
          if (matrix.min) context.lineTo(x, y(min[s], area));
        }
        context.stroke();
        write(context, short(matrix.high), area.left - 5, area.top, 'right', 'top');
        write(context, short(matrix.low), area.left - 5, area.bottom, 'right', 'bottom');
        horizontalAxis(context, area, matrix.steps, 'step');
      },
      at(x, _, area) {
        cursor.step = clamp(Math.floor((x - area.left) / area.width * matrix.stepBins), 0, matrix.stepBins - 1)
          * matrix.stepsOfBin;
      },
      move(steps) { moveStep(matrix.stepBins, matrix.stepsOfBin, steps); },
      mark(context, area) { markStep(context, area, stepBin(matrix), matrix.stepBins); },
      read() {
        const bin = stepBin(matrix);
        if (bin >= matrix.stepBins) return '';
        const { mean, min, max } = matrix.planes;
        const where = range('step', bin, matrix.stepsOfBin, matrix.steps) + ': ' + letter;
        return matrix.min ? where + ' from ' + figure4(min[bin]) + ' to ' + figure4(max[bin])
          : where + ' = ' + figure4(mean[bin]);
      } };
  }

  /** Whole decades around positive numbers. */
  function decades(values) {
    const positive = values.filter(value => value > 0);
    if (!positive.length) return [-1, 0];
    const low = Math.floor(Math.log10(positive.reduce((a, b) => Math.min(a, b))));
    return [low, Math.max(low + 1, Math.ceil(Math.log10(positive.reduce((a, b) => Math.max(a, b)))))];
  }

  function logarithmicAxis(context, area, [low, high]) {
    const distance = Math.ceil((high - low) / Math.max(2, Math.floor(area.height / 30)));
    for (let exponent = high; exponent >= low; exponent -= distance) {
      const y = area.bottom - area.height * (exponent - low) / (high - low);
      line(context, area.left, y, area.right, y, css('--line'));
      write(context, '1e' + exponent, area.left - 5, y, 'right');
    }
  }

  const curveColour = i => (dark.matches ? ['#7db4ec', '#f0a35e', '#74c9a5', '#c3a2e0'] : ['#1f5fa8', '#c8550f', '#1f7a5c', '#7a4fa3'])[i % 4];

  /** Norms on a logarithmic scale, a line for each curve. */
  function sensitivityPlot(curves) {
    const steps = Math.max(...curves.map(curve => curve.steps));
    const scale = decades(curves.flatMap(curve => curve.norms));
    const at = step => curves.map(curve => curve.norms[Math.floor(step / curve.distance)]);
    return {
      draw(context, area) {
        logarithmicAxis(context, area, scale);
        curves.forEach((curve, i) => {
          context.strokeStyle = curveColour(i);
          context.lineWidth = 2;
          context.beginPath();
          let pen = false;
          curve.norms.forEach((norm, point) => {
            if (!(norm > 0)) { pen = false; return; }
            const x = area.left + area.width * (point * curve.distance + 0.5) / steps;
            const y = area.bottom - area.height * (Math.log10(norm) - scale[0]) / (scale[1] - scale[0]);
            if (pen) context.lineTo(x, y); else context.moveTo(x, y);
            pen = true;
          });
          context.stroke();
        });
        horizontalAxis(context, area, steps, 'step s of the input');
      },
      at(x, _, area) { cursor.step = clamp(Math.floor((x - area.left) / area.width * steps), 0, steps - 1); },
      move(by) { moveStep(steps, 1, by); },
      mark(context, area) { markStep(context, area, cursor.step, steps); },
      read() {
        if (cursor.step >= steps) return '';
        return 'step ' + (cursor.step + 1) + ': ' + at(cursor.step)
          .map((norm, i) => (curves.length > 1 ? curves[i].label + ' ' : '') + (norm == null ? 'not finite' : figure4(norm)))
          .join('; ');
      } };
  }

  /** A bar for each unit; what never forgets reaches the top. */
  function halfLifePlot(halfLives) {
    const scale = decades(halfLives.length ? halfLives : [1]);
    let unit = 0;
    const words = value => value === null ? 'not finite' : value < 0 ? 'forgets nothing' : figure4(value) + ' steps';
    return {
      draw(context, area) {
        logarithmicAxis(context, area, scale);
        const width = area.width / halfLives.length;
        halfLives.forEach((value, i) => {
          const share = value < 0 ? 1 : value > 0 ? (Math.log10(value) - scale[0]) / (scale[1] - scale[0]) : 0;
          context.fillStyle = css('--accent');
          context.fillRect(area.left + i * width, area.bottom - Math.max(1, share * area.height),
            Math.max(1, width > 3 ? width - 1 : width), Math.max(1, share * area.height));
        });
        horizontalAxis(context, area, halfLives.length, 'unit');
        if (!area.narrow) verticalName(context, area, 'steps');
      },
      at(x, _, area) {
        unit = clamp(Math.floor((x - area.left) / area.width * halfLives.length), 0, halfLives.length - 1);
      },
      move(by) { unit = clamp(unit + by, 0, halfLives.length - 1); },
      mark(context, area) { markStep(context, area, unit, halfLives.length); },
      read() { return 'unit ' + (unit + 1) + ': ' + words(halfLives[unit]); } };
  }

  // ---- sections

  const list = units => units.length === 0 ? 'none'
    : units.length + ': ' + units.slice(0, 24).join(', ') + (units.length > 24 ? ' and ' + (units.length - 24) + ' more' : '');

  function memoryOf(layer) {
    const memory = layer.memory;
    const parent = document.getElementById('memory');
    parent.replaceChildren();
    if (memory.halfLives.length) {
      const sorted = memory.halfLives.filter(value => value !== null).map(value => value < 0 ? Infinity : value).sort((a, b) => a - b);
      const median = sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : NaN;
      addFigure(parent, 'half-life', 'Half-life of each unit’s memory',
        'ln 0.5 / mean ln ' + memory.keeping + ', in steps; median ' + (median === Infinity ? 'without end' : figure4(median)),
        200, halfLifePlot(memory.halfLives));
    } else {
      parent.append(element('p', {}, 'No gate says how long a unit remembers: an RNN overwrites its state at every step.'));
    }
    const rows = memory.gates.map(gate => element('tr', {},
      element('td', {}, gate.letter + ', ' + gate.title), element('td', {}, list(gate.open)), element('td', {}, list(gate.shut))));
    if (rows.length) {
      parent.append(element('table', {},
        element('caption', {}, 'Saturated units: gates beyond 0.99 or 0.01 at 95 % of the steps or more'),
        element('thead', {}, element('tr', {}, element('th', {}, 'Gate'),
          element('th', {}, 'Open, above 0.99'), element('th', {}, 'Shut, below 0.01'))),
        element('tbody', {}, ...rows)));
    }
    parent.append(element('p', { id: 'dead' }, 'Dead units, whose h moves by less than 0.01: ' + list(memory.dead)));
  }

  function sensitivities() {
    const parent = document.getElementById('sensitivity');
    if (!trace.curves.length) {
      document.getElementById('sensitivity-section').hidden = true;
      return;
    }
    const [first] = trace.curves;
    addFigure(parent, 'sensitivity', 'Sensitivity of h at step ' + first.step,
      'Frobenius norm of ∂h/∂x at each step s; ' + first.how, 300, sensitivityPlot(trace.curves));
    parent.append(element('p', {}, ...trace.curves.map((curve, i) => element('span', { class: 'legend' },
      element('span', { class: 'key', style: 'border-color:' + curveColour(i) }), curve.label))));
    if (first.distance > 1) parent.append(element('p', { class: 'hint' }, 'Every ' + first.distance + 'th step is drawn.'));
  }

  const heightOf = (matrix, alone) => 44 + clamp(matrix.unitBins * (alone ? 12 : 6), 72, alone ? 512 : 200);

  function addRows(parent, id, title, matrix) {
    if (matrix.units === 1) {
      addFigure(parent, id, title, count(matrix.steps, 'step'), 130, waveform(matrix, id));
    } else {
      addFigure(parent, id, title, count(matrix.steps, 'step') + ' of ' + matrix.units + ' features',
        heightOf(matrix, false), heatmap(matrix, id, 'feature'));
    }
  }

  async function show() {
    const layer = trace.layers[document.getElementById('layer').value];
    const signals = layer ? layer.signals.filter(signal => shown === 'all' || signal.letter === shown) : [];
    await Promise.all([trace.input, trace.output, ...signals.map(signal => signal.matrix)].map(numbers));
    figures = [];
    const parent = document.getElementById('plots');
    parent.replaceChildren();
    parent.className = signals.length > 1 ? 'several' : '';
    addRows(parent, 'input', 'Input', trace.input);
    for (const signal of signals) {
      addFigure(parent, signal.letter, signal.letter + ', ' + signal.title, signal.meaning,
        heightOf(signal.matrix, signals.length === 1), heatmap(signal.matrix, signal.letter, 'unit'));
    }
    addRows(parent, 'output', 'Output', trace.output);
    document.getElementById('sensitivity').replaceChildren();
    if (layer) memoryOf(layer);
    sensitivities();
    renderAll();
    document.body.dataset.shown = document.getElementById('layer').value + ' ' + shown;
  }

  function buttons() {
    const layer = trace.layers[document.getElementById('layer').value];
    const group = document.getElementById('signals');
    const names = ['all', ...(layer ? layer.signals.map(signal => signal.letter) : [])];
    if (!names.includes(shown)) shown = 'all';
    group.replaceChildren(...names.map(name => {
      const button = element('button', { type: 'button', 'data-signal': name, 'aria-pressed': String(name === shown) }, name);
      button.onclick = () => {
        shown = name;
        for (const other of group.children) other.setAttribute('aria-pressed', String(other === button));
        show();
      };
      return button;
    }));
  }

  document.getElementById('model').textContent = trace.model;
  document.getElementById('description').textContent = trace.description;
  document.getElementById('notes').append(...trace.notes.map(note => element('li', {}, note)));
  const select = document.getElementById('layer');
  trace.layers.forEach((layer, i) => select.append(element('option', { value: i }, layer.label)));
  select.onchange = () => { buttons(); show(); };
  dark.onchange = show;
  let width = innerWidth;
  addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; renderAll(); } });
  buttons();
  show();
})();
