/* Long work: asks every 3 seconds how far it is and says so. The page has a "Check again" link for when this does
   not run. <p data-progress="/address/" aria-live="polite">3 of 12 sent</p>; the address answers
   {"text": "7 of 12 sent", "done": false}. */
(function () {
  'use strict';

  var line = document.querySelector('[data-progress]');
  if (!line || !window.fetch) {
    return;
  }

  function ask() {
    fetch(line.dataset.progress, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) {
        return answer.ok ? answer.json() : Promise.reject(answer.status);
      })
      .then(function (progress) {
        if (line.textContent !== progress.text) {
          line.textContent = progress.text;
        }
        if (progress.done) {
          window.location.reload();
        } else {
          window.setTimeout(ask, 3000);
        }
      })
      .catch(function () {
        window.setTimeout(ask, 10000); // a bad line, or signed out: the link on the page still works
      });
  }

  window.setTimeout(ask, 3000);
})();
