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
    // Drawn for the width of its image; on a narrower screen it scrolls, for its words would overlap.
    place.style.minWidth = `${image.getAttribute('width')}px`;
    figure.append(place);
    await Plotly.newPlot(place, { ...plotly, config: { ...plotly.config, displaylogo: false, responsive: true } });
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
