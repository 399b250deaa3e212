/* A part of a page that says how far something is: fetched again every few seconds while it is in view.
   <div id="…" aria-live="polite" data-poll="address">; it ends when the new part has no data-poll any more. */
(function () {
  'use strict';

  var EVERY = 3000;

  function look(part) {
    if (document.hidden) {
      wait(part);
      return;
    }
    fetch(part.dataset.poll, { credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.text() : ''; })
      .then(function (text) {
        var found = text && new DOMParser().parseFromString(text, 'text/html').getElementById(part.id);
        if (!found) {
          wait(part);
          return;
        }
        if (found.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
          part.innerHTML = found.innerHTML;
          part.dispatchEvent(new CustomEvent('polled', { bubbles: true }));
        }
        if (found.dataset.poll) {
          wait(part);
        }
      })
      .catch(function () { wait(part); });
  }

  function wait(part) {
    window.setTimeout(look, EVERY, part);
  }

  document.querySelectorAll('[data-poll]').forEach(wait);
})();
