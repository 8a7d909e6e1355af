// Draws each figure with plotly.js when it comes near the screen. Until then, and without scripts, its image stands there.
(() => {
  const figures = document.querySelectorAll('figure.plotly');
  let library;

  function loadPlotly() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = 'assets/plotly.min.js';
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  }

  async function draw(figure) {
    const image = figure.querySelector('img');
    const plotly = JSON.parse(figure.querySelector('script').textContent);
    await loadPlotly();
    const place = document.createElement('div');
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', image.alt);
    figure.append(place);
    await Plotly.newPlot(place, plotly);
    image.hidden = true;
  }

  const observer = new IntersectionObserver(
    entries => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        draw(target).catch(console.error);
      }
    },
    { rootMargin: '600px' },
  );
  for (const figure of figures) observer.observe(figure);

  // On a narrow screen the list of sections would fill it.
  const contents = document.querySelector('nav.contents details');
  if (contents && matchMedia('(max-width: 70rem)').matches) contents.open = false;
})();

// Questions: says what the chosen answer says, and keeps the answer for the next visit.
(() => {
  const page = location.pathname.split('/').pop();

  // A browser may keep nothing for pages from the disk; the question works all the same.
  function kept(key, value) {
    try {
      if (value !== undefined) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function judge(form, choice) {
    const right = 'right' in choice.dataset;
    const verdict = form.querySelector('.verdict');
    verdict.textContent = `${right ? '✓ Right.' : '✗ Not yet.'} ${choice.dataset.says}`;
    verdict.dataset.verdict = right ? 'right' : 'slip';
  }

  for (const form of document.querySelectorAll('form.question')) {
    const key = `convnets ${page} ${form.dataset.id}`;
    const answered = kept(key);
    for (const choice of form.querySelectorAll('input')) {
      choice.checked = choice.value === answered;
      if (choice.checked) judge(form, choice);
    }
    form.addEventListener('submit', event => {
      event.preventDefault();
      const choice = form.querySelector('input:checked');
      kept(key, choice.value);
      judge(form, choice);
    });
    form.addEventListener('change', () => {
      const verdict = form.querySelector('.verdict');
      verdict.textContent = '';
      delete verdict.dataset.verdict;
    });
  }
})();
