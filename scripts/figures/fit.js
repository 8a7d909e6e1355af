// Shows a plotly figure smaller where its place is too narrow for it, as a browser does with an image. A figure is laid out
// for its own width: in a narrower one its title, legend and numbers would lie on each other. plotly finds the pointer in a
// scaled figure, too. JupyterLab and the exported pages load this file.
(() => {
  const seen = new WeakSet();

  function fit(figure) {
    const drawn = figure.querySelector('.svg-container');
    if (drawn === null || figure.clientWidth === 0) return;
    const scale = Math.min(1, figure.clientWidth / drawn.offsetWidth);
    // Without these two a flexible box grows with what is drawn in it.
    figure.style.overflow = 'visible';
    figure.style.minWidth = '0';
    figure.style.transformOrigin = 'top left';
    figure.style.transform = scale < 1 ? `scale(${scale})` : '';
    // What a transform leaves free below would stay empty.
    drawn.style.marginBottom = `${Math.round((scale - 1) * drawn.offsetHeight)}px`;
  }

  function watch(figure) {
    if (seen.has(figure)) return;
    seen.add(figure);
    const observer = new ResizeObserver(() => fit(figure));
    observer.observe(figure);
    const drawn = figure.querySelector('.svg-container');
    if (drawn !== null) observer.observe(drawn);
  }

  const found = document.getElementsByClassName('js-plotly-plot');
  new MutationObserver(() => [...found].forEach(watch)).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
})();
