// The search: every word has to be in a section, and words in headings count more. `sections` stands before this, a list of
// [url, page, heading, text].
{
  const root = document.currentScript.dataset.root;
  const input = document.querySelector('header input');
  const list = document.getElementById('found');
  const most = 12;

  const score = (section, words) => {
    const [, page, heading, text] = section.map(part => part.toLowerCase());
    let sum = 0;
    for (const word of words) {
      const places = (heading.includes(word) ? 8 : 0) + (page.includes(word) ? 3 : 0) + (text.includes(word) ? 1 : 0);
      if (places === 0) {
        return 0;
      }
      sum += places;
    }
    return sum;
  };

  // Some words around the first place where one of those looked for stands.
  const excerpt = (text, words) => {
    const lower = text.toLowerCase();
    const places = words.map(word => lower.indexOf(word)).filter(place => place >= 0);
    const start = places.length === 0 ? 0 : text.lastIndexOf(' ', Math.max(0, Math.min(...places) - 40)) + 1;
    return (start > 0 ? '… ' : '') + text.substring(start, start + 140) + (start + 140 < text.length ? ' …' : '');
  };

  const item = ([url, page, heading, text], words) => {
    const link = document.createElement('a');
    link.href = root + url;
    const title = document.createElement('strong');
    title.textContent = page === heading ? page : page + ' › ' + heading;
    link.append(title, excerpt(text, words));
    const entry = document.createElement('li');
    entry.append(link);
    return entry;
  };

  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    list.replaceChildren();
    list.hidden = words.length === 0;
    if (list.hidden) {
      return;
    }
    const found = sections.map(section => [score(section, words), section])
      .filter(([points]) => points > 0)
      .sort(([one], [other]) => other - one)
      .slice(0, most);
    list.append(...found.map(([, section]) => item(section, words)));
    if (found.length === 0) {
      const none = document.createElement('li');
      none.textContent = 'No section has ' + words.join(' and ') + '.';
      list.append(none);
    }
  };

  input.addEventListener('input', search);
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      input.value = '';
      search();
    }
  });
  list.addEventListener('click', () => {
    list.hidden = true;
  });
  input.form.addEventListener('submit', event => {
    event.preventDefault();
    const first = list.querySelector('a');
    if (first) {
      first.click();
    }
  });
}
