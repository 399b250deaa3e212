/* Tells the style sheet that scripts run, before anything is drawn. It stands in the head, so it marks the body
   as soon as there is one. */
(function () {
  'use strict';

  function mark() {
    if (!document.body) {
      return false;
    }
    document.body.classList.add('js-enabled');
    if ('noModule' in HTMLScriptElement.prototype) {
      document.body.classList.add('nhsuk-frontend-supported');
    }
    return true;
  }

  if (!mark()) {
    new MutationObserver(function (_, observer) {
      if (mark()) {
        observer.disconnect();
      }
    }).observe(document.documentElement, { childList: true });
  }
})();
